/* capture_read, and with it the readers of links, IP, UDP and TCP: every packet has bytes or an error and not
 * both, lies within the frames that were read, with a label that is safe to print; reading again gives the
 * same. Maximum length 65536. */
#include "tools/capture.h"
#include "fuzz/invariants.h"
#include "fuzz/target.h"

static void check_label(const char *label)
{
    INVARIANT(memchr(label, 0, CAPTURE_LABEL_MAX) != NULL);
    for (; *label != 0; label++) {
        INVARIANT(*label >= ' ' && *label <= '~');
    }
}

static void check(const struct capture *capture)
{
    uint64_t held = 0;
    for (size_t i = 0; i < capture->num_packets; i++) {
        const struct capture_packet *p = &capture->packet[i];
        INVARIANT(p->error.code == RT_OK ? p->bytes.data != NULL : p->bytes.len == 0);
        INVARIANT(p->frame >= 1 && p->frame <= capture->num_frames);
        check_label(p->label);
        held += p->bytes.len;
    }
    INVARIANT(held <= 65536 * (capture->num_frames + 1));
}

static void check_same(const struct capture *a, const struct capture *b)
{
    INVARIANT(a->num_packets == b->num_packets && a->num_others == b->num_others);
    for (size_t i = 0; i < a->num_packets; i++) {
        INVARIANT(rt_bytes_equal(a->packet[i].bytes, b->packet[i].bytes));
        INVARIANT(a->packet[i].error.code == b->packet[i].error.code);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct capture first, again;
    struct rt_error err;
    struct rt_bytes in = rt_bytes_from(data, size);
    if (size > 65536 || !capture_begins(in)) {
        return 0;
    }
    enum capture_failure failure = capture_read(&first, &err, in);
    INVARIANT(failure != CAPTURE_REFUSED || err.code != RT_OK);
    check(&first);
    INVARIANT(capture_read(&again, &err, in) == failure);
    check_same(&first, &again);
    capture_free(&first);
    capture_free(&again);
    return 0;
}
