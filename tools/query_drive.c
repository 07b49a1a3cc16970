/* The machine's hands: sockets and the clock. */
#include "tools/query_clock.h"
#include "tools/query_session.h"

#include <stdio.h>

/* On the terminal, in one line that is written over. */
static void show_progress(const struct query_session *s, const struct rt_measure_step *step)
{
    if (!s->query->progress) {
        return;
    }
    fprintf(stderr, "\r\033[Kasking ");
    query_put_name(stderr, s, step->server);
    fprintf(stderr, " over %s, %u of %u", endpoint_protocol(step->transport), step->pass + 1, s->plan.passes);
    if (step->attempt > 0) {
        fprintf(stderr, ", again (%zu)", step->attempt);
    }
    fprintf(stderr, "%s", step->action == RT_STEP_WAIT && !step->awaiting ? ", after a pause" : "");
    fflush(stderr);
}

static void clear_progress(const struct query_session *s)
{
    if (s->query->progress) {
        fprintf(stderr, "\r\033[K");
        fflush(stderr);
    }
}

/* The clock is read before a packet goes: what takes time behind that is not the server's doing. */
static void send_packet(struct query_session *s, const struct rt_measure_step *step)
{
    const struct endpoint *to = query_server_endpoint(s->asked[step->server], step->transport, step->address);
    link_close(&s->link);
    bool open = link_open(&s->link, to) && link_connect(&s->link, step->until);
    uint64_t now = query_clock_now();
    if (open && link_send(&s->link, step->packet)) {
        rt_measure_sent(&s->m, now);
    } else {
        rt_measure_failed(&s->m, RT_ATTEMPT_UNREACHABLE, query_clock_now());
    }
}

static void await(struct query_session *s, const struct rt_measure_step *step)
{
    struct rt_bytes bytes;
    enum link_result result = link_receive(&s->link, &bytes);
    uint64_t now = query_clock_now();
    if (result == LINK_BYTES) {
        (void)rt_measure_receive(NULL, &s->m, bytes, now);
    } else if (result == LINK_CLOSED && step->awaiting) {
        rt_measure_failed(&s->m, RT_ATTEMPT_CLOSED, now);
    } else if (now < step->until) {
        link_wait(&s->link, step->until - now);
    }
}

void query_drive(struct query_session *session)
{
    struct rt_measure_step step;
    for (;;) {
        rt_measure_step(&step, &session->m, query_clock_now());
        if (step.action == RT_STEP_DONE || query_is_interrupted()) {
            break;
        }
        show_progress(session, &step);
        if (step.action == RT_STEP_SEND) {
            send_packet(session, &step);
        } else {
            await(session, &step);
        }
    }
    rt_measure_stop(&session->m);
    link_close(&session->link);
    clear_progress(session);
}
