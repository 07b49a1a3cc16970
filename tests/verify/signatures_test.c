/* Keys for which there is no comb, and tasks of which none is left to solve. */
#include "tests/check.h"
#include "verify/signatures.h"

static struct rt_comb comb;
static struct rt_comb_base base_comb;

static void test_keys(void)
{
    struct rt_key base = {{0x58}}; /* 4/5, the base point, which is a key of somebody */
    const struct rt_key no_point = {{2}}, small = {{1}};
    struct rt_key not_reduced;
    memset(base.b + 1, 0x66, sizeof base.b - 1);
    memset(not_reduced.b, 0xff, sizeof not_reduced.b);
    not_reduced.b[0] = 0xf0; /* p + 3 */
    not_reduced.b[31] = 0x7f;
    CHECK(rt_comb_build_key(&comb, &rt_engine_scalar, &base), "the base point");
    CHECK(!rt_comb_build_key(&comb, &rt_engine_scalar, &no_point), "no point");
    CHECK(!rt_comb_build_key(&comb, &rt_engine_scalar, &small), "of small order");
    CHECK(!rt_comb_build_key(&comb, &rt_engine_scalar, &not_reduced), "not reduced");
}

static void test_nothing_left(void)
{
    struct rt_signature_task task = {.key = {{1}}, .signature = {{9}}}, *tasks[] = {&task};
    rt_comb_build_base(&base_comb);
    rt_signatures_verify(tasks, 1, &rt_engine_scalar, &base_comb);
    CHECK_EQ("a key of small order", task.result, RT_ED25519_KEY_SMALL_ORDER);
}

int main(void)
{
    test_keys();
    test_nothing_left();
    return check_done("signatures");
}
