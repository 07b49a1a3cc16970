/* One reply in the making: what the modes of tools/misbehave.h work on. */
#ifndef ROUGHPROOF_TOOLS_MISCHIEF_H
#define ROUGHPROOF_TOOLS_MISCHIEF_H

#include "parser/message.h"
#include "tools/misbehave.h"

/* Eight of a sound reply, and those that are added. */
#define MISCHIEF_FIELDS 10

struct mischief {
    const struct misbehave_scene *scene;
    const struct respond_item *item;
    size_t identity; /* whose key answered: an index into those of the scene */
    const struct rt_version *version;
    struct misbehave_dice *dice;
    struct misbehave_plan *plan;
    uint8_t made[1024]; /* values of our own */
    size_t num_made;
};

/* The tags and values of a message; values are slices of it, or of what was made. */
struct mischief_fields {
    uint32_t num;
    struct rt_field field[MISCHIEF_FIELDS];
};

uint64_t mischief_roll(struct misbehave_dice *dice);

/* From 0 to num - 1; 0 if num is 0. */
uint64_t mischief_choose(struct misbehave_dice *dice, uint64_t num);

void mischief_fill(uint8_t *out, size_t len, struct misbehave_dice *dice);

/* One packet more in the plan. */
void mischief_send(struct mischief *m, struct rt_bytes bytes, uint32_t delay_ms);

/* The honest reply. */
struct rt_bytes mischief_honest(const struct mischief *m);

/* The reply that `respond` gives to `request`, which may be the item's own, with other keys and another
 * clock, into reply[0]; empty if there is none. */
struct rt_bytes mischief_answer(struct mischief *m, struct rt_bytes request,
                                const struct respond_identity *identity, const struct respond_clock *clock);

/* The modes, by the names of the list: false if this one cannot be. */
#define MISCHIEF_MODE(function, kind, name, verdict, text) bool mischief_##function(struct mischief *m);
MISBEHAVIOUR_LIST(MISCHIEF_MODE)
#undef MISCHIEF_MODE

/* Tags of packets and messages, in misbehave_edit.c. */

/* Opens a message, or a packet behind its header. */
RT_MUST_CHECK bool mischief_open(struct mischief_fields *out, struct rt_bytes packet, size_t header);

/* The value of `tag`; empty if there is none. */
struct rt_bytes mischief_get(const struct mischief_fields *fields, uint32_t tag);

/* Gives `tag`, which is there, another value. */
void mischief_set(struct mischief_fields *fields, uint32_t tag, struct rt_bytes value);

/* Writes the packet into reply[0] and plans to send it. */
bool mischief_seal(struct mischief *m, const struct mischief_fields *fields);

#endif
