/* NDJSON as it comes: a line in, a verdict out, and no more memory than a line takes. */
#include "tools/verify.h"

#include "parser/lines.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* So much is read at once. */
#define CHUNK ((size_t)1 << 16)

/* Bytes that were read, of which those from `start` on are yet to be used. */
struct reader {
    int fd;
    const char *path;
    uint8_t *data; /* the reader's own, or the memory of the block that is or was filled */
    size_t start, len, room;
    size_t passed; /* bytes of the file before data[0] */
    bool ended;
    const char *why; /* reading failed, or NULL */
};

static bool fail(struct reader *r, const char *why)
{
    r->why = why;
    return false;
}

static bool make_room(struct reader *r)
{
    if (r->start > 0) {
        memmove(r->data, r->data + r->start, r->len - r->start);
        r->passed += r->start;
        r->len -= r->start;
        r->start = 0;
    }
    if (r->room - r->len >= CHUNK) {
        return true;
    }
    size_t room = 2 * r->room + CHUNK; /* room is at most 2 * IO_MAX */
    uint8_t *grew = realloc(r->data, room);
    if (grew == NULL) {
        return fail(r, "out of memory");
    }
    r->data = grew;
    r->room = room;
    return true;
}

/* Whether reading would not have to wait. */
static bool is_ready(const struct reader *r)
{
    struct pollfd file = {.fd = r->fd, .events = POLLIN};
    return poll(&file, 1, 0) > 0;
}

/* Reads more; if it is to wait, what was said so far is said before. */
static bool fill(struct reader *r)
{
    ssize_t got;
    if (!make_room(r)) {
        return false;
    }
    if (!is_ready(r)) {
        fflush(stdout);
    }
    do {
        got = read(r->fd, r->data + r->len, CHUNK);
    } while (got < 0 && errno == EINTR);
    if (got < 0) {
        return fail(r, strerror(errno));
    }
    r->len += (size_t)got;
    r->ended = got == 0;
    return true;
}

/* The bytes that are yet to be used, with their place in the file. */
static struct rt_bytes unused(const struct reader *r)
{
    struct rt_bytes all = rt_bytes_from(r->data, r->len);
    all.at = r->passed;
    return rt_bytes_after(all, r->start);
}

/* Length of the lines that are whole, their line ends included; at the end of the file, of everything. */
static size_t whole_lines(const struct reader *r)
{
    size_t len = r->len;
    while (!r->ended && len > r->start && r->data[len - 1] != '\n') {
        len--;
    }
    return len - r->start;
}

/* Until there is a line that is not blank, or the end. */
static bool fill_line(struct reader *r)
{
    bool ok = true;
    while (ok && !r->ended && r->len - r->start <= VERIFY_LINE_MAX) {
        struct rt_bytes line, rest = unused(r);
        rest.len = whole_lines(r);
        if (rest.len > 0 && rt_lines_next(&line, &rest)) {
            break;
        }
        ok = fill(r);
    }
    return ok;
}

/* By a first line that is not too long, wherever reading happened to stop. */
static bool is_ndjson(const struct reader *r)
{
    struct rt_bytes line, rest = unused(r);
    const size_t from = rest.at;
    struct rt_report report;
    struct rt_remarks remarks = {0};
    struct rt_error err;
    rest.len = whole_lines(r);
    return rt_lines_next(&line, &rest) && rest.at - from <= VERIFY_LINE_MAX + 1 &&
           rt_report_open(&report, &err, &remarks, line, line.len) && report.format == RT_REPORT_NDJSON;
}

/* Lines, block by block. What is true of one is true of all that follow: no state but their number. */
struct stream {
    struct reader *reader;
    size_t index;    /* of the next line */
    size_t num, len; /* of the next block: its lines, blank ones not counted, and their bytes */
    bool skipping;   /* up to the end of a line that is too long */
};

static bool is_blank(const uint8_t *line, size_t len)
{
    size_t i = 0;
    while (i < len && (line[i] == ' ' || line[i] == '\t' || line[i] == '\r' || line[i] == '\n')) {
        i++;
    }
    return i == len;
}

/* Length of the line behind those of the block, with its end; 0 if it is not all there, or too long: it is so
 * by its bytes, blanks included, so that it does not depend on how they come. */
static size_t next_line(const struct stream *s)
{
    const struct reader *r = s->reader;
    const size_t at = r->start + s->len;
    const uint8_t *end = r->len > at ? memchr(r->data + at, '\n', r->len - at) : NULL;
    const size_t len = end != NULL ? (size_t)(end - r->data) - at : r->ended ? r->len - at : 0;
    return len > VERIFY_LINE_MAX ? 0 : len + (end != NULL ? 1 : 0);
}

/* Takes a line into the block; blank ones before the first are dropped. */
static void take_line(struct stream *s, size_t len)
{
    const bool blank = is_blank(s->reader->data + s->reader->start + s->len, len);
    if (blank && s->num == 0) {
        s->reader->start += len;
    } else {
        s->num += blank ? 0 : 1;
        s->len += len;
    }
}

/* Takes lines as far as they were read; true if the block is full. */
static bool take_lines(struct stream *s)
{
    size_t len;
    while (s->num < VERIFY_BLOCK_MAX && (len = next_line(s)) > 0) {
        if (s->num > 0 && s->len + len > VERIFY_BLOCK_BYTES) {
            return true;
        }
        take_line(s, len);
    }
    return s->num == VERIFY_BLOCK_MAX;
}

/* Passes over what is left of a line that is too long. */
static bool skip_line(struct stream *s)
{
    struct reader *r = s->reader;
    for (bool ok = true; ok && s->skipping; ok = !s->skipping || fill(r)) {
        const uint8_t *end = memchr(r->data + r->start, '\n', r->len - r->start);
        r->start = end != NULL ? (size_t)(end - r->data) + 1 : r->len;
        s->skipping = end == NULL && !r->ended;
    }
    return !s->skipping;
}

static void refuse_line(struct stream *s, struct verify_block *block)
{
    struct source_exchange exchange = {.file = "", .x.index = s->index++};
    (void)rt_fail(&exchange.error, RT_E_JSON_TOO_LONG, RT_IN_TOP, 0, unused(s->reader).at + VERIFY_LINE_MAX);
    verify_block_add(block, &exchange);
    block->offset = unused(s->reader).at;
    s->skipping = true;
}

static void give_lines(struct stream *s, struct verify_block *block)
{
    block->lines = rt_bytes_from(s->reader->data + s->reader->start, s->len);
    block->lines.at = unused(s->reader).at;
    block->first = s->index;
    s->index += s->num;
    s->reader->start += s->len;
    s->num = s->len = 0;
    block->offset = unused(s->reader).at;
}

/* Reading goes on in the block's own memory, which the cache of its own thread has, with what was read too
 * far into that of the block before: a line at most, and a chunk. */
static void move_on(struct reader *r, struct verify_block *block)
{
    const size_t len = r->len - r->start;
    memmove(block->text, r->data + r->start, len);
    r->passed += r->start;
    r->start = 0;
    r->len = len;
    r->data = block->text;
    r->room = block->text_room;
}

/* As many lines as are there without waiting, but one at least. */
static void fill_block(struct verify_pass *pass, struct verify_block *block)
{
    struct stream *s = pass->context;
    struct reader *r = s->reader;
    move_on(r, block);
    bool ok = r->why == NULL && skip_line(s);
    while (ok && !take_lines(s) && !r->ended && (s->num == 0 || is_ready(r)) &&
           r->len - r->start - s->len <= VERIFY_LINE_MAX) {
        ok = fill(r);
    }
    block->text = r->data; /* which may have grown */
    block->text_room = r->room;
    if (s->len > 0) {
        give_lines(s, block);
    } else if (ok && r->len > r->start) {
        refuse_line(s, block);
    }
}

static void show_line(const struct verify_pass *pass, struct verify_view *view, struct rt_case *shown,
                      const struct verify_item *item)
{
    (void)item;
    verify_show_case(view, shown, pass->path, "", shown->index + 1, RT_DETAIL_LINE);
}

/* Of a file; 0 of what comes through a pipe. */
static uint64_t size_of(int fd)
{
    struct stat info;
    return fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && info.st_size > 0 ? (uint64_t)info.st_size : 0;
}

static enum exit_status stream_lines(struct reader *r, struct verify *verify)
{
    struct stream s = {.reader = r};
    enum exit_status status = EXIT_IO;
    struct verify_pass *pass = verify_pass_new(verify, r->path, NULL);
    uint8_t *const own = r->data;
    if (pass != NULL) {
        pass->context = &s;
        pass->fill = fill_block;
        pass->show = show_line;
        pass->total = size_of(r->fd);
        pass->diagnoses = verify->view.json || verify->view.explain; /* a line has no room for them */
        status = verify_run(pass);
    }
    free(pass);
    r->data = own; /* not the last block's */
    return r->why == NULL || file_complain(r->path, r->why) ? status : EXIT_IO;
}

/* All of it, as it is no NDJSON. */
static bool read_rest(struct reader *r)
{
    bool ok = true;
    while (ok && !r->ended) {
        ok = r->len > IO_MAX ? fail(r, "larger than 256 MiB") : fill(r);
    }
    return ok;
}

static bool is_streamed(const struct verify *verify, const struct reader *r)
{
    const struct verify_options *options = &verify->options;
    return options->lines || (options->source.coding == INPUT_ANY && !verify->has_document && is_ndjson(r));
}

bool verify_stream(struct file *file, enum exit_status *status, struct verify *verify, struct opened *input)
{
    struct reader r = {.fd = input->fd, .path = input->path};
    *file = (struct file){NULL, 0};
    *status = EXIT_IO;
    if (input->fd < 0) {
        return opened_read(file, input); /* says why not */
    }
    bool ok = fill_line(&r);
    if (ok && is_streamed(verify, &r)) {
        *status = stream_lines(&r, verify);
        free(r.data);
        return true;
    }
    ok = ok && read_rest(&r);
    if (!ok) {
        free(r.data);
        return file_complain(r.path, r.why);
    }
    *file = (struct file){r.data, r.len};
    return true;
}
