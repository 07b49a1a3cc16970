#include "tools/misbehave.h"

#include "tools/mischief.h"

#include <string.h>

static const struct {
    struct misbehaviour_info info;
    bool (*run)(struct mischief *m);
} rows[] = {
#define MISBEHAVIOUR_ROW(function, kind, name, verdict, text)                                                \
    {{MISBEHAVIOUR_##kind, name, verdict, text}, mischief_##function},
    MISBEHAVIOUR_LIST(MISBEHAVIOUR_ROW)
#undef MISBEHAVIOUR_ROW
};

const struct misbehaviour_info *misbehaviour_info(enum misbehaviour mode)
{
    return &rows[mode].info;
}

enum misbehaviour misbehaviour_find(const char *name)
{
    unsigned i = 0;
    while (i < NUM_MISBEHAVIOURS && strcmp(name, rows[i].info.name) != 0) {
        i++;
    }
    return (enum misbehaviour)i;
}

/* SplitMix64 (Steele, Lea and Flood, 2014). */
uint64_t mischief_roll(struct misbehave_dice *dice)
{
    uint64_t z = dice->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

uint64_t mischief_choose(struct misbehave_dice *dice, uint64_t num)
{
    uint64_t roll = mischief_roll(dice);
    return num == 0 ? 0 : roll % num;
}

void mischief_fill(uint8_t *out, size_t len, struct misbehave_dice *dice)
{
    for (size_t i = 0; i < len; i++) {
        out[i] = (uint8_t)(mischief_roll(dice) >> 56);
    }
}

bool misbehave_happens(uint64_t rate, struct misbehave_dice *dice)
{
    return mischief_roll(dice) >> 32 < rate;
}

void mischief_send(struct mischief *m, struct rt_bytes bytes, uint32_t delay_ms)
{
    if (m->plan->num < MISBEHAVE_PACKETS_MAX) {
        m->plan->packet[m->plan->num++] = (struct misbehave_packet){bytes, delay_ms};
    }
}

struct rt_bytes mischief_honest(const struct mischief *m)
{
    return rt_bytes_from(m->item->reply, m->item->reply_len);
}

/* Over UDP nobody is sent more than he sent, but for the one mode that is about it. */
static bool is_bounded(const struct mischief *m)
{
    for (size_t i = 0; i < m->plan->num && !m->item->stream; i++) {
        if (m->plan->packet[i].bytes.len > m->item->request.len) {
            return false;
        }
    }
    return true;
}

/* The identity that answered: the one asked for, or the only one. */
static size_t find_identity(const struct misbehave_scene *scene, struct rt_bytes srv)
{
    size_t i = 0;
    while (i + 1 < scene->num && !rt_bytes_equal(srv, rt_bytes_from(scene->identities[i].srv, 32))) {
        i++;
    }
    return i;
}

bool misbehave(struct misbehave_plan *out, enum misbehaviour mode, const struct respond_item *item,
               const struct misbehave_scene *scene, struct misbehave_dice *dice)
{
    struct mischief m = {.scene = scene, .item = item, .dice = dice, .plan = out};
    out->num = 0;
    if (item->reply_len == 0) {
        return false;
    }
    m.version = item->parsed.version;
    m.identity = find_identity(scene, item->parsed.srv);
    bool done = rows[mode].run(&m) && (is_bounded(&m) || mode == MISBEHAVE_oversized);
    if (!done) {
        out->num = 0;
        mischief_send(&m, mischief_honest(&m), 0);
    }
    return done;
}

/* Digits with at most one point among them, and at most nine behind it, in units of 10^-9. */
static bool read_decimal(uint64_t *out, const char **end, const char *word)
{
    uint64_t v = 0, unit = 1000000000;
    bool point = false, digits = false;
    for (; (*word >= '0' && *word <= '9') || (*word == '.' && !point); word++) {
        point = point || *word == '.';
        if (*word != '.') {
            unit = point ? unit / 10 : unit;
            v = point ? v + unit * (uint64_t)(*word - '0') : 10 * v + unit * (uint64_t)(*word - '0');
            digits = true;
        }
        if (v > UINT64_C(100000000000) || unit == 0) {
            return false;
        }
    }
    *out = v;
    *end = word;
    return digits;
}

bool misbehave_rate(uint64_t *out, const char *word)
{
    const char *end;
    uint64_t billionths;
    *out = 0;
    if (!read_decimal(&billionths, &end, word)) {
        return false;
    }
    bool percent = *end == '%';
    billionths = percent ? billionths / 100 : billionths;
    if (end[percent ? 1 : 0] != '\0' || billionths > 1000000000) {
        return false;
    }
    *out = billionths * MISBEHAVE_ALWAYS / 1000000000;
    return true;
}

static enum misbehaviour choose_grease(struct misbehave_dice *dice)
{
    enum misbehaviour grease[NUM_MISBEHAVIOURS];
    size_t num = 0;
    for (unsigned i = 0; i < NUM_MISBEHAVIOURS; i++) {
        if (rows[i].info.kind == MISBEHAVIOUR_GREASE) {
            grease[num++] = (enum misbehaviour)i;
        }
    }
    return grease[mischief_choose(dice, num)];
}

/* Every grease sends one packet, at once. */
static bool grease(struct respond_item *item, const struct misbehave_scene *scene,
                   struct misbehave_dice *dice)
{
    struct misbehave_plan plan;
    bool done = misbehave(&plan, choose_grease(dice), item, scene, dice);
    if (done && plan.packet[0].bytes.len <= RESPOND_REPLY_MAX) {
        memcpy(item->reply, plan.packet[0].bytes.data, plan.packet[0].bytes.len);
        item->reply_len = plan.packet[0].bytes.len;
        return true;
    }
    return false;
}

size_t misbehave_grease(struct respond_item *items, size_t num, uint64_t rate,
                        const struct misbehave_scene *scene, struct misbehave_dice *dice)
{
    size_t greased = 0;
    for (size_t i = 0; i < num; i++) {
        if (items[i].reply_len > 0 && misbehave_happens(rate, dice)) {
            greased += grease(&items[i], scene, dice) ? 1 : 0;
        }
    }
    return greased;
}
