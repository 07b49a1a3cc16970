/* Each diagnosis from an exchange that was signed or bent just so; and nothing from one that is valid. The
 * last check is that no diagnosis of the list is missing. */
#include "signer.h"
#include "verify/diagnose.h"

static bool produced[RT_NUM_DIAGNOSES];

/* "check/slug" or "check/slug/number", one after the other. */
static void list(char out[1000], const struct rt_diagnoses *found)
{
    struct rt_text text = rt_text_into(out, 999);
    for (size_t i = 0; i < found->num; i++) {
        const struct rt_diagnosis *d = &found->item[i];
        rt_text_string(&text, i == 0 ? "" : " ");
        rt_text_string(&text, d->subject == RT_OF_REQUEST ? "request/" : "");
        rt_text_string(&text, rt_diagnosis_check_name(d->check));
        rt_text_string(&text, "/");
        rt_text_string(&text, rt_diagnosis_info(d->code)->slug);
        if (strchr(rt_diagnosis_info(d->code)->text, '@') != NULL) {
            rt_text_string(&text, "/");
            rt_text_uint(&text, d->number);
        }
    }
    out[rt_text_len(&text)] = '\0';
}

static void check_texts(const struct rt_diagnoses *found)
{
    for (size_t i = 0; i < found->num; i++) {
        char sentence[400];
        struct rt_text text = rt_text_into(sentence, sizeof sentence);
        rt_diagnosis_text(&text, &found->item[i]);
        CHECK(text.pos < sizeof sentence && memchr(sentence, '@', text.pos) == NULL, "%.*s", (int)text.pos,
              sentence);
        produced[found->item[i].code] = true;
    }
}

static struct rt_diagnoses diagnose(const struct rt_question *question, const struct rt_policy *policy,
                                    const struct rt_diagnosis_context *context)
{
    static struct rt_verdict verdict, before;
    struct rt_diagnoses found;
    rt_verify(&verdict, question, policy);
    memcpy(&before, &verdict, sizeof before);
    rt_diagnose(&found, &verdict, question, context);
    CHECK(memcmp(&before, &verdict, sizeof before) == 0, "the verdict was changed");
    CHECK(found.num_verifications <= RT_DIAGNOSE_VERIFICATIONS_MAX, "%u verifications",
          found.num_verifications);
    check_texts(&found);
    return found;
}

static void expect_in(const char *name, const struct rt_question *question, const struct rt_policy *policy,
                      const struct rt_diagnosis_context *context, const char *want)
{
    char got[1000];
    struct rt_diagnoses found = diagnose(question, policy, context);
    list(got, &found);
    CHECK_STR(name, got, want);
}

static const struct rt_policy strict;
static const struct rt_diagnosis_context nothing;

static void expect(const char *name, const struct rt_question *question, const char *want)
{
    expect_in(name, question, &strict, &nothing, want);
}

static struct rt_bytes cut(struct rt_bytes in, size_t tail)
{
    return rt_bytes_from(in.data, in.len - tail);
}

static struct rt_bytes literal(const char *s)
{
    return rt_bytes_from(s, strlen(s) + 1);
}

#define DASHES   literal("RoughTime v1 delegation signature--")
#define PLAIN    literal("RoughTime v1 delegation signature")
#define RFC      literal("Roughtime v1 delegation signature")
#define RESPONSE literal("RoughTime v1 response signature")

static const struct {
    size_t row;
    uint32_t code;
} versions[] = {{ROW_GOOGLE, 0},      {ROW_00, 0},          {ROW_01, 0x80000001}, {ROW_02, 0x80000002},
                {ROW_03, 0x80000003}, {ROW_05, 0x80000005}, {ROW_07, 0x80000007}, {ROW_08, 0x80000008},
                {ROW_10, 0x8000000a}, {ROW_11, 0x8000000b}, {ROW_12, 0x8000000c}, {ROW_14, 0x8000000c},
                {ROW_RFC, 1},         {ROW_SQUAT_US, 1},    {ROW_SQUAT_S, 1}};

/* The exchanges that all others are bent from are valid, and of those nothing is said. */
static void test_valid(void)
{
    static struct exchange e;
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
        struct rt_verdict verdict;
        exchange_plan(&e, versions[i].row, versions[i].code);
        e.recipe.depth = 3;
        e.recipe.index = 5;
        if (versions[i].row == ROW_01 || versions[i].row == ROW_02) {
            set(&e.plan.part[RT_IN_SREP], RT_ID_NONC, e.leaf, e.leaf_len);
        }
        exchange_finish(&e);
        rt_verify(&verdict, &e.question, &strict);
        CHECK(verdict.kind == RT_VERDICT_VALID, "row %zu: %s, %s", versions[i].row,
              rt_verdict_name(verdict.kind), rt_error_info(verdict.check[verdict.culprit].error.code)->slug);
        expect("valid", &e.question, "");
    }
}

static void test_contexts(void)
{
    static struct exchange e;
    exchange_plan(&e, ROW_RFC, 1);
    e.recipe.delegation_context = PLAIN;
    e.recipe.response_context = RESPONSE;
    exchange_finish(&e);
    expect("drafts' spelling", &e.question, "signature/context-draft delegation/context-draft");
    exchange_plan(&e, ROW_14, 0x8000000c);
    e.recipe.delegation_context = RFC;
    exchange_finish(&e);
    expect("RFC's spelling", &e.question, "delegation/context-rfc");
    exchange_plan(&e, ROW_07, 0x80000007);
    e.recipe.delegation_context = DASHES;
    exchange_finish(&e);
    expect("dashes", &e.question, "delegation/context-dashes");
    exchange_plan(&e, ROW_11, 0x8000000b);
    e.recipe.delegation_context = PLAIN;
    exchange_finish(&e);
    expect("no dashes", &e.question, "delegation/context-no-dashes");
    exchange_plan(&e, ROW_RFC, 1);
    e.recipe.delegation_context = DASHES;
    exchange_finish(&e);
    expect("both", &e.question, "delegation/context-draft delegation/context-dashes");
}

/* roughtime_cpp: contexts without NUL, another hash, another unit. */
static void test_roughtime_cpp(void)
{
    static struct exchange e;
    exchange_plan(&e, ROW_11, 0x8000000b);
    e.recipe.delegation_context = cut(DASHES, 1);
    e.recipe.response_context = cut(RESPONSE, 1);
    e.recipe.hash = RT_HASH_SHA512_256;
    exchange_finish(&e);
    expect("0b", &e.question, "signature/context-no-nul delegation/context-no-nul merkle/hash-other/3");
    exchange_plan(&e, ROW_14, 0x8000000e);
    e.recipe.delegation_context = cut(PLAIN, 1);
    e.recipe.response_context = cut(RESPONSE, 1);
    e.recipe.hash = RT_HASH_SHA512_256;
    exchange_finish(&e);
    expect("0e", &e.question,
           "structure/version-like/2147483660 signature/context-no-nul delegation/context-no-nul "
           "merkle/hash-other/3");
}

int main(void)
{
    CHECK(sodium_init() >= 0, "libsodium does not start");
    test_valid();
    test_contexts();
    test_roughtime_cpp();
    for (unsigned i = 0; i < RT_NUM_DIAGNOSES; i++) {
        CHECK(produced[i], "%s was never produced", rt_diagnosis_info((enum rt_diagnosis_code)i)->slug);
    }
    return check_done("diagnose");
}
