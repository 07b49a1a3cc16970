/* A measurement, or the stamp of a document: from the plan to the file that proves it. */
#include "tools/gzip.h"
#include "tools/query_clock.h"
#include "tools/query_session.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Hashes the document, piece by piece. */
static bool hash_document(struct rt_sha256 *out, const char *path)
{
    static uint8_t piece[65536];
    struct rt_sha256_stream stream;
    ssize_t got = 1;
    int fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    rt_sha256_begin(&stream);
    while (fd >= 0 && got > 0) {
        got = read(fd, piece, sizeof piece);
        rt_sha256_add(&stream, rt_bytes_from(piece, got > 0 ? (size_t)got : 0));
    }
    rt_sha256_end(out, &stream);
    int error = errno;
    if (fd > STDIN_FILENO) {
        close(fd);
    }
    return (fd >= 0 && got == 0) || file_complain(path, strerror(error));
}

static bool is_packed(const char *path)
{
    size_t len = strlen(path);
    return len > 3 && strcmp(path + len - 3, ".gz") == 0;
}

/* Where the chain will go, before any server is asked. Without anywhere to keep it, a lie is still written to
 * the state directory if it can be. */
static bool begin_evidence(struct query_session *s)
{
    const struct query_options *o = &s->query->options;
    const char *file = o->document != NULL ? o->proof : o->save;
    return o->no_save || evidence_begin(&s->evidence, file);
}

static enum exit_status no_memory(void)
{
    fputs("roughproof query: out of memory\n", stderr);
    return EXIT_IO;
}

/* Packs it if its name says so. */
static bool pack(struct file *report, const struct query_options *o)
{
    struct file packed;
    if (o->document == NULL || !is_packed(o->proof)) {
        return true;
    }
    enum gzip_result result = gzip_pack(&packed, rt_bytes_from(report->data, report->len));
    file_free(report);
    *report = packed;
    return result == GZIP_DONE || file_complain(o->proof, gzip_why(result));
}

/* What is worth keeping: anything at all, or with --no-save a lie. */
static bool is_kept(const struct query_session *s, bool lie)
{
    const struct query_options *o = &s->query->options;
    return s->m.num_records > 0 && (!o->no_save || lie);
}

static enum exit_status keep(struct query_session *s)
{
    bool lie = s->result.conclusion == RT_MEASUREMENT_MALFEASANCE;
    struct file report;
    if (!is_kept(s, lie)) {
        return EXIT_GOOD;
    }
    if (s->query->options.no_save && !evidence_begin(&s->evidence, NULL)) {
        return EXIT_IO;
    }
    if (!query_report(&report, &s->m)) {
        return no_memory();
    }
    s->saved = pack(&report, &s->query->options) &&
               evidence_keep(&s->evidence, rt_bytes_from(report.data, report.len), lie);
    if (!s->saved && report.data != NULL) {
        fwrite(report.data, 1, report.len, stderr); /* better there than nowhere */
    }
    file_free(&report);
    return s->saved ? EXIT_GOOD : EXIT_IO;
}

static enum exit_status worth_of(const struct query_session *s)
{
    return s->result.conclusion == RT_MEASUREMENT_MALFEASANCE ? EXIT_MALFEASANCE
           : s->result.conclusion == RT_MEASUREMENT_GOOD      ? EXIT_GOOD
                                                              : EXIT_BAD;
}

static enum exit_status conclude(struct query_session *s)
{
    s->end_now = query_clock_now();
    s->end = query_wall(s->end_now);
    rt_measure_conclude(&s->result, &s->m, s->end_now, &s->end);
    enum exit_status status = keep(s);
    const char *path = s->saved ? s->evidence.path : "the measurement";
    if (!query_judge(&s->judgement, &s->m, &s->query->keys.names, path, s->plan.document)) {
        return no_memory();
    }
    if (s->query->view.json) {
        query_show_json(s);
    } else {
        query_show(s);
    }
    return exit_worse(status, worth_of(s));
}

static void free_session(struct query_session *s)
{
    evidence_free(&s->evidence);
    query_judgement_free(&s->judgement);
    free(s->asked);
    free(s->servers);
    free(s->memory.peers);
    free(s->memory.records);
    free(s->memory.links);
    free(s->memory.servers);
    free(s->memory.room);
    free(s);
}

static enum exit_status measure(struct query_session *s)
{
    const struct query_options *o = &s->query->options;
    if ((o->document != NULL && !hash_document(&s->document, o->document)) || !begin_evidence(s)) {
        return EXIT_IO;
    }
    enum exit_status status = query_plan(s);
    if (status != EXIT_GOOD) {
        return status;
    }
    query_drive(s);
    return conclude(s);
}

enum exit_status query_measure(struct query *query)
{
    struct query_session *s = calloc(1, sizeof *s);
    if (s == NULL) {
        return no_memory();
    }
    s->query = query;
    s->evidence = (struct evidence){.directory = -1, .fd = -1};
    link_init(&s->link);
    enum exit_status status = measure(s);
    free_session(s);
    return status;
}
