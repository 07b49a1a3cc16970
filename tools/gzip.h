/* gzip (RFC 1952), in which stamps and reports may be kept. */
#ifndef ROUGHPROOF_TOOLS_GZIP_H
#define ROUGHPROOF_TOOLS_GZIP_H

#include "tools/io.h"

/* The most that is unpacked: a few bytes can stand for a milliard. */
#define GZIP_MAX ((size_t)64 << 20)

enum gzip_result {
    GZIP_DONE,
    GZIP_BAD,       /* no gzip, damaged, cut off, or followed by something else */
    GZIP_TOO_LARGE, /* more than GZIP_MAX */
    GZIP_NO_MEMORY,
    GZIP_NO_ZLIB, /* this build has none */
};

/* `in` begins with gzip's magic. No Roughtime message does: it would have half a million tags. */
bool gzip_begins(struct rt_bytes in);

/* All members of `in`, one after the other. Unless done, `out` is empty. Free it with file_free. */
RT_MUST_CHECK enum gzip_result gzip_unpack(struct file *out, struct rt_bytes in);

/* `in` as one member, without name and time: the same input gives the same bytes. As above. */
RT_MUST_CHECK enum gzip_result gzip_pack(struct file *out, struct rt_bytes in);

/* Why not, for people. */
const char *gzip_why(enum gzip_result result);

#endif
