#include "tools/verify.h"

enum exit_status verify_run(struct verify_pass *pass)
{
    return verify_run_alone(pass, VERIFY_BLOCK_MAX);
}
