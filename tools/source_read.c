#include "tools/source.h"

enum exit_status source_read(struct source *out, struct opened *opened, const struct source_options *options)
{
    struct file file;
    struct rt_error err;
    *out = (struct source){.path = opened->path, .format = "", .error.code = RT_OK};
    if (opened->is_directory && opened->error == 0) {
        return source_read_directory(out, opened, options);
    }
    if (!opened_read(&file, opened)) {
        return EXIT_IO;
    }
    enum source_failure failure = source_open(out, &err, &file, opened->path, options);
    if (failure == SOURCE_REFUSED) {
        out->error = err;
    }
    return source_complain(opened->path, failure, &err);
}
