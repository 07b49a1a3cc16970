#include "tools/convert_out.h"

#include "parser/message.h"
#include "parser/tag.h"
#include "tools/report_out.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool begin_directory(struct convert_out *out, const char *directory)
{
    if (mkdir(directory, 0777) != 0 && errno != EEXIST) {
        return file_complain(directory, strerror(errno));
    }
    out->directory = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (out->directory < 0) {
        return file_complain(directory, strerror(errno));
    }
    int fd = openat(out->directory, MANIFEST_NAME, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    out->stream = fd < 0 ? NULL : fdopen(fd, "wb");
    return out->stream != NULL ||
           file_complain(directory, errno == EEXIST ? MANIFEST_NAME " is there already" : strerror(errno));
}

bool convert_out_begin(struct convert_out *out, enum convert_target target, const char *directory)
{
    *out = (struct convert_out){.target = target, .stream = stdout, .directory = -1};
    if (target == CONVERT_PACKETS) {
        return begin_directory(out, directory);
    }
    fputs(target == CONVERT_REPORT ? REPORT_BEGIN : "", stdout);
    return true;
}

/* NDJSON. */

static enum exit_status put_line(struct convert_out *out, const struct source_exchange *exchange)
{
    report_put_exchange(out->stream, &exchange->x, true);
    fputc('\n', out->stream);
    return EXIT_GOOD;
}

/* Reports. */

/* Fills in a request if it can be made again. */
static void complete(struct convert_out *out, struct rt_exchange *x, uint8_t room[REBUILD_ROOM],
                     const struct rebuild_place *place)
{
    static const enum note notes[] = {
        [REBUILD_DONE] = NOTE_REBUILT,   [REBUILD_MALFORMED] = NOTE_MALFORMED, [REBUILD_LEAF] = NOTE_LEAF,
        [REBUILD_NONCE] = NOTE_NO_NONCE, [REBUILD_HASHES] = NOTE_NO_HASHES,
    };
    size_t len;
    if (x->request.len == 0) {
        enum rebuild_result result = rebuild_request(room, &len, x, place);
        x->request = rt_bytes_from(room, len);
        notes_add(&out->notes, notes[result], x->index);
    }
}

/* The request has this nonce. */
static bool asks_with(struct rt_bytes request, struct rt_bytes nonce)
{
    struct rt_bytes body, found;
    struct rt_message message;
    struct rt_error err;
    bool framed;
    return rt_frame_open(&body, &framed, &err, request, RT_FORM_ANY) &&
           rt_message_parse(&message, &err, body, RT_IN_TOP) &&
           rt_message_find(&found, &message, RT_TAG_NONC) && rt_bytes_equal(found, nonce);
}

static void note_losses(struct convert_out *out, const struct rt_exchange *x)
{
    if (x->public_key.len == 0) {
        notes_add(&out->notes, NOTE_KEY, x->index);
    }
    if (x->rand.len == 0 && out->num > 0) {
        notes_add(&out->notes, NOTE_RAND, x->index);
    }
    if (x->rand.len > 32) {
        notes_add(&out->notes, NOTE_LONG_RAND, x->index);
    }
    if (x->nonce.len > 0 && !asks_with(x->request, x->nonce)) {
        notes_add(&out->notes, NOTE_NONCE, x->index);
    }
    if (x->id.text.len > 0) {
        notes_add(&out->notes, NOTE_ID, x->index);
    }
}

static enum exit_status put_entry(struct convert_out *out, const struct source_exchange *exchange,
                                  const struct rebuild_place *place)
{
    struct rt_exchange x = exchange->x;
    uint8_t room[REBUILD_ROOM];
    complete(out, &x, room, place);
    note_losses(out, &x);
    fputs(out->num > 0 ? REPORT_SEPARATOR : "\n", out->stream);
    report_put_exchange(out->stream, &x, false);
    bool lacks = x.public_key.len == 0 || x.request.len == 0 || (x.rand.len == 0 && out->num > 0);
    return lacks ? EXIT_BAD : EXIT_GOOD;
}

/* Packets. */

static bool write_all(int fd, struct rt_bytes bytes)
{
    while (bytes.len > 0) {
        ssize_t written = write(fd, bytes.data, bytes.len);
        if (written <= 0) {
            return false;
        }
        bytes = rt_bytes_after(bytes, (size_t)written);
    }
    return true;
}

/* Without stdio, which would ask more of the system than the sandbox allows. */
static bool put_file(const struct convert_out *out, const char *name, struct rt_bytes bytes)
{
    int fd = openat(out->directory, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    bool ok = fd >= 0 && write_all(fd, bytes);
    int error = errno;
    ok = (fd < 0 || close(fd) == 0) && ok;
    return ok || file_complain(name, strerror(error));
}

static enum exit_status put_files(struct convert_out *out, const struct source_exchange *exchange)
{
    char request[48], response[48];
    const struct rt_exchange *x = &exchange->x;
    bool has_request = x->request.len > 0, has_response = x->response.len > 0;
    snprintf(request, sizeof request, "%03zu-request.bin", out->num);
    snprintf(response, sizeof response, "%03zu-response.bin", out->num);
    bool ok = (!has_request || put_file(out, request, x->request)) &&
              (!has_response || put_file(out, response, x->response));
    manifest_put(out->stream, x, has_request ? request : NULL, has_response ? response : NULL);
    return ok ? EXIT_GOOD : EXIT_IO;
}

enum exit_status convert_out_put(struct convert_out *out, const struct source_exchange *exchange,
                                 const struct rebuild_place *place)
{
    enum exit_status status;
    if (exchange->sent.there || exchange->received.there) {
        notes_add(&out->notes, NOTE_TIMES, exchange->x.index);
    }
    if (exchange->x.response.len == 0 && out->target != CONVERT_PACKETS) {
        notes_add(&out->notes, NOTE_NO_RESPONSE, exchange->x.index);
        return EXIT_BAD;
    }
    status = out->target == CONVERT_REPORT   ? put_entry(out, exchange, place)
             : out->target == CONVERT_NDJSON ? put_line(out, exchange)
                                             : put_files(out, exchange);
    out->num++;
    return status;
}

enum exit_status convert_out_end(struct convert_out *out)
{
    fputs(out->target != CONVERT_REPORT ? "" : out->num > 0 ? "\n" REPORT_END : REPORT_END, out->stream);
    bool failed = fflush(out->stream) != 0 || ferror(out->stream) != 0;
    int error = errno;
    if (out->target == CONVERT_PACKETS) {
        failed = fclose(out->stream) != 0 || failed;
    }
    if (failed) {
        fprintf(stderr, "roughproof convert: output: %s\n", strerror(error));
    }
    return failed ? EXIT_IO : EXIT_GOOD;
}
