/* Messages of every version, built tag by tag: what the tables of the unit tests start from. Nothing here
 * is signed: the parser does not look. */
#ifndef ROUGHPROOF_TESTS_UNIT_BUILD_H
#define ROUGHPROOF_TESTS_UNIT_BUILD_H

#include "parser/encode.h"
#include "parser/frame.h"
#include "parser/version.h"

/* Rows of the version table. */
enum {
    ROW_GOOGLE,
    ROW_00,
    ROW_01,
    ROW_02,
    ROW_03,
    ROW_05,
    ROW_07,
    ROW_08,
    ROW_10,
    ROW_11,
    ROW_12,
    ROW_14,
    ROW_RFC,
    ROW_SQUAT_US,
    ROW_SQUAT_S,
    NUM_ROWS,
};

enum { VALUE_MAX = 33 * 64, MESSAGE_MAX = 4096 };

/* The values of a message, by tag; `seen` tells which there are. */
struct parts {
    uint32_t seen;
    size_t len[RT_NUM_IDS];
    uint8_t value[RT_NUM_IDS][VALUE_MAX];
};

/* The four messages of a response, or a request alone in `part[RT_IN_TOP]`. */
struct plan {
    bool framed;
    struct parts part[4];
};

static inline void set(struct parts *parts, enum rt_id id, const void *value, size_t len)
{
    parts->seen |= UINT32_C(1) << id;
    parts->len[id] = len;
    if (len > 0) {
        memcpy(parts->value[id], value, len);
    }
}

/* `len` bytes of one kind. */
static inline void set_fill(struct parts *parts, enum rt_id id, uint8_t byte, size_t len)
{
    parts->seen |= UINT32_C(1) << id;
    parts->len[id] = len;
    memset(parts->value[id], byte, len);
}

static inline void set_u32(struct parts *parts, enum rt_id id, uint32_t v)
{
    uint8_t b[4];
    rt_encode_u32(b, v);
    set(parts, id, b, 4);
}

static inline void set_u64(struct parts *parts, enum rt_id id, uint64_t v)
{
    uint8_t b[8];
    rt_encode_u64(b, v);
    set(parts, id, b, 8);
}

static inline void drop(struct parts *parts, enum rt_id id)
{
    parts->seen &= ~(UINT32_C(1) << id);
}

static inline uint32_t num_parts(const struct parts *parts)
{
    uint32_t num = 0;
    for (uint32_t left = parts->seen; left != 0; left &= left - 1) {
        num++;
    }
    return num;
}

/* The part with the smallest tag above `before`; RT_NUM_IDS if there is none. */
static inline enum rt_id next_part(const struct parts *parts, uint32_t before)
{
    enum rt_id best = RT_NUM_IDS;
    for (unsigned id = 0; id < RT_NUM_IDS; id++) {
        uint32_t tag = rt_tag_of((enum rt_id)id);
        bool set = (parts->seen >> id & 1) != 0 && tag > before;
        if (set && (best == RT_NUM_IDS || tag < rt_tag_of(best))) {
            best = (enum rt_id)id;
        }
    }
    return best;
}

/* The message with these values, in ascending order; 0 if it does not fit. */
static inline size_t encode(uint8_t *out, size_t cap, const struct parts *parts)
{
    struct rt_encoder encoder;
    rt_encode_begin(&encoder, out, cap, num_parts(parts));
    enum rt_id id = next_part(parts, 0);
    for (; id != RT_NUM_IDS; id = next_part(parts, rt_tag_of(id))) {
        rt_encode_add(&encoder, rt_tag_of(id), rt_bytes_from(parts->value[id], parts->len[id]));
    }
    return rt_encode_end(&encoder);
}

static inline void nest(struct parts *outer, enum rt_id id, const struct parts *inner)
{
    outer->len[id] = encode(outer->value[id], VALUE_MAX, inner);
}

/* The whole packet or bare message. Values of SREP, CERT and DELE come from their plans where they are set.
 */
static inline size_t build(uint8_t out[MESSAGE_MAX], struct plan *plan)
{
    size_t skip = plan->framed ? RT_FRAME_LEN : 0;
    if ((plan->part[RT_IN_CERT].seen & RT_BIT(DELE)) != 0 && plan->part[RT_IN_DELE].seen != 0) {
        nest(&plan->part[RT_IN_CERT], RT_ID_DELE, &plan->part[RT_IN_DELE]);
    }
    if ((plan->part[RT_IN_TOP].seen & RT_BIT(CERT)) != 0 && plan->part[RT_IN_CERT].seen != 0) {
        nest(&plan->part[RT_IN_TOP], RT_ID_CERT, &plan->part[RT_IN_CERT]);
    }
    if ((plan->part[RT_IN_TOP].seen & RT_BIT(SREP)) != 0 && plan->part[RT_IN_SREP].seen != 0) {
        nest(&plan->part[RT_IN_TOP], RT_ID_SREP, &plan->part[RT_IN_SREP]);
    }
    size_t len = encode(out + skip, MESSAGE_MAX - skip, &plan->part[RT_IN_TOP]);
    return !plan->framed ? len : rt_encode_frame(out, MESSAGE_MAX, len) ? len + skip : 0;
}

/* Offset of the value of `id` in the plan's message, before or after build(). */
static inline size_t offset_in(const struct parts *parts, enum rt_id id)
{
    size_t at = (size_t)8 * num_parts(parts);
    for (unsigned i = 0; i < RT_NUM_IDS; i++) {
        bool before = rt_tag_of((enum rt_id)i) < rt_tag_of(id);
        at += before && (parts->seen >> i & 1) != 0 ? parts->len[i] : 0;
    }
    return at;
}

/* Offset of a nested message in the packet, after build(). */
static inline size_t offset_of_message(const struct plan *plan, enum rt_place place)
{
    size_t top = plan->framed ? RT_FRAME_LEN : 0;
    const struct parts *outer = &plan->part[RT_IN_TOP];
    switch (place) {
    case RT_IN_SREP:
        return top + offset_in(outer, RT_ID_SREP);
    case RT_IN_CERT:
        return top + offset_in(outer, RT_ID_CERT);
    case RT_IN_DELE:
        return top + offset_in(outer, RT_ID_CERT) + offset_in(&plan->part[RT_IN_CERT], RT_ID_DELE);
    case RT_IN_TOP:
        break;
    }
    return top;
}

static inline size_t offset_of(const struct plan *plan, enum rt_place place, enum rt_id id)
{
    return offset_of_message(plan, place) + offset_in(&plan->part[place], id);
}

/* A raw time in `unit`, `hours` after 2026-03-16T19:00:00Z. */
static inline uint64_t raw_time(enum rt_unit unit, uint64_t hours)
{
    uint64_t seconds = UINT64_C(1773687600) + hours * 3600;
    return unit == RT_UNIT_SECONDS        ? seconds
           : unit == RT_UNIT_MICROSECONDS ? seconds * 1000000
                                          : (seconds / 86400 + 40587) << 40 | seconds % 86400 * 1000000;
}

static inline bool needs(uint32_t set, enum rt_id id)
{
    return (set >> id & 1) != 0;
}

/* A response to a single request: all that its version demands, and nothing else. */
static inline void plan_response(struct plan *plan, size_t row, uint32_t code)
{
    const struct rt_version *v = rt_version_row(row);
    struct parts *top = &plan->part[RT_IN_TOP], *srep = &plan->part[RT_IN_SREP];
    struct parts *cert = &plan->part[RT_IN_CERT], *dele = &plan->part[RT_IN_DELE];
    memset(plan, 0, sizeof *plan);
    plan->framed = row >= ROW_01;
    set_fill(top, RT_ID_SIG, 0x51, 64);
    set_fill(top, RT_ID_PATH, 0, 0);
    set_fill(top, RT_ID_SREP, 0, 0);
    set_fill(top, RT_ID_CERT, 0, 0);
    set_u32(top, RT_ID_INDX, 0);
    bool modern = row == ROW_12 || row == ROW_14 || row == ROW_RFC;
    if (plan->framed) {
        set_u32(modern ? srep : top, RT_ID_VER, code);
    }
    if (modern) {
        set_u32(srep, RT_ID_VERS, code);
    }
    if (row == ROW_14 || row == ROW_RFC) {
        set_u32(top, RT_ID_TYPE, 1);
    }
    if (row == ROW_01 || row == ROW_02) {
        set_fill(srep, RT_ID_NONC, 0x4e, 64);
    } else if (row >= ROW_03 && row < ROW_SQUAT_US) {
        set_fill(top, RT_ID_NONC, 0x4e, row == ROW_03 ? 64 : 32);
    }
    set_fill(srep, RT_ID_ROOT, 0x52, row == ROW_GOOGLE ? 64 : 32);
    set_u64(srep, RT_ID_MIDP, raw_time(v->unit, 1));
    set_u32(srep, RT_ID_RADI, v->unit == RT_UNIT_SECONDS ? 5 : 5000000);
    set_fill(cert, RT_ID_SIG, 0x53, 64);
    set_fill(cert, RT_ID_DELE, 0, 0);
    set_fill(dele, RT_ID_PUBK, 0x50, 32);
    set_u64(dele, RT_ID_MINT, raw_time(v->unit, 0));
    set_u64(dele, RT_ID_MAXT, raw_time(v->unit, 24));
}

/* A request whose message has 1024 bytes. */
static inline void plan_request(struct plan *plan, size_t row, uint32_t code)
{
    struct parts *top = &plan->part[RT_IN_TOP];
    memset(plan, 0, sizeof *plan);
    plan->framed = row >= ROW_01;
    if (plan->framed) {
        set_u32(top, RT_ID_VER, code);
    }
    set_fill(top, RT_ID_NONC, 0x4e, row <= ROW_03 ? 64 : 32);
    if (row == ROW_14 || row == ROW_RFC) {
        set_u32(top, RT_ID_TYPE, 0);
    }
    enum rt_id pad = row == ROW_GOOGLE ? RT_ID_PADG : row < ROW_08 ? RT_ID_PAD : RT_ID_ZZZZ;
    set_fill(top, pad, 0, 0);
    set_fill(top, pad, 0, 1024 - offset_in(top, RT_ID_VERX));
}

#endif
