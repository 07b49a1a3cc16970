#include "tools/source.h"

#include "parser/describe.h"
#include "parser/lines.h"
#include "tools/gzip.h"

#include <stdlib.h>

/* What begins like JSON is text for sure only if it is no message of 123 or 91 tags. */
static bool begins_like_json(struct rt_bytes line)
{
    bool opens = rt_bytes_starts(line, "{", 1) || rt_bytes_starts(line, "[", 1);
    uint8_t c;
    for (size_t i = 0; opens && i < 4 && rt_bytes_u8(&c, line, i); i++) {
        opens = c != 0;
    }
    return opens;
}

/* Behind the mark that some editors put before UTF-8: the container's reader will refuse it by name. */
static bool is_container(struct rt_bytes in)
{
    struct rt_bytes line, word;
    struct rt_bytes rest = rt_bytes_after(in, rt_bytes_starts(in, "\xef\xbb\xbf", 3) ? 3 : 0);
    if (!rt_lines_next(&line, &rest)) {
        return false;
    }
    if (begins_like_json(line)) {
        return true;
    }
    for (int i = 0; i < 2 && rt_words_next(&word, &line); i++) {
        if (rt_word_is(word, "ed25519")) {
            return true;
        }
    }
    return false;
}

static enum source_failure open_list(struct source *out, struct rt_error *err)
{
    struct rt_server_list list;
    struct rt_error why;
    out->kind = SOURCE_LIST;
    out->format = "server list";
    if (rt_server_list_open(&list, &why, &out->remarks, out->bytes, out->bytes.len)) {
        return SOURCE_OPENED;
    }
    if (why.code != RT_E_LIST_FORM) { /* else it is no report either, which `err` says already */
        *err = why;
    }
    return SOURCE_REFUSED;
}

static enum source_failure open_container(struct source *out, struct rt_error *err)
{
    struct rt_report *report = &out->report;
    out->kind = SOURCE_REPORT;
    if (!rt_report_open(report, err, &out->remarks, out->bytes, out->bytes.len)) {
        return err->code == RT_E_REPORT_FORM ? open_list(out, err) : SOURCE_REFUSED;
    }
    out->format = rt_report_format_name(report->format);
    out->beginning = *report;
    out->room = malloc(RT_EXCHANGE_ROOM);
    return out->room != NULL ? SOURCE_OPENED : SOURCE_NO_MEMORY;
}

static enum source_failure failure_of(enum input_result result)
{
    return result == INPUT_DECODED      ? SOURCE_OPENED
           : result == INPUT_NOT_HEX    ? SOURCE_NOT_HEX
           : result == INPUT_NOT_BASE64 ? SOURCE_NOT_BASE64
                                        : SOURCE_NO_MEMORY;
}

static enum source_failure open_packets(struct source *out, enum rt_form form)
{
    struct rt_bytes message;
    struct rt_bytes rest = out->bytes;
    out->format = "packets";
    for (bool first = true; input_next(&message, &rest, first, form); first = false) {
        if (!pairs_add(&out->pairs, message, "", form)) {
            return SOURCE_NO_MEMORY;
        }
    }
    return pairs_match(&out->pairs, form) ? SOURCE_OPENED : SOURCE_NO_MEMORY;
}

/* Of gzip, puts what was packed in its place. */
static enum source_failure unpack(struct file *file)
{
    struct file unpacked;
    if (!gzip_begins(rt_bytes_from(file->data, file->len))) {
        return SOURCE_OPENED;
    }
    enum gzip_result result = gzip_unpack(&unpacked, rt_bytes_from(file->data, file->len));
    file_free(file);
    *file = unpacked;
    return result == GZIP_DONE        ? SOURCE_OPENED
           : result == GZIP_NO_ZLIB   ? SOURCE_NO_ZLIB
           : result == GZIP_NO_MEMORY ? SOURCE_NO_MEMORY
                                      : SOURCE_BAD_GZIP;
}

enum source_failure source_open(struct source *out, struct rt_error *err, struct file *file, const char *path,
                                const struct source_options *options)
{
    enum source_failure failure = options->coding == INPUT_ANY ? unpack(file) : SOURCE_OPENED;
    bool container = options->coding == INPUT_ANY && is_container(rt_bytes_from(file->data, file->len));
    *out = (struct source){.path = path,
                           .format = "",
                           .error.code = RT_OK,
                           .contents = calloc(1, sizeof *out->contents),
                           .from = options->from,
                           .count = options->count};
    (void)rt_succeed(err);
    if (out->contents == NULL || failure != SOURCE_OPENED) {
        file_free(file);
        return out->contents == NULL ? SOURCE_NO_MEMORY : failure;
    }
    out->num_contents = 1;
    enum input_result result =
        input_decode(&out->contents[0], &err->offset, file, container ? INPUT_RAW : options->coding);
    file_free(file); /* empty when the input took it over */
    if (result != INPUT_DECODED) {
        return failure_of(result);
    }
    out->bytes = rt_bytes_from(out->contents[0].bytes.data, out->contents[0].bytes.len);
    out->odd = out->contents[0].odd;
    if (options->coding == INPUT_ANY && capture_begins(out->bytes)) {
#ifdef ROUGHPROOF_WITH_PCAP
        return source_open_capture(out, err);
#else
        return SOURCE_NO_LIBPCAP;
#endif
    }
    return container ? open_container(out, err) : open_packets(out, options->form);
}

/* "offset 0x1c: not hex" */
static void say_not_hex(struct rt_text *text, size_t offset)
{
    unsigned digits = 1;
    while (digits < 2 * sizeof offset && offset >> 4 * digits != 0) {
        digits++;
    }
    rt_text_string(text, "offset 0x");
    for (; digits > 0; digits--) {
        rt_text_char(text, "0123456789abcdef"[offset >> 4 * (digits - 1) & 15]);
    }
    rt_text_string(text, ": not hex");
}

static void describe(char *out, size_t cap, enum source_failure failure, const struct rt_error *err)
{
    struct rt_text text = rt_text_into(out, cap - 1);
    if (failure == SOURCE_REFUSED) {
        rt_error_text(&text, err);
    } else if (failure == SOURCE_NOT_HEX) {
        say_not_hex(&text, err->offset);
    } else {
        rt_text_string(&text, failure == SOURCE_NOT_BASE64   ? "not base64"
                              : failure == SOURCE_NO_LIBPCAP ? "a capture, and this build has no libpcap"
                              : failure == SOURCE_NO_ZLIB    ? gzip_why(GZIP_NO_ZLIB)
                              : failure == SOURCE_BAD_GZIP   ? "gzip that is damaged, or of more than 64 MiB"
                                                             : "out of memory");
    }
    out[rt_text_len(&text)] = '\0';
}

enum exit_status source_complain(const char *path, enum source_failure failure, const struct rt_error *err)
{
    char why[512];
    if (failure == SOURCE_OPENED) {
        return EXIT_GOOD;
    }
    describe(why, sizeof why, failure, err);
    file_complain(path, why);
    bool internal = failure == SOURCE_NO_MEMORY || failure == SOURCE_NO_LIBPCAP || failure == SOURCE_NO_ZLIB;
    return internal ? EXIT_IO : EXIT_BAD;
}

/* One of the pairs. */

static struct rt_bytes bytes_of(const struct pairs *pairs, size_t index)
{
    return index == PAIRS_NONE ? (struct rt_bytes){NULL, 0, 0} : pairs->message[index].bytes;
}

static void apply(struct rt_exchange *x, const struct manifest_entry *listed)
{
    x->public_key = rt_bytes_from(listed->public_key, listed->public_key_len);
    x->rand = rt_bytes_from(listed->rand, listed->rand_len);
    x->nonce = rt_bytes_from(listed->nonce, listed->nonce_len);
    x->id = listed->id;
}

/* Loose packets can have any length; exchanges have not. */
static bool check_lengths(struct source_exchange *out)
{
    bool fits = out->x.request.len <= RT_PACKET_MAX && out->x.response.len <= RT_PACKET_MAX;
    if (!fits) {
        out->x = (struct rt_exchange){.index = out->x.index, .id = out->x.id};
        return rt_fail(&out->error, RT_E_PACKET_TOO_LONG, RT_IN_TOP, 0, RT_PACKET_MAX);
    }
    return out->x.response.len > 0 ? rt_succeed(&out->error)
                                   : rt_fail(&out->error, RT_E_REPORT_MEMBER, RT_IN_TOP, 0, 0);
}

static struct rt_date seen_at(const struct source *source, size_t message)
{
    if (message == PAIRS_NONE) {
        return (struct rt_date){false, {0, 0}};
    }
    const struct capture_packet *packet = source->pairs.message[message].origin;
    return (struct rt_date){packet != NULL, packet != NULL ? packet->time : (struct rt_time){0, 0}};
}

static void take_pair(struct source_exchange *out, const struct source *source, size_t index)
{
    const struct pairs *pairs = &source->pairs;
    struct pair pair = pairs->pair[index];
    out->x.request = bytes_of(pairs, pair.request);
    out->x.response = bytes_of(pairs, pair.response);
    out->file = pairs->message[pair.response != PAIRS_NONE ? pair.response : pair.request].file;
    if (source->kind == SOURCE_CAPTURE) {
        out->sent = seen_at(source, pair.request);
        out->received = seen_at(source, pair.response);
    }
    if (index < source->num_listed) {
        apply(&out->x, &source->listed[index]);
    }
    (void)check_lengths(out);
}

static bool next_pair(struct source_exchange *out, struct source *source)
{
    size_t index = source->next, num = source->pairs.num_pairs;
    if (index >= num + source->num_refused) {
        return false;
    }
    source->next++;
    out->x.index = index;
    if (index < num) {
        take_pair(out, source, index);
    } else {
        out->file = source->refused[index - num].file;
        out->error = source->refused[index - num].error;
    }
    return true;
}

static bool next_of_all(struct source_exchange *out, struct source *source)
{
    *out = (struct source_exchange){.file = ""};
    switch (source->kind) {
    case SOURCE_REPORT:
        return rt_report_next(&out->x, &out->error, &out->remarks, &source->report, source->room,
                              RT_EXCHANGE_ROOM) ||
               out->error.code != RT_OK;
    case SOURCE_PACKETS:
    case SOURCE_DIRECTORY:
    case SOURCE_CAPTURE:
        return next_pair(out, source);
    case SOURCE_LIST:
        break;
    }
    return false;
}

bool source_next(struct source_exchange *out, struct source *source)
{
    bool more = next_of_all(out, source);
    while (more && out->x.index < source->from) {
        source->beginning = source->report; /* what was skipped is not read again */
        more = next_of_all(out, source);
    }
    return more && (source->count == 0 || out->x.index - source->from < source->count);
}

void source_rewind(struct source *source)
{
    source->report = source->beginning;
    source->next = 0;
}

void source_close(struct source *source)
{
    for (size_t i = 0; i < source->num_contents; i++) {
        input_free(&source->contents[i]);
    }
    capture_free(&source->capture);
    free(source->contents);
    free(source->room);
    free(source->listed);
    free(source->refused);
    pairs_free(&source->pairs);
    *source = (struct source){.path = source->path, .format = ""};
}
