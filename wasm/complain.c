/* What the command says on standard error becomes part of the answer. */
#include "tools/io.h"
#include "wasm/call.h"
#include "wasm/output.h"

bool file_complain(const char *path, const char *why)
{
    struct rt_text text = output_open();
    if (path != call.path) { /* else it is clear what is meant */
        rt_text_string(&text, path);
        rt_text_string(&text, ": ");
    }
    rt_text_string(&text, why);
    rt_text_char(&text, '\n');
    output_close(OUTPUT_COMPLAINT, &text);
    return false;
}
