/* Bulk verdicts beside single ones, field for field: every version, valid, incomplete, invalid and hostile
 * exchanges in random mixtures, through every engine, with few combs and with none. usage: bulk_test [rounds]
 */
#include "engines.h"
#include "session.h"
#include "tests/check.h"
#include "verdicts.h"
#include "verify/bulk.h"

#include <stdlib.h>

#define NUM_MADE  400
#define NUM_JOBS  600
#define NUM_COMBS 3

struct sample {
    struct made made;
    struct rt_key key;
    struct rt_question question;
    struct rt_policy policy;
    struct rt_verdict verdict;
};

static struct sample samples[NUM_MADE];
static struct rt_comb combs[NUM_COMBS];
static struct rt_bulk bulk;
static struct rt_bulk_room room;
static struct rt_bulk_job jobs[NUM_JOBS];
static size_t picked[NUM_JOBS];
static uint64_t seed = 1;
static unsigned long kinds[RT_VERDICT_MALFORMED + 1];

static size_t below(size_t bound)
{
    return (size_t)(check_random(&seed) % bound);
}

static void flip(uint8_t *bytes, size_t len)
{
    bytes[below(len)] ^= (uint8_t)(1 << below(8));
}

/* What may be wrong with an exchange, or missing. */
static void spoil(struct sample *s)
{
    switch (below(8)) {
    case 0:
        flip(s->made.response, s->made.response_len);
        break;
    case 1:
        flip(s->made.request, s->made.request_len);
        break;
    case 2:
        s->question.request.len = 0;
        break;
    case 3:
        s->question.key = NULL;
        break;
    case 4:
        flip(s->key.b, sizeof s->key.b);
        break;
    case 5:
        memset(&s->key, 0, sizeof s->key); /* a point of small order */
        break;
    case 6:
        s->question.response.len = below(s->question.response.len);
        break;
    default:
        s->question.nonce = rt_bytes_from(s->made.request, 32);
        s->question.request.len = 0;
    }
}

/* Servers 0 to 9 have keys that come often; others hardly ever. */
static void make(struct sample *s)
{
    const unsigned server = below(4) == 0 ? 10 + (unsigned)below(240) : (unsigned)below(10);
    struct wish wish = session_wish(below(NUM_ROWS), server, NOON + below(1000), 3);
    check_random_bytes(&seed, wish.nonce, sizeof wish.nonce);
    sign_exchange(&s->made, &wish);
    s->key = sign_key(server);
    s->question.request = made_request(&s->made);
    s->question.response = made_response(&s->made);
    s->question.key = &s->key;
    for (size_t times = below(3); times > 0; times--) {
        spoil(s);
    }
    rt_verify(&s->verdict, &s->question, &s->policy);
    kinds[s->verdict.kind]++;
}

static void one_round(const char *engine)
{
    static const struct rt_policy policy;
    const size_t num = 1 + below(NUM_JOBS);
    for (size_t i = 0; i < num; i++) {
        picked[i] = below(NUM_MADE);
        jobs[i].question = samples[picked[i]].question;
        memset(&jobs[i].verdict, 0xa5, sizeof jobs[i].verdict);
    }
    rt_bulk_verify(&bulk, &room, jobs, num, &policy);
    for (size_t i = 0; i < num; i++) {
        const struct rt_verdict *single = &samples[picked[i]].verdict;
        CHECK(same_verdict(&jobs[i].verdict, single),
              "engine %s, %zu of %zu, sample %zu: %s (%s), not %s (%s)", engine, i, num, picked[i],
              rt_verdict_name(jobs[i].verdict.kind),
              rt_error_info(jobs[i].verdict.check[jobs[i].verdict.culprit].error.code)->slug,
              rt_verdict_name(single->kind), rt_error_info(single->check[single->culprit].error.code)->slug);
    }
}

int main(int argc, char **argv)
{
    const size_t rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : 40;
    CHECK(sodium_init() >= 0, "libsodium does not start");
    for (size_t i = 0; i < NUM_MADE; i++) {
        make(&samples[i]);
    }
    engines_say();
    for (size_t i = 0; engines_get(i / 2) != NULL; i++) {
        rt_bulk_begin(&bulk, engines_get(i / 2), combs, i % 2 == 0 ? NUM_COMBS : 0);
        for (size_t round = 0; round < rounds; round++) {
            one_round(rt_engine_name(engines_get(i / 2)));
        }
    }
    for (int i = RT_VERDICT_VALID; i <= RT_VERDICT_MALFORMED; i++) {
        CHECK(kinds[i] > 0, "no verdict %s among the samples", rt_verdict_name((enum rt_verdict_kind)i));
    }
    return check_end();
}
