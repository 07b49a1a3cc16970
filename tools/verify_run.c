/* Blocks through threads: each reads one, in turn, verifies and explains it by itself, and writes it if it is
 * the next to be written; else whoever writes the one before will. Memory is bounded by the places in `slot`:
 * who finds none waits until the output was taken. */
#include "tools/verify.h"

#include "tools/threads.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

/* What is left of a block once it was shown. */
struct slot {
    bool settled, done;
    bool begun; /* it is due a blank line before, if anything is */
    char *text; /* from open_memstream */
    size_t len;
    bool unanswered;
    size_t unanswered_index;
    size_t num; /* exchanges */
    uint64_t offset;
};

/* Places for what waits to be written, beside two for each thread: so many blocks may be ahead of one whose
 * thread was held up. */
#define SPARE_SLOTS 16

struct run {
    struct verify_pass *pass;
    struct lock lock;
    struct slot *slot; /* of block i, at i % num_slots */
    size_t num_slots;
    size_t num_taken, num_settled, num_written; /* blocks */
    bool reading, writing, ended;
    enum exit_status status;
};

static struct slot *slot_of(const struct run *run, size_t block)
{
    return &run->slot[block % run->num_slots];
}

static void fail(struct run *run)
{
    lock_take(&run->lock);
    run->ended = true;
    run->status = EXIT_IO;
    (void)file_complain(run->pass->path, "out of memory");
    lock_wake(&run->lock);
    lock_leave(&run->lock);
}

/* Reads the next block, and says its number. */
static bool take(size_t *number, struct run *run, struct verify_block *block)
{
    lock_take(&run->lock);
    while (!run->ended && (run->reading || run->num_taken - run->num_written == run->num_slots)) {
        lock_wait(&run->lock);
    }
    const bool go_on = !run->ended;
    run->reading = run->reading || go_on;
    *number = run->num_taken;
    lock_leave(&run->lock);
    if (!go_on) {
        return false;
    }
    const bool more = verify_block_fill(block, run->pass);
    lock_take(&run->lock);
    run->reading = false;
    run->ended = run->ended || !more;
    run->num_taken += more ? 1 : 0;
    lock_wake(&run->lock);
    lock_leave(&run->lock);
    return more;
}

static void settle(struct run *run, struct verify_block *block, size_t number)
{
    const bool matters = verify_block_matters(block, run->pass);
    lock_take(&run->lock);
    while (matters && run->num_settled < number) {
        lock_wait(&run->lock);
    }
    lock_leave(&run->lock);
    if (matters) {
        verify_block_settle(block, run->pass);
    }
    lock_take(&run->lock);
    slot_of(run, number)->settled = true;
    while (run->num_settled < run->num_taken && slot_of(run, run->num_settled)->settled) {
        run->num_settled++;
    }
    lock_wake(&run->lock);
    lock_leave(&run->lock);
}

/* Shows a block into memory. */
static bool show(struct run *run, struct verify_worker *worker, size_t number)
{
    struct slot *slot = slot_of(run, number);
    struct verify_view view = run->pass->verify->view;
    view.out = open_memstream(&slot->text, &slot->len);
    view.begun = false;
    if (view.out == NULL) {
        return false;
    }
    const enum exit_status status = verify_block_show(&worker->block, run->pass, &worker->bench, &view);
    slot->begun = view.begun;
    slot->num = worker->block.num;
    slot->offset = worker->block.offset;
    slot->unanswered = worker->block.unanswered;
    slot->unanswered_index = worker->block.unanswered_index;
    lock_take(&run->lock);
    run->status = exit_worse(run->status, status);
    lock_leave(&run->lock);
    return fclose(view.out) == 0;
}

static void put(struct run *run, struct slot *slot)
{
    struct verify *verify = run->pass->verify;
    if (slot->len > 0 || slot->unanswered) {
        progress_clear(&verify->progress);
    }
    if (verify->output_error == 0 && slot->len > 0) {
        errno = 0;
        verify_show_gap(&verify->view, slot->begun);
        if (fwrite(slot->text, 1, slot->len, stdout) < slot->len) {
            verify->output_error = errno != 0 ? errno : EIO;
        }
    }
    free(slot->text);
    if (slot->unanswered) {
        verify_say_unanswered(run->pass->path, slot->unanswered_index);
    }
    progress_add(&verify->progress, slot->num, slot->offset, run->pass->total);
}

static bool is_next_done(const struct run *run)
{
    return run->num_written < run->num_taken && slot_of(run, run->num_written)->done;
}

/* Writes what is done, in order; with the lock. */
static void put_all(struct run *run)
{
    while (is_next_done(run)) {
        struct slot *slot = slot_of(run, run->num_written);
        lock_leave(&run->lock);
        put(run, slot);
        lock_take(&run->lock);
        *slot = (struct slot){.done = false};
        run->num_written++;
        run->ended = run->ended || run->pass->verify->output_error != 0;
        lock_wake(&run->lock);
    }
}

/* Behind the last that is done for now, nothing is held back. */
static void write_blocks(struct run *run, size_t number)
{
    lock_take(&run->lock);
    slot_of(run, number)->done = true;
    while (!run->writing && is_next_done(run)) {
        run->writing = true;
        put_all(run);
        lock_leave(&run->lock);
        fflush(stdout);
        lock_take(&run->lock);
        run->writing = false;
    }
    lock_leave(&run->lock);
}

static bool make_worker(struct verify_worker *worker)
{
    return worker->block.cap > 0 || verify_block_make(&worker->block, VERIFY_BLOCK_MAX);
}

static void work(void *context, size_t i)
{
    struct run *run = context;
    struct verify_worker *worker = &run->pass->verify->worker[i];
    size_t number;
    bool ok = make_worker(worker);
    while (ok && take(&number, run, &worker->block)) {
        verify_block_judge(&worker->block, run->pass, &worker->bench);
        settle(run, &worker->block, number);
        ok = show(run, worker, number);
        write_blocks(run, number);
    }
    if (!ok) {
        fail(run);
    }
}

enum exit_status verify_run(struct verify_pass *pass)
{
    struct verify *verify = pass->verify;
    struct run run = {
        .pass = pass, .num_slots = SPARE_SLOTS + 2 * threads_num(verify->threads), .status = EXIT_GOOD};
    run.slot = calloc(run.num_slots, sizeof *run.slot);
    if (run.slot == NULL) {
        (void)file_complain(pass->path, "out of memory");
        return EXIT_IO;
    }
    lock_make(&run.lock);
    progress_begin(&verify->progress, verify->shows_progress);
    threads_run(verify->threads, work, &run);
    progress_clear(&verify->progress);
    lock_free(&run.lock);
    for (size_t i = 0; i < run.num_slots; i++) {
        free(run.slot[i].text); /* of blocks behind one that could not be written */
    }
    free(run.slot);
    return run.status;
}
