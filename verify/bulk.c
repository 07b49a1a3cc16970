#include "bulk.h"

#include "bulk_parts.h"
#include "prefetch.h"

void rt_bulk_begin(struct rt_bulk *bulk, const struct rt_engine *engine, struct rt_comb *combs,
                   size_t num_combs)
{
    memset(bulk, 0, sizeof *bulk);
    bulk->engine = engine;
    bulk->combs = combs;
    bulk->num_combs = num_combs < RT_BULK_COMBS ? num_combs : RT_BULK_COMBS;
    rt_comb_build_base(&bulk->base);
}

/* Asks for both signatures; what has no signature or key of the right length is left to the checks. */
static void ask(struct rt_bulk *bulk, struct rt_bulk_room *room, size_t i, const struct rt_bulk_job *job)
{
    const struct rt_response *r = &job->verdict.response;
    const struct rt_version *as = r->version;
    struct rt_key key;
    room->state[i].delegation = room->state[i].signature = RT_BULK_NOT_ASKED;
    if (job->question.key != NULL && r->cert_sig.len == sizeof(struct rt_signature)) {
        room->state[i].delegation =
            rt_bulk_ask(bulk, room, RT_BULK_LONG_TERM, job->question.key, r->cert_sig,
                        rt_bytes_from(as->delegation_context, as->delegation_context_len), r->dele.bytes);
    }
    if (r->pubk.len == sizeof key.b && r->sig.len == sizeof(struct rt_signature)) {
        memcpy(key.b, r->pubk.data, sizeof key.b);
        room->state[i].signature =
            rt_bulk_ask(bulk, room, RT_BULK_DELEGATED, &key, r->sig,
                        rt_bytes_from(as->response_context, as->response_context_len), r->srep.bytes);
    }
}

static enum rt_ed25519_result result_of(const struct rt_bulk_room *room, int32_t asked)
{
    if (asked == RT_BULK_NOT_ASKED) {
        return RT_ED25519_UNVERIFIED;
    }
    return asked < 0 ? (enum rt_ed25519_result) - asked : room->task[asked].result;
}

static const struct rt_hash *srv_of(struct rt_bulk *bulk, const struct rt_key *key)
{
    if (bulk->srv.len == 0 || memcmp(&bulk->srv_key, key, sizeof *key) != 0) {
        bulk->srv_key = *key;
        rt_srv_from_key(&bulk->srv, key);
    }
    return &bulk->srv;
}

static void close(struct rt_bulk *bulk, const struct rt_bulk_room *room, size_t i, struct rt_bulk_job *job,
                  const struct rt_policy *policy)
{
    struct rt_known known = {.root.len = 0};
    if (room->state[i].readable) {
        known.delegation = result_of(room, room->state[i].delegation);
        known.signature = result_of(room, room->state[i].signature);
        known.root = room->state[i].root;
        known.srv = job->question.key != NULL ? srv_of(bulk, job->question.key) : NULL;
    }
    rt_verify_close(&job->verdict, &job->question, policy, &known, room->state[i].readable);
}

/* So many jobs ahead, packets are fetched. */
#define AHEAD 4

static void verify_batch(struct rt_bulk *bulk, struct rt_bulk_room *room, struct rt_bulk_job *jobs,
                         size_t num, const struct rt_policy *policy)
{
    bulk->batch++;
    room->num_tasks = 0;
    for (size_t i = 0; i < num; i++) {
        if (i + AHEAD < num) {
            const struct rt_question *question = &jobs[i + AHEAD].question;
            rt_prefetch(question->response.data, question->response.len);
            rt_prefetch(question->request.data, question->request.len);
        }
        room->state[i].readable = rt_verify_open(&jobs[i].verdict, &jobs[i].question, policy);
        if (room->state[i].readable) {
            ask(bulk, room, i, &jobs[i]);
        }
    }
    rt_bulk_roots(bulk, room, jobs, num);
    rt_bulk_solve(bulk, room);
    for (size_t i = 0; i < num; i++) {
        close(bulk, room, i, &jobs[i], policy);
    }
}

void rt_bulk_verify(struct rt_bulk *bulk, struct rt_bulk_room *room, struct rt_bulk_job *jobs, size_t num,
                    const struct rt_policy *policy)
{
    for (size_t done = 0; done < num; done += RT_BULK_BATCH) {
        const size_t left = num - done;
        verify_batch(bulk, room, jobs + done, left < RT_BULK_BATCH ? left : RT_BULK_BATCH, policy);
    }
}
