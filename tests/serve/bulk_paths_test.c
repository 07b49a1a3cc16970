/* Bulk verdicts of replies that share trees, beside single ones: PATH and INDX of every length, sound and
 * damaged, through every engine. */
#include "tests/serve/requests.h"
#include "tests/verify/engines.h"
#include "tests/verify/verdicts.h"
#include "verify/bulk.h"

#define MOST 100

static struct respond_room room;
static uint8_t requests[MOST][1100], replies[MOST][RESPOND_REPLY_MAX];
static struct respond_item items[MOST];
static struct rt_bulk bulk;
static struct rt_bulk_room bulk_room;
static struct rt_bulk_job jobs[MOST];
static const struct rt_policy policy;
static uint64_t seed = 1;
static unsigned long valid, invalid;

/* One in three gets a bit flipped, anywhere or in PATH. */
static void damage(uint8_t *reply, size_t len)
{
    const size_t kind = (size_t)(check_random(&seed) % 6);
    const size_t at = (size_t)(check_random(&seed) % (kind == 0 ? len : len / 2));
    if (kind < 2) {
        reply[at] ^= (uint8_t)(1 << check_random(&seed) % 8);
    }
}

static void compare(size_t num, const char *engine)
{
    rt_bulk_verify(&bulk, &bulk_room, jobs, num, &policy);
    for (size_t i = 0; i < num; i++) {
        static struct rt_verdict single;
        rt_verify(&single, &jobs[i].question, &policy);
        CHECK(same_verdict(&jobs[i].verdict, &single), "engine %s, %zu of %zu: %s, not %s", engine, i, num,
              rt_verdict_name(jobs[i].verdict.kind), rt_verdict_name(single.kind));
        *(single.kind == RT_VERDICT_VALID ? &valid : &invalid) += 1;
    }
}

static void batch_of(const struct rt_version *row, size_t num)
{
    for (size_t i = 0; i < num; i++) {
        items[i] = (struct respond_item){
            .request = make_request(requests[i], row, row->first_code, NULL, (uint32_t)i),
            .reply = replies[i]};
    }
    respond(items, num, identities, 1, &noon, &room);
    for (size_t i = 0; i < num; i++) {
        damage(replies[i], items[i].reply_len);
        jobs[i].question = (struct rt_question){
            rt_bytes_from(replies[i], items[i].reply_len), items[i].request, {NULL, 0, 0}, &keys[0]};
    }
}

int main(void)
{
    static const size_t sizes[] = {1, 2, 3, 7, 16, MOST};
    const struct rt_version *row;
    if (sodium_init() < 0) {
        return 2;
    }
    make_identity(0);
    engines_say();
    for (size_t e = 0; engines_get(e) != NULL; e++) {
        rt_bulk_begin(&bulk, engines_get(e), NULL, 0);
        for (size_t i = 0; (row = rt_version_row(i)) != NULL; i++) {
            for (size_t j = 0; !row->squatted && j < sizeof sizes / sizeof sizes[0]; j++) {
                batch_of(row, sizes[j]);
                compare(sizes[j], rt_engine_name(engines_get(e)));
            }
        }
    }
    CHECK(valid > 1000 && invalid > 1000, "%lu valid, %lu not", valid, invalid);
    return check_done("bulk_paths");
}
