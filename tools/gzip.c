#include "tools/gzip.h"

#include <stdlib.h>

bool gzip_begins(struct rt_bytes in)
{
    return rt_bytes_starts(in, "\x1f\x8b\x08", 3);
}

const char *gzip_why(enum gzip_result result)
{
    static const char *const texts[] = {
        [GZIP_DONE] = "",
        [GZIP_BAD] = "damaged gzip",
        [GZIP_TOO_LARGE] = "gzip of more than 64 MiB",
        [GZIP_NO_MEMORY] = "out of memory",
        [GZIP_NO_ZLIB] = "gzip, and this build has no zlib",
    };
    return texts[result];
}

#ifdef ROUGHPROOF_WITH_ZLIB

#define ZLIB_CONST
#include <zlib.h>

/* As zlib's manual has it: 15 for the window, and 16 for gzip instead of zlib's own format. */
#define GZIP_WINDOW (15 + 16)

/* Room for more, twice what there was. */
static bool grow(struct file *out, size_t *cap)
{
    size_t more = *cap == 0 ? 65536 : 2 * *cap; /* at most 2 * GZIP_MAX */
    uint8_t *data = realloc(out->data, more);
    if (data != NULL) {
        out->data = data;
        *cap = more;
    }
    return data != NULL;
}

static void offer_room(z_stream *z, struct file *out, size_t cap)
{
    z->next_out = out->data + out->len;
    z->avail_out = (uInt)(cap - out->len);
}

/* Inflates into the room that is left. */
static enum gzip_result inflate_some(z_stream *z, struct file *out, size_t cap, bool *ended)
{
    offer_room(z, out, cap);
    int result = inflate(z, Z_NO_FLUSH);
    out->len = cap - z->avail_out;
    *ended = result == Z_STREAM_END && z->avail_in == 0;
    if (result == Z_STREAM_END && z->avail_in > 0) {
        result = inflateReset(z); /* another member */
    }
    bool stuck = z->avail_out > 0 && z->avail_in == 0 && !*ended; /* cut off */
    return (result != Z_OK && result != Z_STREAM_END) || stuck ? GZIP_BAD : GZIP_DONE;
}

static enum gzip_result inflate_all(z_stream *z, struct file *out)
{
    enum gzip_result result = GZIP_DONE;
    bool ended = false;
    size_t cap = 0;
    while (result == GZIP_DONE && !ended) {
        if (out->len > GZIP_MAX) {
            return GZIP_TOO_LARGE;
        }
        if (out->len == cap && !grow(out, &cap)) {
            return GZIP_NO_MEMORY;
        }
        result = inflate_some(z, out, cap, &ended);
    }
    return result == GZIP_DONE && out->len > GZIP_MAX ? GZIP_TOO_LARGE : result;
}

enum gzip_result gzip_unpack(struct file *out, struct rt_bytes in)
{
    z_stream z = {.next_in = in.data, .avail_in = (uInt)in.len};
    *out = (struct file){NULL, 0};
    if (in.len > IO_MAX || inflateInit2(&z, GZIP_WINDOW) != Z_OK) {
        return GZIP_NO_MEMORY;
    }
    enum gzip_result result = inflate_all(&z, out);
    (void)inflateEnd(&z);
    if (result != GZIP_DONE) {
        file_free(out);
    }
    return result;
}

enum gzip_result gzip_pack(struct file *out, struct rt_bytes in)
{
    z_stream z = {.next_in = in.data, .avail_in = (uInt)in.len};
    *out = (struct file){NULL, 0};
    if (in.len > IO_MAX || deflateInit2(&z, 9, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        return GZIP_NO_MEMORY;
    }
    size_t cap = deflateBound(&z, (uLong)in.len);
    out->data = malloc(cap);
    if (out->data != NULL) {
        offer_room(&z, out, cap);
    }
    bool ok = out->data != NULL && deflate(&z, Z_FINISH) == Z_STREAM_END;
    out->len = ok ? cap - z.avail_out : 0;
    (void)deflateEnd(&z);
    if (!ok) {
        file_free(out);
    }
    return ok ? GZIP_DONE : GZIP_NO_MEMORY;
}

#else

enum gzip_result gzip_unpack(struct file *out, struct rt_bytes in)
{
    (void)in;
    *out = (struct file){NULL, 0};
    return GZIP_NO_ZLIB;
}

enum gzip_result gzip_pack(struct file *out, struct rt_bytes in)
{
    return gzip_unpack(out, in);
}

#endif
