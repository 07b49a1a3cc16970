/* Exchanges of one input, block by block: read, verified together, settled in order, shown. */
#ifndef ROUGHPROOF_TOOLS_VERIFY_BLOCK_H
#define ROUGHPROOF_TOOLS_VERIFY_BLOCK_H

#include "tools/source.h"
#include "tools/verify_show.h"
#include "verify/diagnose.h"
#include "verify/judge_bulk.h"

struct verify;
struct verify_pass;

/* The most exchanges of a block, and about as many bytes of lines or packets. */
#define VERIFY_BLOCK_MAX   RT_BULK_BATCH
#define VERIFY_BLOCK_BYTES ((size_t)1 << 20)

/* Room for lines: a single one may be longer, by what is read at once. */
#define VERIFY_BLOCK_ROOM (VERIFY_BLOCK_BYTES + ((size_t)1 << 17))

/* In place of a link: there is none. */
#define VERIFY_NO_LINK SIZE_MAX

struct verify_item {
    struct source_exchange exchange;
    size_t link;      /* its place in the chain, or VERIFY_NO_LINK */
    bool undiagnosed; /* enough others failed likewise */
};

struct verify_block {
    size_t cap, num;
    struct verify_item *item;
    struct rt_judged *judged;
    size_t first; /* index of the first exchange */
    /* Lines of NDJSON, which become items when the block is judged; `lines.len` is 0 where there are none. */
    struct rt_bytes lines;
    uint8_t *text; /* room for them: VERIFY_BLOCK_ROOM, or more where lines are long */
    size_t text_room;
    uint8_t *packets; /* what the exchanges point into */
    size_t used, room;
    size_t previous_len; /* of the response before the first, in a chain */
    uint8_t *previous;
    bool unanswered; /* behind the last: a request that nobody answered, to be told of */
    size_t unanswered_index;
    uint64_t offset; /* how much of the input is read: bytes, or exchanges before the first */
};

/* Room for `cap` exchanges, and for lines of NDJSON if it is more than one. False when there is no memory.
 * Free it in any case. */
RT_MUST_CHECK bool verify_block_make(struct verify_block *out, size_t cap);
void verify_block_free(struct verify_block *block);

/* Adds a copy of an exchange, or of what is known of a refused one. There is room for one in an empty block;
 * for another while verify_block_takes. */
bool verify_block_takes(const struct verify_block *block);
void verify_block_add(struct verify_block *block, const struct source_exchange *exchange);

/* What a thread works with, beside a block. */
struct verify_bench {
    struct rt_judge_bulk with; /* begun once there is a block that is worth it */
    struct rt_comb *combs;
    struct rt_diagnoses found;
};

/* Combs and lanes, once; without memory for them there are none. */
void verify_bench_begin(struct verify_bench *bench);
void verify_bench_free(struct verify_bench *bench);

/* Empties the block and fills it anew; false at the end. */
RT_MUST_CHECK bool verify_block_fill(struct verify_block *block, struct verify_pass *pass);

/* A thread's own. Zeroed at first; free both. */
struct verify_worker {
    struct verify_block block;
    struct verify_bench bench;
};

/* The steps, for each block: judged, which no other thread is in the way of; settled, in the order of blocks
 * and one at a time, unless that does not matter; shown. The last gives what the block is worth. */
void verify_block_judge(struct verify_block *block, const struct verify_pass *pass,
                        struct verify_bench *bench);
bool verify_block_matters(const struct verify_block *block, const struct verify_pass *pass);
void verify_block_settle(struct verify_block *block, struct verify_pass *pass);
enum exit_status verify_block_show(const struct verify_block *block, const struct verify_pass *pass,
                                   struct verify_bench *bench, struct verify_view *view);

/* Says that a request of the input was not answered. */
void verify_say_unanswered(const char *path, size_t index);

#endif
