/* Bulk verdicts beside single ones, field for field: packets in a row, each taken as the response to the one
 * before it, as they are and signed anew with test keys, in an order and under keys that the input chooses,
 * once and once more when all is remembered; through every engine. Maximum length 4096. */
#include "verify/bulk.h"
#include "fuzz/invariants.h"
#include "fuzz/resign.h"
#include "fuzz/target.h"
#include "tests/verify/engines.h"
#include "tests/verify/sign.h"
#include "tests/verify/verdicts.h"

#define MOST      16
#define NUM_COMBS 1

/* One an engine beside it, since the base point's table takes long to build. */
static struct rt_bulk bulk, fresh[ENGINES_END];
static struct rt_bulk_room room;
static struct rt_comb comb;
static struct rt_bulk_job jobs[2 * MOST];
static uint8_t resigned[MOST][RT_PACKET_MAX];
static const struct rt_policy policies[] = {{.treat_as = 0},
                                            {.accept_draft_context = true, .treat_as = RT_VERSION_DRAFT12}};

static void add(size_t *num, struct rt_bytes request, struct rt_bytes response, const struct rt_key *key)
{
    if (*num < sizeof jobs / sizeof jobs[0]) {
        jobs[(*num)++].question = (struct rt_question){response, request, {NULL, 0, 0}, key};
    }
}

/* The same exchange as test server 0 would have signed it. */
static void add_resigned(size_t *num, size_t i, struct rt_bytes request, struct rt_bytes response,
                         const struct rt_key *key)
{
    struct rt_verdict v;
    const struct rt_question question = {response, request, {NULL, 0, 0}, key};
    rt_verify(&v, &question, &policies[0]);
    if (v.response.version == NULL) {
        return;
    }
    memcpy(resigned[i], response.data, response.len);
    (void)resign(resigned[i], &v.response,
                 v.response.version->leaf == RT_LEAF_PACKET ? v.request.packet : v.nonce);
    add(num, request, rt_bytes_from(resigned[i], response.len), key);
}

static size_t read_jobs(struct rt_bytes in, const struct rt_key *key)
{
    struct rt_bytes request = {NULL, 0, 0}, packet, behind = in;
    struct rt_error err;
    size_t num = 0;
    for (size_t i = 0; i < MOST && behind.len > 0; i++) {
        if (!rt_frame_split(&packet, &behind, &err, behind)) {
            packet = behind;
            behind.len = 0;
        }
        add(&num, request, packet, packet.len % 7 == 0 ? NULL : key);
        add_resigned(&num, i, request, packet, key);
        request = packet;
    }
    return num;
}

static void compare(size_t num, const struct rt_policy *policy)
{
    struct rt_verdict single;
    rt_bulk_verify(&bulk, &room, jobs, num, policy);
    for (size_t i = 0; i < num; i++) {
        rt_verify(&single, &jobs[i].question, policy);
        INVARIANT(same_verdict(&jobs[i].verdict, &single));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0 || size > RT_PACKET_MAX) {
        return 0;
    }
    const struct rt_key key = sign_key(0);
    const size_t num = read_jobs(rt_bytes_from(data, size), &key);
    for (size_t i = 0; engines_get(i) != NULL; i++) {
        if (fresh[i].engine == NULL) {
            rt_bulk_begin(&fresh[i], engines_get(i), &comb, NUM_COMBS);
        }
        bulk = fresh[i];
        for (size_t j = 0; j < 4; j++) {
            compare(num, &policies[j % 2]);
        }
    }
    return 0;
}
