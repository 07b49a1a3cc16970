#include "tools/serve_metrics.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME_MAX_LEN 4096

static const char *const transports[NUM_TRANSPORTS] = {"udp", "tcp"};

static unsigned long long read_counter(const atomic_ullong *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

/* The sum over all threads of the counter at `offset`. */
static unsigned long long sum(const struct serve *serve, size_t offset)
{
    unsigned long long total = 0;
    for (size_t i = 0; i < serve->num_threads; i++) {
        const struct counters *counters = &serve->counters[i];
        total += read_counter((const atomic_ullong *)(const void *)((const char *)counters + offset));
    }
    return total;
}

static void heading(FILE *out, const char *name, const char *type, const char *help)
{
    fprintf(out, "# HELP roughproof_%s %s\n# TYPE roughproof_%s %s\n", name, help, name, type);
}

static void write_outcomes(FILE *out, const struct serve *serve)
{
    heading(out, "requests_total", "counter", "Requests, by what became of them.");
    for (size_t t = 0; t < NUM_TRANSPORTS; t++) {
        for (size_t i = 0; i < RESPOND_NUM_OUTCOMES; i++) {
            fprintf(out, "roughproof_requests_total{transport=\"%s\",outcome=\"%s\"} %llu\n", transports[t],
                    respond_outcome_name((enum respond_outcome)i),
                    sum(serve, offsetof(struct counters, outcome) +
                                   (t * RESPOND_NUM_OUTCOMES + i) * sizeof(atomic_ullong)));
        }
    }
}

static void write_versions(FILE *out, const struct serve *serve)
{
    const struct rt_version *row;
    heading(out, "replies_total", "counter", "Replies, by version.");
    for (size_t t = 0; t < NUM_TRANSPORTS; t++) {
        for (size_t i = 0; i < SERVE_VERSIONS && (row = rt_version_row(i)) != NULL; i++) {
            if (respond_family_of(row) != RESPOND_NUM_FAMILIES) {
                fprintf(out, "roughproof_replies_total{transport=\"%s\",version=\"%s\"} %llu\n",
                        transports[t], row->name,
                        sum(serve, offsetof(struct counters, version) +
                                       (t * SERVE_VERSIONS + i) * sizeof(atomic_ullong)));
            }
        }
    }
}

static void write_counters(FILE *out, const struct serve *serve)
{
    static const struct {
        const char *name, *help;
        size_t offset;
    } rows[] = {
        {"greased_total", "Replies that --grease made wrong.", offsetof(struct counters, greased)},
        {"unsent_total", "Replies that the kernel did not take.", offsetof(struct counters, unsent)},
        {"limited_total", "Requests over the rate limit.", offsetof(struct counters, limited)},
        {"silent_total", "Requests while clock or keys were no good.", offsetof(struct counters, silent)},
        {"connections_total", "TCP connections.", offsetof(struct counters, connections)},
        {"refused_total", "TCP connections over the limit.", offsetof(struct counters, refused)},
        {"timed_out_total", "TCP connections that idled or stalled.", offsetof(struct counters, timed_out)},
        {"violations_total", "TCP streams that were no packets.", offsetof(struct counters, violations)},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        heading(out, rows[i].name, "counter", rows[i].help);
        fprintf(out, "roughproof_%s %llu\n", rows[i].name, sum(serve, rows[i].offset));
    }
}

/* A histogram, whose classes each contain those below. */
static void write_batches(FILE *out, const struct serve *serve)
{
    unsigned long long total = 0;
    heading(out, "batch_size", "histogram", "Requests answered together.");
    for (size_t i = 0; i < SERVE_BATCH_CLASSES; i++) {
        total += sum(serve, offsetof(struct counters, batches) + i * sizeof(atomic_ullong));
        fprintf(out, "roughproof_batch_size_bucket{le=\"%u\"} %llu\n", 1u << i, total);
    }
    fprintf(out, "roughproof_batch_size_bucket{le=\"+Inf\"} %llu\n", total);
    fprintf(out, "roughproof_batch_size_sum %llu\n", sum(serve, offsetof(struct counters, batched)));
    fprintf(out, "roughproof_batch_size_count %llu\n", total);
}

static void write_state(FILE *out, const struct serve_state *state)
{
    heading(out, "clock_synchronised", "gauge", "1 if the clock is vouched for.");
    fprintf(out, "roughproof_clock_synchronised %d\n", state->clock == CLOCK_SYNCHRONISED);
    heading(out, "clock_radius_seconds", "gauge", "How far the clock may be off.");
    fprintf(out, "roughproof_clock_radius_seconds %.6f\n", (double)state->radius_micros / 1e6);
    heading(out, "delegation_expiry_seconds", "gauge", "When the first delegation ends, since 1970.");
    fprintf(out, "roughproof_delegation_expiry_seconds %" PRIu64 "\n", state->expiry_micros / 1000000);
}

/* A new file beside that of the metrics, and its name. */
static FILE *open_beside(char temporary[NAME_MAX_LEN], const char *path)
{
    int need = snprintf(temporary, NAME_MAX_LEN, "%s.tmp", path);
    if (need < 0 || need >= NAME_MAX_LEN) {
        errno = ENAMETOOLONG;
        return NULL;
    }
    return fopen(temporary, "we");
}

bool metrics_possible(const char *path)
{
    char temporary[NAME_MAX_LEN];
    struct stat there;
    if (lstat(path, &there) == 0 && !S_ISREG(there.st_mode) && !S_ISLNK(there.st_mode)) {
        errno = S_ISDIR(there.st_mode) ? EISDIR : EEXIST;
        return false;
    }
    FILE *out = open_beside(temporary, path);
    return out != NULL && fclose(out) == 0 && unlink(temporary) == 0;
}

bool metrics_write(const char *path, const struct serve *serve, const struct serve_state *state)
{
    char temporary[NAME_MAX_LEN];
    FILE *out = open_beside(temporary, path);
    if (out == NULL) {
        return false;
    }
    write_outcomes(out, serve);
    write_versions(out, serve);
    write_counters(out, serve);
    write_batches(out, serve);
    write_state(out, state);
    bool ok = ferror(out) == 0;
    ok = fclose(out) == 0 && ok;
    return ok && rename(temporary, path) == 0;
}
