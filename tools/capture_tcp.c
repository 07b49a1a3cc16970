#include "tools/capture_tcp.h"

#include "parser/frame.h"

#include <stdlib.h>

/* Segments that wait for earlier ones. */
#define EARLY_MAX 64

struct early {
    uint32_t sequence;
    uint8_t *data; /* from malloc */
    size_t len;
};

struct capture_stream {
    struct capture_flow flow;
    bool is_open;   /* else its place is free */
    bool is_known;  /* by its port, or by a packet that it had */
    bool is_synced; /* `next` means something */
    bool is_lost;   /* what follows is no sequence of packets: passed over up to a segment that begins one */
    uint32_t next;  /* number of the byte to come */
    uint8_t *data;  /* bytes that are no whole packet yet; from malloc */
    size_t len;
    struct early early[EARLY_MAX];
    size_t num_early, held; /* bytes in them */
    struct capture_moment last;
};

static bool same_end(const struct capture_endpoint *a, const struct capture_endpoint *b)
{
    return a->port == b->port && a->address_len == b->address_len &&
           memcmp(a->address, b->address, a->address_len) == 0;
}

static struct capture_stream *find(struct capture_streams *streams, const struct capture_flow *flow)
{
    for (size_t left = streams->num; left > 0; left--) {
        struct capture_stream *s = &streams->stream[left - 1];
        if (s->is_open && same_end(&s->flow.from, &flow->from) && same_end(&s->flow.to, &flow->to)) {
            return s;
        }
    }
    return NULL;
}

static void empty(struct capture_stream *s)
{
    for (size_t i = 0; i < s->num_early; i++) {
        free(s->early[i].data);
    }
    free(s->data);
    s->data = NULL;
    s->len = s->num_early = s->held = 0;
}

/* A place for a new stream; NULL when there is no memory, or when too many are followed. */
static struct capture_stream *begin(struct capture_streams *streams, const struct capture_flow *flow)
{
    size_t i = 0;
    while (i < streams->num && streams->stream[i].is_open) {
        i++;
    }
    if (i == streams->room) {
        size_t room = i == 0 ? 16 : 2 * i;
        void *moved =
            i == CAPTURE_STREAMS_MAX ? NULL : realloc(streams->stream, room * sizeof *streams->stream);
        if (moved == NULL) {
            return NULL;
        }
        streams->stream = moved;
        streams->room = room;
    }
    streams->num += i == streams->num ? 1 : 0;
    streams->stream[i] =
        (struct capture_stream){.flow = *flow, .is_open = true, .is_known = capture_port_is_known(flow)};
    return &streams->stream[i];
}

static bool begins_packet(struct rt_bytes bytes)
{
    size_t len = bytes.len < 8 ? bytes.len : 8;
    return len > 0 && rt_bytes_starts(rt_bytes_from("ROUGHTIM", 8), bytes.data, len);
}

static bool give_up(struct capture_stream *s, struct capture *capture, enum rt_code code)
{
    bool ok = !s->is_known || capture_add(capture, &s->flow, &s->last, (struct rt_bytes){NULL, 0, 0}, code);
    s->len = 0;
    s->is_lost = true;
    return ok;
}

/* Of a stream that is Roughtime's by its port or past: the rest as it is, for whoever reads it to complain.
 */
static bool spill(struct capture_stream *s, struct capture *capture)
{
    size_t len = s->len;
    bool ok = !s->is_known || len == 0 ||
              capture_add(capture, &s->flow, &s->last, rt_bytes_from(s->data, len), RT_OK);
    s->len = 0;
    s->is_lost = true;
    return ok;
}

/* Cuts whole packets off the bytes that are there. */
static bool cut(struct capture_stream *s, struct capture *capture)
{
    while (s->len > 0) {
        uint32_t len = 0;
        struct rt_bytes bytes = rt_bytes_from(s->data, s->len), packet;
        if (!begins_packet(bytes)) {
            return spill(s, capture);
        }
        bool told = rt_bytes_u32(&len, bytes, 8);
        if (told && len > RT_PACKET_MAX - RT_FRAME_LEN) {
            return spill(s, capture);
        }
        if (!told || !rt_bytes_sub(&packet, bytes, 0, RT_FRAME_LEN + (size_t)len)) {
            return true;
        }
        s->is_known = true;
        if (!capture_add(capture, &s->flow, &s->last, packet, RT_OK)) {
            return false;
        }
        memmove(s->data, s->data + packet.len, s->len - packet.len);
        s->len -= packet.len;
    }
    return true;
}

/* Bytes that come next in the stream, at the beginning of a segment. */
static bool append(struct capture_stream *s, struct capture *capture, struct rt_bytes bytes)
{
    if (s->is_lost && !begins_packet(bytes)) {
        return true;
    }
    s->is_lost = false;
    /* Whole packets are cut off at once, so there is less than one here: the sum does not wrap. */
    uint8_t *moved = realloc(s->data, s->len + bytes.len + 1);
    if (moved == NULL) {
        return false;
    }
    s->data = moved;
    memcpy(s->data + s->len, bytes.data, bytes.len);
    s->len += bytes.len;
    return cut(s, capture);
}

/* TCP counts its bytes modulo 2^32. */
static uint32_t sequence_from(uint32_t from, uint32_t to)
{
    return to - from;
}

static uint32_t sequence_after(uint32_t from, size_t len)
{
    return from + (uint32_t)len;
}

/* What of the bytes from `sequence` on was not there before; empty if all was. */
static struct rt_bytes fresh(const struct capture_stream *s, uint32_t sequence, struct rt_bytes bytes)
{
    uint32_t old = sequence_from(sequence, s->next);
    return rt_bytes_after(bytes, old < bytes.len ? old : bytes.len);
}

static bool is_early(const struct capture_stream *s, uint32_t sequence)
{
    uint32_t ahead = sequence_from(s->next, sequence);
    return ahead != 0 && ahead < UINT32_C(0x80000000);
}

static bool take_now(struct capture_stream *s, struct capture *capture, uint32_t sequence,
                     struct rt_bytes bytes)
{
    bytes = fresh(s, sequence, bytes);
    if (bytes.len == 0) {
        return true;
    }
    s->next = sequence_after(s->next, bytes.len);
    return append(s, capture, bytes);
}

static void drop_early(struct capture_stream *s, size_t i)
{
    s->held -= s->early[i].len;
    free(s->early[i].data);
    s->early[i] = s->early[--s->num_early];
}

/* What waited and is no longer early. */
static bool take_waiting(struct capture_stream *s, struct capture *capture)
{
    for (size_t i = 0; i < s->num_early;) {
        struct early e = s->early[i];
        if (is_early(s, e.sequence)) {
            i++;
            continue;
        }
        if (!take_now(s, capture, e.sequence, rt_bytes_from(e.data, e.len))) {
            return false;
        }
        drop_early(s, i);
        i = 0; /* others may have waited for this one */
    }
    return true;
}

/* Goes on behind what never came. */
static bool jump(struct capture_stream *s, struct capture *capture)
{
    size_t first = 0;
    for (size_t i = 1; i < s->num_early; i++) {
        if (sequence_from(s->next, s->early[i].sequence) < sequence_from(s->next, s->early[first].sequence)) {
            first = i;
        }
    }
    if (!give_up(s, capture, RT_E_CAPTURE_GAP)) {
        return false;
    }
    s->next = s->early[first].sequence;
    return take_waiting(s, capture);
}

static bool hold(struct capture_stream *s, struct capture *capture, uint32_t sequence, struct rt_bytes bytes)
{
    while (s->num_early == EARLY_MAX || (s->num_early > 0 && s->held + bytes.len > CAPTURE_HELD_MAX)) {
        if (!jump(s, capture)) {
            return false;
        }
    }
    if (!is_early(s, sequence)) {
        return take_now(s, capture, sequence, bytes) && take_waiting(s, capture);
    }
    uint8_t *data = malloc(bytes.len + 1);
    if (data == NULL) {
        return false;
    }
    memcpy(data, bytes.data, bytes.len);
    s->early[s->num_early++] = (struct early){sequence, data, bytes.len};
    s->held += bytes.len;
    return true;
}

/* The stream goes on where a segment was cut off by the capture, without what was cut. */
static bool take_cut(struct capture_stream *s, struct capture *capture, const struct capture_segment *segment)
{
    if (!is_early(s, segment->sequence) && segment->payload.len > 0 &&
        !(take_now(s, capture, segment->sequence, segment->payload) && take_waiting(s, capture))) {
        return false;
    }
    s->next = sequence_after(segment->sequence, segment->payload.len + segment->missing);
    return give_up(s, capture, RT_E_TRUNCATED_CAPTURE);
}

static bool take_payload(struct capture_stream *s, struct capture *capture,
                         const struct capture_segment *segment)
{
    if (segment->missing > 0) {
        return take_cut(s, capture, segment);
    }
    if (segment->payload.len == 0) {
        return true;
    }
    if (is_early(s, segment->sequence)) {
        return hold(s, capture, segment->sequence, segment->payload);
    }
    return take_now(s, capture, segment->sequence, segment->payload) && take_waiting(s, capture);
}

/* The end: what waited for bytes that never came, and a packet that is not whole. */
static bool finish(struct capture_stream *s, struct capture *capture, bool closed)
{
    bool ok = true;
    while (ok && s->num_early > 0) {
        ok = jump(s, capture);
    }
    if (ok && s->len > 0 && begins_packet(rt_bytes_from(s->data, s->len))) {
        s->is_known = true;
        ok = closed ? spill(s, capture) : give_up(s, capture, RT_E_TRUNCATED_CAPTURE);
    }
    empty(s);
    s->is_open = false;
    return ok;
}

static void synchronise(struct capture_stream *s, const struct capture_segment *segment)
{
    if (segment->syn) {
        s->next = sequence_after(segment->sequence, 1);
    } else if (!s->is_synced) { /* the capture began later than the stream */
        s->next = segment->sequence;
        s->is_lost = true;
    }
    s->is_synced = true;
}

bool capture_tcp_take(struct capture_streams *streams, struct capture *capture,
                      const struct capture_segment *segment, const struct capture_moment *at)
{
    struct capture_stream *s = find(streams, &segment->flow);
    if (s != NULL && segment->syn && !finish(s, capture, true)) {
        return false;
    }
    s = segment->syn ? NULL : s;
    bool ours = capture_port_is_known(&segment->flow) || begins_packet(segment->payload);
    if (s == NULL && (!ours || (segment->payload.len == 0 && !segment->syn))) {
        capture->num_others++;
        return true;
    }
    s = s != NULL ? s : begin(streams, &segment->flow);
    if (s == NULL) {
        return streams->num == CAPTURE_STREAMS_MAX &&
               capture_add(capture, &segment->flow, at, (struct rt_bytes){NULL, 0, 0}, RT_E_CAPTURE_GAP);
    }
    struct capture_segment data = *segment;
    synchronise(s, segment);
    data.sequence += segment->syn ? 1 : 0;
    s->last = *at;
    if (!take_payload(s, capture, &data)) {
        return false;
    }
    bool ends = segment->reset || (segment->fin && s->num_early == 0);
    return !ends || finish(s, capture, true);
}

bool capture_tcp_end(struct capture_streams *streams, struct capture *capture)
{
    bool ok = true;
    for (size_t i = 0; i < streams->num; i++) {
        ok = (!streams->stream[i].is_open || finish(&streams->stream[i], capture, false)) && ok;
    }
    return ok;
}

void capture_tcp_free(struct capture_streams *streams)
{
    for (size_t i = 0; i < streams->num; i++) {
        empty(&streams->stream[i]);
    }
    free(streams->stream);
    *streams = (struct capture_streams){NULL, 0, 0};
}
