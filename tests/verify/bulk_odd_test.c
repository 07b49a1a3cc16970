/* Bulk verdicts beside single ones where batches are not of a kind: trees of several depths, values that are
 * too long to be remembered, keys that share places in the table, and more combs than are used. */
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

/* Five signers that share four places. */
enum { SHARING = 5, GROUPS = RT_BULK_KEYS / (SHARING - 1) };

static unsigned group_of(const struct signer *s)
{
    return (s->public_key.b[0] | (unsigned)s->public_key.b[1] << 8) % GROUPS;
}

static void find_sharing(struct signer signers[SHARING])
{
    struct signer s = signer_from(0);
    for (uint32_t number = 0, found = 0; found < SHARING; number++) {
        memcpy(s.seed, &number, sizeof number);
        crypto_sign_seed_keypair(s.public_key.b, s.secret, s.seed);
        if (found == 0 || group_of(&s) == group_of(&signers[0])) {
            signers[found++] = s;
        }
    }
}

/* Where the signer's key has its place; NULL if nowhere. */
static const struct rt_bulk_key *held(const struct signer *s)
{
    for (size_t i = 0; i < RT_BULK_KEYS; i++) {
        if (bulk.key[i].uses > 0 && memcmp(&bulk.key[i].key, &s->public_key, sizeof s->public_key) == 0) {
            return &bulk.key[i];
        }
    }
    return NULL;
}

static bool has_comb(const struct signer *s)
{
    return held(s) != NULL && held(s)->comb != 0;
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
        expect_same("shared places", &job, 1);
        CHECK_EQ("shared places", job.verdict.kind, RT_VERDICT_VALID);
    }
}

/* A key that comes often keeps its comb when others want its place, and until it has not come for long. */
static void test_shared_places(void)
{
    struct signer signers[SHARING];
    find_sharing(signers);
    rt_bulk_begin(&bulk, &rt_engine_scalar, combs, 3);
    sign_many(&signers[0], 30);
    CHECK(has_comb(&signers[0]), "no comb");
    for (size_t i = 1; i < SHARING; i++) {
        sign_many(&signers[i], 1);
    }
    CHECK(held(&signers[SHARING - 1]) == NULL && held(&signers[1]) == NULL, "one use against one");
    CHECK(has_comb(&signers[0]), "a comb lost to a key that came once");
    sign_many(&signers[SHARING - 1], 100);
    CHECK(has_comb(&signers[SHARING - 1]) && has_comb(&signers[0]),
          "no comb for the last, or none for the first");
    sign_many(&signers[1], 1);
    sign_many(&signers[2], 1);
    sign_many(&signers[3], 1);
    CHECK(held(&signers[0]) == NULL && held(&signers[3]) != NULL, "a place kept that was not used for long");
    CHECK(has_comb(&signers[SHARING - 1]), "a comb lost that was used");
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
    test_shared_places();
    test_many_combs();
    return check_done("bulk odd");
}
