/* One block after the other, of one exchange in the small module; what is shown goes straight into the
 * answer. */
#include "tools/verify.h"
#include "wasm/bulk.h"

enum exit_status verify_run(struct verify_pass *pass)
{
    struct verify_worker worker = {.block.cap = 0};
    enum exit_status status = EXIT_GOOD;
    if (!verify_block_make(&worker.block, bulk_block_cap())) {
        (void)file_complain(pass->path, "out of memory");
        status = EXIT_IO;
    }
    while (status != EXIT_IO && verify_block_fill(&worker.block, pass)) {
        verify_block_judge(&worker.block, pass, &worker.bench);
        verify_block_settle(&worker.block, pass);
        status =
            exit_worse(status, verify_block_show(&worker.block, pass, &worker.bench, &pass->verify->view));
        if (worker.block.unanswered) {
            verify_say_unanswered(pass->path, worker.block.unanswered_index);
        }
    }
    verify_block_free(&worker.block);
    verify_bench_free(&worker.bench);
    return status;
}
