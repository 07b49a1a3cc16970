/* A directory of packets, with or without the list that `convert --to packets` puts there. */
#include "tools/source.h"

#include "parser/lines.h"

#include <stdlib.h>

/* What the list names are bytes as they are, one message a file. */
struct reader {
    struct source *source;
    struct opened *directory;
    struct source_options options;
    size_t *message; /* by file: its message, or PAIRS_NONE */
    size_t len;      /* of all files so far */
    enum exit_status status;
};

static void no_memory(struct reader *r)
{
    file_complain(r->directory->path, "out of memory");
    r->status = EXIT_IO;
}

static void worsen(struct reader *r, enum exit_status status)
{
    r->status = exit_worse(r->status, status);
}

/* Appends to `refused`. */
static void refuse(struct reader *r, const char *file, const struct rt_error *err)
{
    r->source->refused[r->source->num_refused++] = (struct source_refusal){file, *err};
}

/* Reads and decodes a file into `contents`; NULL if it cannot be read. */
static struct input *read_entry(struct reader *r, struct opened *entry, enum input_coding coding)
{
    struct file file;
    size_t at;
    if (!opened_read(&file, entry)) {
        worsen(r, EXIT_IO);
        return NULL;
    }
    r->len += file.len;
    if (r->len > IO_MAX) {
        file_free(&file);
        file_complain(r->directory->path, "its files are larger than 256 MiB together");
        worsen(r, EXIT_IO);
        return NULL;
    }
    struct input *input = &r->source->contents[r->source->num_contents++];
    enum input_result result = input_decode(input, &at, &file, coding);
    file_free(&file);
    if (result == INPUT_NO_MEMORY) {
        no_memory(r);
    } else if (result != INPUT_DECODED || input->odd) {
        struct rt_error err;
        (void)rt_fail(&err, RT_E_REPORT_FORM, RT_IN_TOP, 0, 0);
        refuse(r, entry->name, &err);
        return NULL;
    }
    return result == INPUT_DECODED ? input : NULL;
}

static struct rt_bytes bytes_of(const struct input *input)
{
    return rt_bytes_from(input->bytes.data, input->bytes.len);
}

static bool add(struct reader *r, struct rt_bytes bytes, const char *name)
{
    if (!pairs_add(&r->source->pairs, bytes, name, r->options.form)) {
        no_memory(r);
        return false;
    }
    return true;
}

static void read_loose(struct reader *r, struct opened *entry)
{
    struct rt_bytes message, rest;
    struct input *input = read_entry(r, entry, r->options.coding);
    if (input == NULL) {
        return;
    }
    rest = bytes_of(input);
    for (bool first = true; input_next(&message, &rest, first, r->options.form); first = false) {
        if (!add(r, message, entry->name)) {
            return;
        }
    }
}

static int compare_name(const void *name, const void *entry)
{
    return strcmp(name, ((const struct opened *)entry)->name);
}

/* The message of the file that the list names, read when it is first named; PAIRS_NONE if it is not there,
 * and for no name. */
static size_t read_named(struct reader *r, const char *name)
{
    struct opened *entries = r->directory->entries;
    struct opened *entry = bsearch(name, entries, r->directory->num_entries, sizeof *entries, compare_name);
    if (name[0] == '\0') {
        return PAIRS_NONE;
    }
    if (entry == NULL || strcmp(name, MANIFEST_NAME) == 0) {
        file_complain(r->directory->path, "its " MANIFEST_NAME " names a file that is not there");
        worsen(r, EXIT_IO);
        return PAIRS_NONE;
    }
    size_t *message = &r->message[entry - entries];
    if (entry->fd >= 0) {
        struct input *input = read_entry(r, entry, INPUT_RAW);
        if (input != NULL && add(r, bytes_of(input), entry->name)) {
            *message = r->source->pairs.num_messages - 1;
        }
    }
    return *message;
}

static void take_line(struct reader *r, const struct manifest_entry *listed)
{
    struct rt_error err;
    size_t request = read_named(r, listed->request), response = read_named(r, listed->response);
    if (request == PAIRS_NONE && response == PAIRS_NONE) {
        (void)rt_fail(&err, RT_E_REPORT_MEMBER, RT_IN_TOP, 0, 0);
        refuse(r, MANIFEST_NAME, &err);
    } else if (pairs_put(&r->source->pairs, request, response)) {
        r->source->listed[r->source->num_listed++] = *listed;
    } else {
        no_memory(r);
    }
}

static void read_manifest(struct reader *r, struct rt_bytes rest)
{
    struct manifest_entry listed;
    struct rt_error err;
    for (;;) {
        if (manifest_next(&listed, &err, &rest)) {
            take_line(r, &listed);
        } else if (err.code == RT_OK) {
            return;
        } else {
            refuse(r, MANIFEST_NAME, &err);
        }
    }
}

static size_t count_lines(struct rt_bytes rest)
{
    struct rt_bytes line;
    size_t num = 0;
    while (rt_lines_next(&line, &rest)) {
        num++;
    }
    return num;
}

/* Room for whatever `num_lines` of a list and all files can come to. */
static bool reserve(struct reader *r, size_t num_lines)
{
    struct source *source = r->source;
    source->listed = calloc(num_lines + 1, sizeof *source->listed);
    source->refused = calloc(num_lines + r->directory->num_entries + 1, sizeof *source->refused);
    return source->listed != NULL && source->refused != NULL;
}

static bool prepare(struct reader *r)
{
    size_t num = r->directory->num_entries;
    r->source->contents = calloc(num + 1, sizeof *r->source->contents);
    r->message = calloc(num + 1, sizeof *r->message);
    for (size_t i = 0; r->message != NULL && i < num; i++) {
        r->message[i] = PAIRS_NONE;
    }
    return r->source->contents != NULL && r->message != NULL;
}

static void read_all(struct reader *r)
{
    struct opened *entries = r->directory->entries;
    struct opened *manifest =
        bsearch(MANIFEST_NAME, entries, r->directory->num_entries, sizeof *entries, compare_name);
    struct input *input = manifest != NULL ? read_entry(r, manifest, INPUT_RAW) : NULL;
    struct rt_bytes list = input != NULL ? bytes_of(input) : (struct rt_bytes){NULL, 0, 0};
    if (!reserve(r, count_lines(list))) {
        no_memory(r);
        return;
    }
    read_manifest(r, list);
    for (size_t i = 0; i < r->directory->num_entries; i++) {
        if (entries[i].is_directory) {
            file_complain(entries[i].path, "a directory within a directory is not read");
        } else if (entries[i].fd >= 0 || entries[i].error != 0) { /* else it was read */
            read_loose(r, &entries[i]);
        }
    }
    if (!pairs_match(&r->source->pairs, r->options.form)) {
        no_memory(r);
    }
}

enum exit_status source_read_directory(struct source *out, struct opened *directory,
                                       const struct source_options *options)
{
    struct reader reader = {.source = out, .directory = directory, .options = *options};
    out->kind = SOURCE_DIRECTORY;
    out->format = "directory of packets";
    if (prepare(&reader)) {
        read_all(&reader);
    } else {
        no_memory(&reader);
    }
    free(reader.message);
    return reader.status;
}
