/* roughproof mkreq: makes requests, sound ones and others. */
#include "parser/describe.h"
#include "parser/response.h"
#include "tools/entropy.h"
#include "tools/input.h"
#include "tools/mkreq_options.h"
#include "tools/request_show.h"
#include "tools/terminal.h"
#include "tools/verbs.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What it takes to make the requests of one command. */
struct maker {
    const struct mkreq_options *options;
    struct request_options asked;
    struct entropy entropy;
    uint8_t random[64];
    struct request made;
    FILE *out;   /* all answers, in memory until the last is there */
    FILE *rands; /* what is to be said of rands on standard error */
};

static bool complain(const char *path, const char *why)
{
    fputs("roughproof mkreq: ", stderr);
    terminal_path(stderr, path);
    fprintf(stderr, ": %s\n", why);
    return false;
}

/* The one packet of the file must be a response: no chain goes on from anything else. */
static bool check_response(const char *path, struct rt_bytes packet)
{
    char why[256];
    struct rt_response response;
    struct rt_error err;
    struct rt_text text = rt_text_into(why, sizeof why - 1);
    if (rt_response_parse(&response, &err, packet, RT_FORM_ANY)) {
        return true;
    }
    rt_error_text(&text, &err);
    why[rt_text_len(&text)] = '\0';
    return complain(path, why);
}

/* The response of --after; `file` keeps its bytes. */
static enum exit_status read_response(struct rt_bytes *out, struct input *input, const char *path)
{
    struct file file;
    size_t at;
    *input = (struct input){.odd = false};
    if (!file_read(&file, path)) {
        return EXIT_IO;
    }
    enum input_result result = input_decode(input, &at, &file, INPUT_ANY);
    file_free(&file);
    if (result != INPUT_DECODED) {
        complain(path, "out of memory"); /* nothing else fails when the coding is not prescribed */
        return EXIT_IO;
    }
    struct rt_bytes rest = rt_bytes_from(input->bytes.data, input->bytes.len);
    bool one = input_next(out, &rest, true, RT_FORM_ANY) && rest.len == 0;
    bool ok = one ? check_response(path, *out) : complain(path, "more than one packet");
    return ok ? EXIT_GOOD : EXIT_BAD;
}

/* A rand that nobody but us knows yet: without it the chain proves nothing. */
static void put_rand(const struct maker *maker)
{
    if (maker->asked.response.len > 0 && maker->options->rand.len == 0 &&
        maker->options->format != REQUEST_JSON) {
        fputs("rand: ", maker->rands);
        request_show_hex(maker->rands, maker->asked.random);
    }
}

static struct rt_bytes value_bytes(const struct mkreq_value *value)
{
    return rt_bytes_from(value->b, value->len);
}

/* The nonce or rand that was given, or a fresh one. */
static bool draw(struct maker *maker)
{
    const struct mkreq_options *options = maker->options;
    if (options->nonce.len > 0 || options->rand.len > 0) {
        maker->asked.random = value_bytes(options->nonce.len > 0 ? &options->nonce : &options->rand);
        return true;
    }
    maker->asked.random = rt_bytes_from(maker->random, request_random_len(&maker->asked));
    if (!entropy_draw(&maker->entropy, maker->random, maker->asked.random.len)) {
        perror("roughproof mkreq: no random bytes");
        return false;
    }
    return true;
}

static bool refuse_size(const struct request_options *asked)
{
    size_t least = request_least_size(asked);
    fprintf(stderr,
            "roughproof mkreq: --size: such a message has %zu bytes, or a multiple of four from %zu to %d\n",
            least, least + 8, (RT_PACKET_MAX - (asked->offer.version->framed ? RT_FRAME_LEN : 0)) / 4 * 4);
    return false;
}

static bool refuse(const struct request_options *asked, enum rt_plan_result result)
{
    const char *name = asked->offer.version == NULL ? "" : asked->offer.version->name;
    switch (result) {
    case RT_PLAN_OK:
        return true;
    case RT_PLAN_NO_VERSION:
        fputs("roughproof mkreq: no document defines a version offered (see --mistake versions-unknown)\n",
              stderr);
        break;
    case RT_PLAN_NONCE:
        fprintf(stderr, "roughproof mkreq: a %s of %s has %zu bytes, not %zu\n",
                asked->response.len > 0 ? "rand" : "nonce", name, request_random_len(asked),
                asked->random.len);
        break;
    case RT_PLAN_NO_SRV:
        fprintf(stderr, "roughproof mkreq: --key: requests of %s name no server\n", name);
        break;
    case RT_PLAN_SRV:
        fprintf(stderr, "roughproof mkreq: --key: a key has 32 bytes, not %zu\n", asked->key.len);
        break;
    case RT_PLAN_SIZE:
        return refuse_size(asked);
    case RT_PLAN_UNCHECKED:
        break;
    }
    return false;
}

static enum exit_status refuse_mistake(enum mistake culprit, const struct rt_version *version)
{
    if (culprit == NUM_MISTAKES) {
        fputs("roughproof mkreq: internal error: no request was made\n", stderr);
        return EXIT_IO;
    }
    fprintf(stderr, "roughproof mkreq: --mistake %s: this request of %s has nothing to make it in\n",
            mistake_info(culprit)->name, version->name);
    return EXIT_USAGE;
}

static enum exit_status make_one(struct maker *maker)
{
    enum mistake culprit;
    if (!draw(maker)) {
        return EXIT_IO;
    }
    if (!refuse(&maker->asked, request_check(&maker->asked))) {
        return EXIT_USAGE;
    }
    if (!request_make(&maker->made, &culprit, &maker->asked)) {
        return refuse_mistake(culprit, maker->asked.offer.version);
    }
    request_show(maker->out, maker->options->format, &maker->asked, &maker->made);
    put_rand(maker);
    return EXIT_GOOD;
}

static enum exit_status make_all(struct maker *maker)
{
    enum exit_status status = maker->asked.offer.version != NULL ? EXIT_GOOD : EXIT_USAGE;
    if (status != EXIT_GOOD) {
        (void)refuse(&maker->asked, RT_PLAN_NO_VERSION);
    }
    if (maker->options->seed.len > 0) {
        entropy_from_seed(&maker->entropy, value_bytes(&maker->options->seed));
    } else {
        entropy_from_system(&maker->entropy);
    }
    for (unsigned long i = 0; status == EXIT_GOOD && i < maker->options->count; i++) {
        status = make_one(maker);
    }
    return status;
}

/* Text in memory, on its way to a stream. */
struct heap {
    FILE *file; /* NULL once it is closed */
    char *data;
    size_t len;
};

static bool heap_open(struct heap *heap)
{
    *heap = (struct heap){NULL, NULL, 0};
    heap->file = open_memstream(&heap->data, &heap->len);
    return heap->file != NULL;
}

static bool heap_close(struct heap *heap)
{
    bool ok = heap->file == NULL || !ferror(heap->file);
    ok = (heap->file == NULL || fclose(heap->file) == 0) && ok;
    heap->file = NULL;
    return ok;
}

static bool heap_write(const struct heap *heap, FILE *out)
{
    return fwrite(heap->data, 1, heap->len, out) == heap->len && fflush(out) == 0;
}

/* Nothing is written before all of it is there; and no request whose rand nobody can learn. */
static enum exit_status make_and_write(struct maker *maker)
{
    struct heap answers, rands = {NULL, NULL, 0};
    enum exit_status status = EXIT_IO;
    bool opened = heap_open(&answers) && heap_open(&rands);
    if (opened) {
        maker->out = answers.file;
        maker->rands = rands.file;
        status = make_all(maker);
    }
    bool whole = heap_close(&answers) && heap_close(&rands) && opened;
    if (!whole || (status == EXIT_GOOD && (!heap_write(&rands, stderr) || !heap_write(&answers, stdout)))) {
        perror("roughproof mkreq: output");
        status = EXIT_IO;
    }
    free(answers.data);
    free(rands.data);
    return status;
}

static enum exit_status list_mistakes(void)
{
    for (unsigned i = 0; i < NUM_MISTAKES; i++) {
        const struct mistake_info *info = mistake_info((enum mistake)i);
        printf("%-18s %-36s %s\n", info->name, info->verdict, info->text);
    }
    if (fflush(stdout) != 0 || ferror(stdout)) {
        perror("roughproof mkreq: output");
        return EXIT_IO;
    }
    return EXIT_GOOD;
}

enum exit_status verb_mkreq(int argc, char **argv)
{
    static struct maker maker;
    struct mkreq_options options;
    struct input input = {.odd = false};
    enum exit_status status;
    if (!mkreq_options_take(&options, &status, argc, argv)) {
        return status;
    }
    if (options.list_mistakes) {
        return list_mistakes();
    }
    if (options.format == REQUEST_RAW && isatty(fileno(stdout)) == 1) {
        fputs("roughproof mkreq: raw bytes are not for a terminal: choose a --format, or a file\n", stderr);
        return EXIT_USAGE;
    }
    maker.options = &options;
    maker.asked = (struct request_options){.offer = options.offer,
                                           .key = value_bytes(&options.key),
                                           .size = options.size,
                                           .mistakes = options.mistakes};
    status = options.after == NULL ? EXIT_GOOD : read_response(&maker.asked.response, &input, options.after);
    if (status == EXIT_GOOD) {
        status = make_and_write(&maker);
    }
    input_free(&input);
    return status;
}
