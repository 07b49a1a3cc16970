#include "tools/serve_options.h"

#include "tools/options.h"
#include "tools/serve_misbehave.h"
#include "tools/serve_sockets.h"
#include "tools/terminal.h"
#include "tools/values.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MICROS UINT64_C(1000000)

static const char help[] =
    "usage: roughproof serve --delegation FILE | --key FILE [OPTION...]\n"
    "\n"
    "Answers Roughtime requests of every version (RFC 10049, drafts 01 to 19, Google's) over\n"
    "UDP and TCP, until SIGTERM. SIGHUP reads delegations anew, and has the signer renew its own.\n"
    "\n"
    "keys (each may be repeated):\n"
    "  --delegation FILE          online keys made by `roughproof keygen --delegate`\n"
    "  --key FILE                 long-term key, held by a process of its own that signs\n"
    "                             delegations and nothing else\n"
    "  --delegation-lifetime D    of those (default 24h); renewed when half of it is over\n"
    "addresses:\n"
    "  --listen HOST[:PORT]       address to answer at (default all; may be repeated)\n"
    "  --port PORT                where --listen names none (default 5319; 0: any)\n"
    "  --no-udp                   answer over TCP alone\n"
    "  --no-tcp                   answer over UDP alone\n"
    "clock:\n"
    "  --trust-system-clock       do not ask the kernel whether the clock is synchronised\n"
    "  --min-radius D             radius to state at least (default 3s)\n"
    "  --fixed-time T             state this time; for tests, with keys of keygen --test alone\n"
    "  --time-offset [-]D         state a time that is off by this; likewise\n"
    "clients' tests (--misbehave with keys of keygen --test alone):\n"
    "  --misbehave MODE[,RATE]    do something wrong, always or at that rate (0.01 or 1%)\n"
    "  --list-misbehaviours       the modes, and what a good client says of each\n"
    "  --grease RATE              of replies that RFC 10049 7 wants wrong; fit for production\n"
    "load:\n"
    "  --threads N                that answer UDP (default one for each processor)\n"
    "  --batch N                  most requests that share a signature (default 128, at most 1024)\n"
    "  --rate-limit N             replies a second to a /24 of IPv4 or a /56 of IPv6 (default none)\n"
    "  --tcp-connections N        at once (default 256)\n"
    "  --tcp-idle D               until a connection without progress is closed (default 10s)\n"
    "operation:\n"
    "  --config FILE              options by line, as in `listen [::]:5319`\n"
    "  --metrics FILE             counters for node_exporter's textfile collector\n"
    "  --metrics-interval D       between writing it (default 15s)\n"
    "  --user NAME                to become after the start, if started as root\n"
    "  --help                     this text (also -h)\n"
    "\n"
    "A duration D is a number and us, ms, s, m, h, d or w.\n"
    "Exit status: 0 stopped by a signal, 2 usage, 3 no key, no socket or no trustworthy clock.\n";

static const struct option names[] = {
    {"listen", required_argument, NULL, 'l'},
    {"port", required_argument, NULL, 'p'},
    {"key", required_argument, NULL, 'k'},
    {"delegation", required_argument, NULL, 'd'},
    {"delegation-lifetime", required_argument, NULL, 'L'},
    {"no-udp", no_argument, NULL, 'U'},
    {"no-tcp", no_argument, NULL, 'T'},
    {"trust-system-clock", no_argument, NULL, 's'},
    {"min-radius", required_argument, NULL, 'r'},
    {"fixed-time", required_argument, NULL, 'F'},
    {"time-offset", required_argument, NULL, 'O'},
    {"misbehave", required_argument, NULL, 'B'},
    {"list-misbehaviours", no_argument, NULL, 'Z'},
    {"grease", required_argument, NULL, 'G'},
    {"threads", required_argument, NULL, 't'},
    {"batch", required_argument, NULL, 'b'},
    {"rate-limit", required_argument, NULL, 'R'},
    {"tcp-connections", required_argument, NULL, 'n'},
    {"tcp-idle", required_argument, NULL, 'i'},
    {"config", required_argument, NULL, 'c'},
    {"metrics", required_argument, NULL, 'm'},
    {"metrics-interval", required_argument, NULL, 'M'},
    {"user", required_argument, NULL, 'u'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

static bool append(const char **list, size_t *num, size_t max, const char *word)
{
    if (*num == max) {
        return false;
    }
    list[(*num)++] = word;
    return true;
}

static bool take_count(uint32_t *out, const char *word, uint32_t min, uint32_t max)
{
    return value_code(out, word) && *out >= min && *out <= max;
}

static bool take_seconds(uint32_t *out, const char *word)
{
    uint64_t micros;
    bool ok = value_duration(&micros, word) && micros >= MICROS && micros <= RT_DAY_MICROS;
    *out = ok ? (uint32_t)(micros / MICROS) : 0;
    return ok;
}

static bool take_fixed_time(struct clock_options *out, const char *word)
{
    struct rt_date date;
    bool ok =
        value_date(&date, word, strlen(word)) && date.there && date.time.day >= 0 && date.time.day < 200000;
    out->fixed = ok;
    out->fixed_micros = ok ? (uint64_t)date.time.day * RT_DAY_MICROS + date.time.micros : 0;
    return ok;
}

/* At most a hundred years either way. */
static bool take_offset(int64_t *out, const char *word)
{
    uint64_t micros;
    bool back = word[0] == '-';
    bool ok = value_duration(&micros, word + (back || word[0] == '+' ? 1 : 0)) &&
              micros < UINT64_C(36525) * RT_DAY_MICROS;
    *out = !ok ? 0 : back ? -(int64_t)micros : (int64_t)micros;
    return ok;
}

static bool take_clock(struct clock_options *out, int option, const char *word)
{
    switch (option) {
    case 's':
        out->trust_system = true;
        return true;
    case 'r':
        return value_duration(&out->radius_micros, word) && out->radius_micros > 0 &&
               out->radius_micros <= RT_DAY_MICROS;
    case 'F':
        return take_fixed_time(out, word);
    case 'O':
        return take_offset(&out->offset_micros, word);
    default:
        return false;
    }
}

static bool take_load(struct serve_options *out, int option, const char *word)
{
    switch (option) {
    case 't':
        return take_count(&out->threads, word, 1, SERVE_THREADS_MAX);
    case 'b':
        return take_count(&out->batch, word, 1, RESPOND_BATCH_MAX);
    case 'R':
        return take_count(&out->rate, word, 0, 1000000000);
    case 'n':
        return take_count(&out->tcp_max, word, 1, 65536);
    case 'i':
        return take_seconds(&out->tcp_idle, word);
    case 'M':
        return take_seconds(&out->metrics_interval, word);
    case 'L':
        return value_duration(&out->lifetime_micros, word) && out->lifetime_micros >= 10 * MICROS &&
               out->lifetime_micros <= 366 * RT_DAY_MICROS;
    case 'B':
        return misconduct_take(&out->misconduct, word);
    case 'G':
        return misbehave_rate(&out->misconduct.grease, word);
    default:
        return take_clock(&out->clock, option, word);
    }
}

static bool take_option(struct serve_options *out, int option, const char *word)
{
    switch (option) {
    case 'l':
        return append(out->listen, &out->num_listen, SERVE_SOCKETS_MAX, word);
    case 'k':
        return append(out->key, &out->num_keys, SERVE_KEYS_MAX, word);
    case 'd':
        return append(out->delegation, &out->num_delegations, SERVE_KEYS_MAX, word);
    case 'p':
        out->port = word;
        return true;
    case 'm':
        out->metrics = word;
        return true;
    case 'u':
        out->user = word;
        return true;
    case 'U':
        out->udp = false;
        return true;
    case 'T':
        out->tcp = false;
        return true;
    default:
        return take_load(out, option, word);
    }
}

static void cut_end(char *text)
{
    for (size_t end = strlen(text); end > 0 && strchr(" \t\r", text[end - 1]) != NULL;) {
        text[--end] = '\0';
    }
}

/* "name value" or "name = value", or a name alone; empty lines and "# ..." say nothing. */
static bool take_line(struct serve_options *out, char *line)
{
    cut_end(line);
    char *name = line + strspn(line, " \t");
    size_t len = strcspn(name, " \t=");
    char *value = name + len + strspn(name + len, " \t=");
    if (name[0] == '\0' || name[0] == '#') {
        return true;
    }
    name[len] = '\0';
    for (const struct option *o = names; o->name != NULL; o++) {
        if (strcmp(o->name, name) == 0) {
            bool fits = (o->has_arg == required_argument) == (value[0] != '\0');
            return fits && o->val != 'c' && o->val != 'h' && take_option(out, o->val, value);
        }
    }
    return false;
}

/* A file of options, a line each; it is kept, for they point into it. */
static enum exit_status take_file(struct serve_options *out, const char *path)
{
    if (out->text.data != NULL) {
        fputs("roughproof serve: only one --config\n", stderr);
        return EXIT_USAGE;
    }
    if (!file_read(&out->text, path)) {
        return EXIT_IO;
    }
    char *text = realloc(out->text.data, out->text.len + 1);
    if (text == NULL) {
        return EXIT_IO;
    }
    out->text.data = (uint8_t *)text;
    text[out->text.len] = '\0';
    for (unsigned number = 1; text != NULL; number++) {
        char *line = strsep(&text, "\n");
        if (!take_line(out, line)) {
            fprintf(stderr, "roughproof serve: line %u of the configuration is not understood\n", number);
            return EXIT_USAGE;
        }
    }
    return EXIT_GOOD;
}

static const char *contradiction(const struct serve_options *options, bool has_more)
{
    return has_more                                            ? "no files are taken but by options"
           : options->num_keys + options->num_delegations == 0 ? "--delegation or --key is needed"
           : options->num_keys + options->num_delegations > SERVE_KEYS_MAX ? "too many keys"
           : !options->udp && !options->tcp                                ? "neither UDP nor TCP is left"
                                                                           : NULL;
}

/* False, with `status`, at an option that ends it all. */
static bool take_word(struct serve_options *out, enum exit_status *status, int option, char **argv)
{
    if (option == 'Z') {
        *status = misconduct_list();
        return false;
    }
    if (option == 'c') {
        *status = take_file(out, optarg);
    } else if (!take_option(out, option, optarg)) {
        options_complain("serve", argv[optind - 1]);
        *status = EXIT_USAGE;
    }
    return *status == EXIT_GOOD;
}

bool serve_options_take(struct serve_options *out, enum exit_status *status, int argc, char **argv)
{
    int option;
    *status = EXIT_GOOD;
    *out = (struct serve_options){.port = SERVE_PORT,
                                  .udp = true,
                                  .tcp = true,
                                  .lifetime_micros = RT_DAY_MICROS,
                                  .metrics_interval = 15,
                                  .batch = 128,
                                  .tcp_max = 256,
                                  .tcp_idle = 10,
                                  .clock = {.radius_micros = 3 * MICROS}};
    while ((option = options_next(status, argc, argv, names, help)) > 0) {
        if (!take_word(out, status, option, argv)) {
            return false;
        }
    }
    const char *why = option == 0 ? contradiction(out, optind < argc) : NULL;
    if (why != NULL) {
        fprintf(stderr, "roughproof serve: %s; see roughproof serve --help\n", why);
        *status = EXIT_USAGE;
    }
    return option == 0 && why == NULL;
}

void serve_options_free(struct serve_options *options)
{
    file_free(&options->text);
}
