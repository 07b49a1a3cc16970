/* A verification, block by block, of one exchange each in the small module: what is shown goes straight into
 * the answer. */
#include "tools/verify.h"
#include "wasm/bulk.h"
#include "wasm/call.h"

static struct verify_worker worker;

enum exit_status call_begin(struct verify_pass *pass, enum exit_status status)
{
    worker = (struct verify_worker){.block.cap = 0}; /* what it had went with the arena */
    call.pass = pass;
    call.status = EXIT_GOOD;
    return pass == NULL || verify_block_make(&worker.block, bulk_block_cap()) ? status : EXIT_IO;
}

static void take_block(struct verify_block *block, struct verify_pass *pass)
{
    verify_block_judge(block, pass, &worker.bench);
    verify_block_settle(block, pass);
    call.status = exit_worse(call.status, verify_block_show(block, pass, &worker.bench, &pass->verify->view));
    if (block->unanswered) {
        verify_say_unanswered(pass->path, block->unanswered_index);
    }
}

/* The status is that of the last pass. */
static void end_pass(void)
{
    call.pass = call.pass->end(call.pass, &call.status);
    if (call.pass != NULL) {
        call.status = EXIT_GOOD;
    }
}

enum exit_status call_step(size_t exchanges)
{
    struct verify_block *block = &worker.block;
    for (size_t taken = 0; taken < exchanges && call.pass != NULL; taken += block->num + block->unanswered) {
        if (verify_block_fill(block, call.pass)) {
            take_block(block, call.pass);
        } else {
            end_pass();
        }
    }
    return call.status;
}

uint32_t call_all(void)
{
    return call.pass != NULL ? (uint32_t)call.pass->total : 0;
}

uint32_t call_done(void)
{
    const struct verify_pass *pass = call.pass;
    return pass != NULL ? (uint32_t)((pass->turn * pass->total + pass->num_read) / pass->turns) : 0;
}
