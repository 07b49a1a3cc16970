/* One block after the other, on one thread. */
#include "tools/verify.h"

enum exit_status verify_run_alone(struct verify_pass *pass, size_t cap)
{
    struct verify_block block;
    struct verify_bench bench = {.combs = NULL};
    enum exit_status status = EXIT_GOOD;
    if (!verify_block_make(&block, cap, pass->lines)) {
        (void)file_complain(pass->path, "out of memory");
        status = EXIT_IO;
    }
    while (status != EXIT_IO && verify_block_fill(&block, pass)) {
        verify_block_judge(&block, pass, &bench);
        verify_block_settle(&block, pass);
        status = exit_worse(status, verify_block_show(&block, pass, &bench, &pass->verify->view));
        verify_block_complain(&block, pass->path);
    }
    verify_block_free(&block);
    verify_bench_free(&bench);
    return status;
}
