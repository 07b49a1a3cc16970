/* roughproof verify: says what responses prove, and under whose keys. */
#include "tools/verify.h"

#include "tools/sandbox.h"
#include "tools/threads.h"
#include "tools/verbs.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Bytes of a file for which one thread will do. */
#define SMALL ((off_t)1 << 18)

/* Hashes the document, piece by piece. */
static enum exit_status hash_document(struct verify *verify, struct opened *opened)
{
    static uint8_t piece[65536];
    struct rt_sha256_stream stream;
    ssize_t got = 1;
    rt_sha256_begin(&stream);
    while (opened->fd >= 0 && got > 0) {
        got = read(opened->fd, piece, sizeof piece);
        rt_sha256_add(&stream, rt_bytes_from(piece, got > 0 ? (size_t)got : 0));
    }
    if (opened->fd < 0 || got < 0) {
        int error = opened->fd >= 0 ? errno : opened->is_directory ? EISDIR : opened->error;
        (void)file_complain(opened->path, strerror(error));
        return EXIT_IO;
    }
    rt_sha256_end(&verify->document, &stream);
    verify->has_document = true;
    return EXIT_GOOD;
}

static enum exit_status read_requests(struct verify *verify, struct opened *opened)
{
    struct file file;
    struct rt_error at = {.code = RT_OK};
    if (!opened_read(&file, opened)) {
        return EXIT_IO;
    }
    enum input_result result =
        input_decode(&verify->requests, &at.offset, &file, verify->options.source.coding);
    file_free(&file); /* empty when the input took it over */
    if (result != INPUT_DECODED) {
        (void)file_complain(opened->path, result == INPUT_NO_MEMORY ? "out of memory"
                                                                    : "neither packets, nor hex or base64");
    }
    return result == INPUT_DECODED ? EXIT_GOOD : result == INPUT_NO_MEMORY ? EXIT_IO : EXIT_BAD;
}

/* The files of --request and --document, in this order, as far as they are given. */
static enum exit_status read_extra(struct verify *verify)
{
    size_t next = 0;
    enum exit_status status = EXIT_GOOD;
    if (verify->options.request != NULL) {
        status = read_requests(verify, &verify->extra.item[next++]);
    }
    if (status != EXIT_IO && verify->options.document != NULL) {
        status = exit_worse(status, hash_document(verify, &verify->extra.item[next]));
    }
    return status;
}

/* One that cannot be read hides no other; where nothing more can be written there is an end. */
static enum exit_status verify_inputs(struct verify *verify, enum exit_status status)
{
    for (size_t i = 0; i < verify->inputs.num && verify->output_error == 0 && !ferror(stdout); i++) {
        status = exit_worse(status, verify_input(verify, &verify->inputs.item[i]));
    }
    if (verify->summary != NULL) {
        summary_show(stdout, verify->summary, &verify->keys.names, verify->options.json);
    }
    return status;
}

/* Everything is open. */
static enum exit_status verify_all(struct verify *verify)
{
    verify->view = (struct verify_view){.out = stdout,
                                        .json = verify->options.json,
                                        .explain = verify->options.explain,
                                        .color = terminal_wants_color(stdout, verify->options.color)};
    verify->shows_progress = !verify->options.no_progress && isatty(STDERR_FILENO) == 1;
    sandbox_enter(-1);
    enum exit_status status = verify_keys_fill(&verify->keys, &verify->options, &verify->lists);
    status = status == EXIT_GOOD ? read_extra(verify) : status;
    if (status != EXIT_USAGE && status != EXIT_IO) {
        status = verify_inputs(verify, status);
    }
    if (fflush(stdout) != 0 || ferror(stdout)) {
        const int error = verify->output_error != 0 ? verify->output_error : errno;
        fprintf(stderr, "roughproof verify: standard output: %s\n", strerror(error));
        return EXIT_IO;
    }
    return status;
}

/* What is small is done before other threads have begun. */
static bool is_small(const struct opened *input)
{
    struct stat info;
    return input->fd >= 0 && fstat(input->fd, &info) == 0 && S_ISREG(info.st_mode) && info.st_size < SMALL;
}

static size_t num_threads(const struct verify *verify)
{
    size_t num_small = 0;
    for (size_t i = 0; i < verify->inputs.num; i++) {
        num_small += is_small(&verify->inputs.item[i]) ? 1 : 0;
    }
    return verify->options.jobs > 0          ? verify->options.jobs
           : num_small == verify->inputs.num ? 1
                                             : threads_processors();
}

static enum exit_status start_and_verify(struct verify *verify)
{
    verify->threads = threads_start(num_threads(verify));
    if (verify->threads != NULL) {
        verify->worker = calloc(threads_num(verify->threads), sizeof *verify->worker);
    }
    if (verify->options.summary) {
        verify->summary = calloc(1, sizeof *verify->summary);
    }
    if (verify->worker == NULL || (verify->options.summary && verify->summary == NULL)) {
        fputs("roughproof: out of memory\n", stderr);
        threads_stop(verify->threads);
        return EXIT_IO;
    }
    const enum exit_status status = verify_all(verify);
    for (size_t i = 0; i < threads_num(verify->threads); i++) {
        verify_block_free(&verify->worker[i].block);
        verify_bench_free(&verify->worker[i].bench);
    }
    threads_stop(verify->threads);
    free(verify->worker);
    free(verify->summary);
    return status;
}

static bool open_extra(struct verify *verify)
{
    char *paths[2];
    size_t num = 0;
    if (verify->options.request != NULL) {
        paths[num++] = verify->options.request;
    }
    if (verify->options.document != NULL) {
        paths[num++] = verify->options.document;
    }
    return opened_all(&verify->extra, paths, num);
}

static enum exit_status open_and_verify(struct verify *verify, char **paths, size_t num)
{
    static char standard_input[] = "-";
    char *alone = standard_input;
    const struct words *lists = &verify->options.lists;
    bool ok = opened_all(&verify->inputs, num > 0 ? paths : &alone, num > 0 ? num : 1) &&
              opened_all(&verify->lists, lists->word, lists->num) && open_extra(verify);
    enum exit_status status = ok ? start_and_verify(verify) : EXIT_IO;
    opened_free(&verify->inputs);
    opened_free(&verify->lists);
    opened_free(&verify->extra);
    verify_keys_free(&verify->keys);
    input_free(&verify->requests);
    return status;
}

static size_t num_dashes(char *const *words, size_t num)
{
    size_t dashes = 0;
    for (size_t i = 0; i < num; i++) {
        dashes += words[i] != NULL && strcmp(words[i], "-") == 0;
    }
    return dashes;
}

/* Standard input ends but once: who reads it second has nothing. Without files it is what is verified. */
static bool is_input_wanted_twice(const struct verify_options *options, char **paths, size_t num)
{
    char *const extra[] = {options->request, options->document};
    return num_dashes(paths, num) + (num == 0) + num_dashes(extra, 2) +
               num_dashes(options->lists.word, options->lists.num) >
           1;
}

enum exit_status verb_verify(int argc, char **argv)
{
    struct verify verify = {.has_document = false};
    enum exit_status status;
    if (verify_options_take(&verify.options, &status, argc, argv)) {
        char **paths = argv + optind;
        const size_t num = (size_t)(argc - optind);
        if (is_input_wanted_twice(&verify.options, paths, num)) {
            fputs("roughproof verify: standard input can be only one of the files\n", stderr);
            status = EXIT_USAGE;
        } else {
            status = open_and_verify(&verify, paths, num);
        }
    }
    verify_options_free(&verify.options);
    return status;
}
