/* One input of any kind as exchanges, one at a time: reports, chain files and NDJSON (parser/report.h), loose
 * packets of a file or a directory. What dump, convert and verify read. */
#ifndef ROUGHPROOF_TOOLS_SOURCE_H
#define ROUGHPROOF_TOOLS_SOURCE_H

#include "parser/report.h"
#include "parser/serverlist.h"
#include "tools/capture.h"
#include "tools/input.h"
#include "tools/manifest.h"
#include "tools/opened.h"
#include "tools/pairs.h"

enum source_kind {
    SOURCE_PACKETS, /* loose packets or messages of one file */
    SOURCE_REPORT,
    SOURCE_DIRECTORY, /* of packets */
    SOURCE_CAPTURE,   /* what was seen on a network */
    SOURCE_LIST,      /* a server list: `bytes` for parser/serverlist.h, and no exchanges */
};

/* How to read files that are no containers: as tools/input.h has it. Given a coding, nothing is taken for a
 * container. Of the exchanges, `count` are yielded from `from` on, or with 0 all from there on, as if there
 * were no others; they keep their indices. */
struct source_options {
    enum input_coding coding;
    enum rt_form form;
    size_t from, count;
};

/* An exchange, or why there is none. Valid until the next one is read. */
struct source_exchange {
    struct rt_exchange x;  /* `index` among all of the input, refused ones included */
    struct rt_error error; /* RT_OK, or why the entry is refused. Then `x` is as rt_report_next leaves it, but
                              that of a request that nobody answered (report-member) is there. */
    struct rt_remarks remarks; /* on the entry */
    const char *file; /* of a directory, the file that `error` is about, or whose response this is; of a
                         capture, the frame and the flow; or "" */
    struct rt_date sent, received; /* where the source knows, as captures do */
};

/* Of a file of a directory or a frame of a capture that cannot be read as packets. */
struct source_refusal {
    const char *file;
    struct rt_error error;
};

struct source {
    enum source_kind kind;
    const char *path;
    const char *format;        /* "RFC 10049, drafts 12-19", "directory of packets", ... */
    struct rt_remarks remarks; /* on the input as a whole */
    struct rt_error error;     /* why the input is refused as a whole, or RT_OK */
    struct rt_bytes bytes;     /* all of the container, or of the decoded packets; nothing of a directory */
    size_t from, count;        /* as the options have it */
    bool odd;                  /* text that is neither a container nor hex nor base64; taken as it is */

    /* What follows is its own. */
    struct input *contents; /* the decoded files */
    size_t num_contents;
    struct rt_report report, beginning; /* where it is, and the first exchange */
    uint8_t *room;
    struct pairs pairs;
    struct capture capture;        /* whose packets the first messages are */
    struct manifest_entry *listed; /* of the first pairs */
    size_t num_listed;
    struct source_refusal *refused; /* yielded behind the pairs */
    size_t num_refused;
    size_t next;
};

enum source_failure {
    SOURCE_OPENED,
    SOURCE_REFUSED, /* `err` says why */
    SOURCE_NOT_HEX, /* `err->offset` says from where on */
    SOURCE_NOT_BASE64,
    SOURCE_NO_LIBPCAP, /* a capture, and a build that reads none */
    SOURCE_NO_ZLIB,    /* gzip, and likewise */
    SOURCE_BAD_GZIP,   /* damaged, or too large when unpacked */
    SOURCE_NO_MEMORY,
};

/* Finds out what the bytes of `file` are, which it takes over, and opens them. `path` stays the caller's.
 * What is packed with gzip is unpacked first, unless the options give a coding. Text that begins like JSON,
 * or whose first or second word is "ed25519", is a report or a list; everything else is packets. Close in any
 * case. */
RT_MUST_CHECK enum source_failure source_open(struct source *out, struct rt_error *err, struct file *file,
                                              const char *path, const struct source_options *options);

/* Says on standard error why a source was not opened, and what that is worth; nothing if it was. */
enum exit_status source_complain(const char *path, enum source_failure failure, const struct rt_error *err);

/* Reads a file or directory that was opened, and opens it as above. In a directory, MANIFEST_NAME says which
 * packets are exchanges; the others are matched (tools/pairs.h). Says on standard error what went wrong, and
 * returns it; `out` is then to be closed all the same, and may have exchanges. */
RT_MUST_CHECK enum exit_status source_read(struct source *out, struct opened *opened,
                                           const struct source_options *options);

/* The next exchange; false at the end. A refused one is one as well. */
RT_MUST_CHECK bool source_next(struct source_exchange *out, struct source *source);

/* Back to the first exchange. */
void source_rewind(struct source *source);

void source_close(struct source *source);

/* For source_capture.c: opens `out->bytes`, which begin like a capture. */
RT_MUST_CHECK enum source_failure source_open_capture(struct source *out, struct rt_error *err);

/* For source_directory.c: puts the exchanges of all files of a directory into `out`, which is zeroed. */
RT_MUST_CHECK enum exit_status source_read_directory(struct source *out, struct opened *directory,
                                                     const struct source_options *options);

#endif
