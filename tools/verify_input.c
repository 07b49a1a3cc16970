#include "tools/verify.h"

/* Decodes packets; a diagnostic is said. */
static enum exit_status decode(struct input *out, struct opened *opened, const struct source_options *options)
{
    struct file file;
    struct rt_error at = {.code = RT_OK};
    *out = (struct input){.odd = false};
    if (!opened_read(&file, opened)) {
        return EXIT_IO;
    }
    enum input_result result = input_decode(out, &at.offset, &file, options->coding);
    file_free(&file); /* empty when the input took it over */
    enum source_failure failure = result == INPUT_DECODED      ? SOURCE_OPENED
                                  : result == INPUT_NOT_HEX    ? SOURCE_NOT_HEX
                                  : result == INPUT_NOT_BASE64 ? SOURCE_NOT_BASE64
                                                               : SOURCE_NO_MEMORY;
    return source_complain(opened->path, failure, &at);
}

/* What all passes from this one on come to. */
static enum exit_status run_all(struct verify_pass *pass, enum exit_status status)
{
    while (pass != NULL) {
        status = verify_run(pass);
        pass = pass->end(pass, &status);
    }
    return status;
}

enum exit_status verify_responses(struct verify *verify, struct opened *input)
{
    struct input responses;
    enum exit_status status = decode(&responses, input, &verify->options.source);
    if (status == EXIT_GOOD) {
        status = run_all(verify_responses_begin(verify, &responses, input->path), EXIT_IO);
    }
    input_free(&responses);
    return status;
}

static enum exit_status verify_directory(struct verify *verify, struct opened *input)
{
    struct source source;
    enum exit_status worth, status = source_read(&source, input, &verify->options.source);
    struct verify_pass *pass = verify_source_begin(&worth, verify, &source);
    status = exit_worse(status, run_all(pass, worth));
    source_close(&source);
    return status;
}

enum exit_status verify_file(struct verify *verify, struct file *file, const char *path)
{
    struct source source;
    enum exit_status status;
    struct verify_pass *pass = verify_file_begin(&status, verify, &source, file, path);
    status = run_all(pass, status);
    source_close(&source);
    return status;
}

enum exit_status verify_input(struct verify *verify, struct opened *input)
{
    struct file file;
    enum exit_status status;
    if (input->is_directory && input->error == 0) {
        return verify_directory(verify, input);
    }
    if (verify->options.request != NULL) {
        return verify_responses(verify, input);
    }
    if (!verify_stream(&file, &status, verify, input)) {
        return EXIT_IO;
    }
    return file.data == NULL ? status : verify_file(verify, &file, input->path);
}
