/* NDJSON as it comes: a line in, a verdict out, and no more memory than a line takes. */
#include "tools/verify.h"

#include "parser/lines.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* So much is read at once. */
#define CHUNK ((size_t)1 << 16)

/* Bytes that were read, of which those from `start` on are yet to be used. */
struct reader {
    int fd;
    const char *path;
    uint8_t *data;
    size_t start, len, room;
    size_t passed; /* bytes of the file before data[0] */
    bool ended;
};

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
        return file_complain(r->path, "out of memory");
    }
    r->data = grew;
    r->room = room;
    return true;
}

/* Waits for more input; what was said so far is said before. */
static bool fill(struct reader *r)
{
    ssize_t got;
    if (!make_room(r)) {
        return false;
    }
    fflush(stdout);
    do {
        got = read(r->fd, r->data + r->len, CHUNK);
    } while (got < 0 && errno == EINTR);
    if (got < 0) {
        return file_complain(r->path, strerror(errno));
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

static bool is_ndjson(const struct reader *r)
{
    struct rt_bytes line, rest = unused(r);
    struct rt_report report;
    struct rt_remarks remarks = {0};
    struct rt_error err;
    rest.len = whole_lines(r);
    return rt_lines_next(&line, &rest) && rt_report_open(&report, &err, &remarks, line, line.len) &&
           report.format == RT_REPORT_NDJSON;
}

/* What is true of one line is true of all that follow: no state but their number. */
struct stream {
    struct reader *reader;
    struct verify_pass *pass;
    uint8_t *room; /* for an exchange */
    size_t index;
    enum exit_status status;
};

static void judge_line(struct stream *s, const struct source_exchange *exchange)
{
    struct verify_pass *pass = s->pass;
    s->status = exit_worse(s->status, verify_next(pass, exchange));
    verify_show_case(&pass->verify->view, &pass->shown, s->reader->path, "", exchange->x.index + 1,
                     RT_DETAIL_LINE);
}

static void judge_lines(struct stream *s, struct rt_bytes lines)
{
    struct rt_report report = {
        .format = RT_REPORT_NDJSON, .index = s->index, .max = VERIFY_LINE_MAX, .rest = lines};
    for (;;) {
        struct source_exchange exchange = {.file = ""};
        if (!rt_report_next(&exchange.x, &exchange.error, &exchange.remarks, &report, s->room,
                            RT_EXCHANGE_ROOM) &&
            exchange.error.code == RT_OK) {
            break;
        }
        judge_line(s, &exchange);
    }
    s->index = report.index;
}

/* A line that is too long to be one: it is refused, and passed over up to its end. */
static bool skip_line(struct stream *s)
{
    struct reader *r = s->reader;
    struct source_exchange exchange = {.file = "", .x.index = s->index++};
    uint8_t *end = NULL;
    (void)rt_fail(&exchange.error, RT_E_JSON_TOO_LONG, RT_IN_TOP, 0, unused(r).at);
    judge_line(s, &exchange);
    for (bool ok = true; ok; ok = fill(r)) {
        end = memchr(r->data + r->start, '\n', r->len - r->start);
        r->start = end != NULL ? (size_t)(end - r->data) + 1 : r->len;
        if (end != NULL || r->ended) {
            return true;
        }
    }
    return false;
}

static bool judge_all(struct stream *s)
{
    struct reader *r = s->reader;
    bool ok = true;
    while (ok && (r->start < r->len || !r->ended)) {
        struct rt_bytes lines = unused(r);
        lines.len = whole_lines(r);
        if (lines.len > 0) {
            judge_lines(s, lines);
            r->start += lines.len;
        } else {
            ok = r->len - r->start > VERIFY_LINE_MAX ? skip_line(s) : fill(r);
        }
    }
    return ok;
}

static enum exit_status stream_lines(struct reader *r, struct verify *verify)
{
    struct stream s = {.reader = r, .status = EXIT_GOOD};
    s.pass = verify_pass_new(verify, r->path, NULL);
    s.room = malloc(RT_EXCHANGE_ROOM);
    bool ok = s.pass != NULL && s.room != NULL;
    if (ok) {
        s.pass->diagnoses = verify->view.json || verify->view.explain; /* a line has no room for them */
        ok = judge_all(&s);
    }
    free(s.pass);
    free(s.room);
    return ok ? s.status : EXIT_IO;
}

/* All of it, as it is no NDJSON. */
static bool read_rest(struct reader *r)
{
    bool ok = true;
    while (ok && !r->ended) {
        ok = r->len > IO_MAX ? file_complain(r->path, "larger than 256 MiB") : fill(r);
    }
    return ok;
}

static bool is_streamed(const struct verify *verify, const struct reader *r)
{
    return verify->options.source.coding == INPUT_ANY && !verify->has_document && is_ndjson(r);
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
        return false;
    }
    *file = (struct file){r.data, r.len};
    return true;
}
