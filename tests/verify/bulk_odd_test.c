/* Bulk verdicts beside single ones where batches are not of a kind: trees of several depths, values that are
 * too long to be remembered, keys that share a place in the table, and more combs than are used. */
#include "engines.h"
#include "signer.h"
#include "verdicts.h"
#include "verify/bulk.h"

#define NUM_ODD 8

static struct rt_comb combs[RT_BULK_COMBS + 1];
static struct rt_bulk bulk;
static struct rt_bulk_room room;
static struct exchange odd[NUM_ODD];
static const struct rt_policy strict;

static void expect_same(const char *name, struct rt_bulk_job *jobs, size_t num)
{
    static struct rt_verdict single;
    rt_bulk_verify(&bulk, &room, jobs, num, &strict);
    for (size_t i = 0; i < num; i++) {
        rt_verify(&single, &jobs[i].question, &strict);
        CHECK(same_verdict(&jobs[i].verdict, &single), "%s, %zu of %zu: %s, not %s", name, i, num,
              rt_verdict_name(jobs[i].verdict.kind), rt_verdict_name(single.kind));
    }
}

/* The last two have values beyond what is remembered; of each other one there is a tree of its own depth. */
static void make_odd(void)
{
    static const unsigned depths[NUM_ODD] = {0, 1, 32, 0, 5, 2, 0, 3};
    for (size_t i = 0; i < NUM_ODD; i++) {
        exchange_plan(&odd[i], ROW_RFC, 1);
        odd[i].recipe.depth = depths[i];
        odd[i].recipe.index = (uint32_t)((UINT64_C(1) << depths[i]) - 1);
        if (i >= NUM_ODD - 2) {
            set_fill(&odd[i].plan.part[RT_IN_SREP], RT_ID_ZZZZ, 0, RT_BULK_VALUE);
            set_fill(&odd[i].plan.part[RT_IN_DELE], RT_ID_ZZZZ, 0, RT_BULK_VALUE);
        }
        exchange_finish(&odd[i]);
    }
}

static void test_odd(void)
{
    static struct rt_bulk_job jobs[2 * NUM_ODD];
    make_odd();
    for (size_t engine = 0; engines_get(engine) != NULL; engine++) {
        rt_bulk_begin(&bulk, engines_get(engine), combs, 3);
        for (int round = 0; round < 3; round++) {
            for (size_t i = 0; i < 2 * NUM_ODD; i++) {
                jobs[i].question = odd[i % NUM_ODD].question;
            }
            expect_same(rt_engine_name(engines_get(engine)), jobs, 2 * NUM_ODD);
            CHECK_EQ("odd", jobs[2].verdict.kind, RT_VERDICT_VALID);
            CHECK_EQ("odd", jobs[NUM_ODD - 1].verdict.kind, RT_VERDICT_VALID);
        }
    }
}

static unsigned place_of(const struct signer *s)
{
    return (s->public_key.b[0] | (unsigned)s->public_key.b[1] << 8) % RT_BULK_KEYS;
}

/* Two signers whose keys share a place. */
static bool find_pair(struct signer pair[2])
{
    static struct signer seen[RT_BULK_KEYS];
    static bool taken[RT_BULK_KEYS];
    for (unsigned byte = 3; byte < 256; byte++) {
        const struct signer s = signer_from((uint8_t)byte);
        const unsigned place = place_of(&s);
        if (taken[place]) {
            pair[0] = seen[place];
            pair[1] = s;
            return true;
        }
        taken[place] = true;
        seen[place] = s;
    }
    return false;
}

static void sign_many(const struct signer *online, unsigned num)
{
    static struct exchange e;
    static uint8_t nonce;
    struct rt_bulk_job job;
    for (unsigned i = 0; i < num; i++) {
        exchange_plan(&e, ROW_RFC, 1);
        e.recipe.online = *online;
        nonce++;
        set_fill(&e.request_plan.part[RT_IN_TOP], RT_ID_NONC, nonce, 32);
        set_fill(&e.plan.part[RT_IN_TOP], RT_ID_NONC, nonce, 32);
        exchange_request(&e);
        exchange_finish(&e);
        job.question = e.question;
        expect_same("shared place", &job, 1);
        CHECK_EQ("shared place", job.verdict.kind, RT_VERDICT_VALID);
    }
}

/* One key gets a comb, and loses it to the other, which comes as often and once more. */
static void test_shared_place(void)
{
    struct signer pair[2];
    const struct rt_bulk_key *place;
    if (!find_pair(pair)) {
        CHECK(false, "no two keys share a place");
        return;
    }
    place = &bulk.key[place_of(&pair[0])];
    rt_bulk_begin(&bulk, &rt_engine_scalar, combs, 3);
    sign_many(&pair[0], 30);
    CHECK(place->comb != 0 && memcmp(&place->key, &pair[0].public_key, 32) == 0, "no comb");
    sign_many(&pair[1], 31);
    CHECK(place->comb == 0 && memcmp(&place->key, &pair[1].public_key, 32) == 0, "it kept its place");
    sign_many(&pair[1], 30);
    CHECK(place->comb != 0, "no comb for the other");
}

static void test_many_combs(void)
{
    rt_bulk_begin(&bulk, &rt_engine_scalar, combs, RT_BULK_COMBS + 1);
    CHECK_EQ("combs", bulk.num_combs, RT_BULK_COMBS);
}

int main(void)
{
    CHECK(sodium_init() >= 0, "libsodium does not start");
    test_odd();
    test_shared_place();
    test_many_combs();
    return check_done("bulk odd");
}
