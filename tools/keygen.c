/* roughproof keygen: long-term keys, and delegations from them to online keys. */
#include "parser/address.h"
#include "tools/json_out.h"
#include "tools/online.h"
#include "tools/options.h"
#include "tools/terminal.h"
#include "tools/values.h"
#include "tools/verbs.h"
#include "verify/response.h"

#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MICROS UINT64_C(1000000)

struct options {
    const char *key, *output, *name, *address;
    const char *from, *until;
    enum secret_format format;
    bool delegate, is_test;
};

static const char help[] =
    "usage: roughproof keygen --output FILE [--format F] [--test]\n"
    "       roughproof keygen --key FILE [--output FILE --format F]\n"
    "       roughproof keygen --delegate --key FILE --output FILE [--from T] [--until T]\n"
    "\n"
    "Makes a server's long-term key, or shows or converts one, or delegates from it to online\n"
    "keys for `roughproof serve`, so that the long-term key need never be near the server.\n"
    "Prints the public key, its SRV value, a DNS TXT record and an entry for a server list.\n"
    "\n"
    "  --output FILE               new file of mode 0600; one that exists is never overwritten\n"
    "  --key FILE                  a key that exists: PEM, base64, hex or the raw seed\n"
    "  --format pem|base64|hex|raw how to write it (default pem: PKCS#8, as OpenSSL does)\n"
    "  --test                      mark the key as one for tests: only such keys may sign lies\n"
    "  --delegate                  make online keys and certify them with --key\n"
    "  --from T                    when they begin to be valid: 2026-03-16T19:12:51Z, seconds since\n"
    "                              1970, or +24h, +90m from now (default now)\n"
    "  --until T                   when they end (default +30d)\n"
    "  --name NAME                 for the server-list entry (default: the address's host)\n"
    "  --address HOST:PORT         for the entry and the TXT record\n"
    "  --help                      this text (also -h)\n"
    "\n"
    "Exit status: 0 done, 2 usage, 3 a file could not be read or written.\n";

static bool take_format(enum secret_format *out, const char *word)
{
    static const char *const words[] = {"pem", "base64", "hex", "raw"};
    for (int i = 0; i < 4; i++) {
        if (strcmp(word, words[i]) == 0) {
            *out = (enum secret_format)i;
            return true;
        }
    }
    return false;
}

static bool take_option(struct options *out, int option, const char *word)
{
    switch (option) {
    case 'k':
        out->key = word;
        return true;
    case 'o':
        out->output = word;
        return true;
    case 'n':
        out->name = word;
        return true;
    case 'a':
        out->address = word;
        return true;
    case 'f':
        out->from = word;
        return true;
    case 'u':
        out->until = word;
        return true;
    case 'd':
        out->delegate = true;
        return true;
    case 't':
        out->is_test = true;
        return true;
    case 'F':
        return take_format(&out->format, word);
    default:
        return false;
    }
}

static enum exit_status usage(const char *why)
{
    fprintf(stderr, "roughproof keygen: %s; see roughproof keygen --help\n", why);
    return EXIT_USAGE;
}

/* False when there is nothing to do: `status` says why. */
static bool take_options(struct options *out, enum exit_status *status, int argc, char **argv)
{
    static const struct option names[] = {
        {"key", required_argument, NULL, 'k'},
        {"output", required_argument, NULL, 'o'},
        {"name", required_argument, NULL, 'n'},
        {"address", required_argument, NULL, 'a'},
        {"from", required_argument, NULL, 'f'},
        {"until", required_argument, NULL, 'u'},
        {"format", required_argument, NULL, 'F'},
        {"delegate", no_argument, NULL, 'd'},
        {"test", no_argument, NULL, 't'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    int option;
    *out = (struct options){.format = SECRET_PEM};
    while ((option = options_next(status, argc, argv, names, help)) > 0) {
        if (!take_option(out, option, optarg)) {
            options_complain("keygen", argv[optind - 1]);
            *status = EXIT_USAGE;
            return false;
        }
    }
    return option == 0;
}

/* As the readers of server lists take it. */
static bool is_address(const char *text)
{
    struct rt_address address;
    struct rt_error err;
    struct rt_remarks bare = {.num = 0};
    return rt_address_parse(&address, &err, &bare, rt_bytes_from(text, strlen(text))) && bare.num == 0;
}

static const char *contradiction(const struct options *options, bool has_more)
{
    return has_more                                       ? "no files are taken but by options"
           : options->delegate && options->key == NULL    ? "--delegate needs --key"
           : options->delegate && options->output == NULL ? "--delegate needs --output"
           : options->delegate && options->is_test ? "a delegation is for tests if its long-term key is"
           : !options->delegate && (options->from != NULL || options->until != NULL)
               ? "--from and --until belong to --delegate"
           : options->key == NULL && options->output == NULL ? "--output or --key is needed"
           : options->key != NULL && options->is_test        ? "a key that exists cannot become one for tests"
           : options->address != NULL && !is_address(options->address) ? "--address is not HOST:PORT"
           : options->name != NULL && strlen(options->name) >= RT_SERVER_NAME_MAX ? "--name is too long"
                                                                                  : NULL;
}

static uint64_t now_micros(void)
{
    struct timespec now = {0, 0};
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec < 0 ? 0 : (uint64_t)now.tv_sec * MICROS + (uint64_t)now.tv_nsec / 1000;
}

/* A time, or a time from now. */
static bool take_time(uint64_t *micros, const char *text)
{
    struct rt_date date;
    uint64_t later;
    if (text[0] == '+') {
        bool ok = value_duration(&later, text + 1) && later < UINT64_C(36525) * RT_DAY_MICROS;
        *micros = ok ? now_micros() + later : 0;
        return ok;
    }
    bool ok =
        value_date(&date, text, strlen(text)) && date.there && date.time.day >= 0 && date.time.day < 200000;
    *micros = ok ? (uint64_t)date.time.day * RT_DAY_MICROS + date.time.micros : 0;
    return ok;
}

static void print_json(const char *text)
{
    json_string(stdout, rt_bytes_from(text, strlen(text)));
}

static size_t host_len(const char *address)
{
    const char *colon = strrchr(address, ':');
    return colon != NULL ? (size_t)(colon - address) : strlen(address);
}

static void print_entry(const struct options *options, const char *base64)
{
    const char *address = options->address != NULL ? options->address : "roughtime.example.com:5319";
    char host[256];
    snprintf(host, sizeof host, "%.*s", (int)host_len(address), address);
    printf("DNS TXT      ");
    terminal_name(stdout, host);
    printf(". IN TXT \"%s\"\n", base64);
    printf("server list  {\"name\":");
    print_json(options->name != NULL ? options->name : host);
    printf(",\"version\":1,\"publicKeyType\":\"ed25519\",\"publicKey\":\"%s\",\"addresses\":[", base64);
    printf("{\"protocol\":\"udp\",\"address\":");
    print_json(address);
    printf("},{\"protocol\":\"tcp\",\"address\":");
    print_json(address);
    printf("}]}\n");
}

static void print_public(const struct options *options, const struct secret *secret)
{
    struct rt_key key;
    struct rt_hash srv;
    char base64[45], hex[65];
    memcpy(key.b, secret->public_key, sizeof key.b);
    rt_srv_from_key(&srv, &key);
    sodium_bin2base64(base64, sizeof base64, key.b, sizeof key.b, sodium_base64_VARIANT_ORIGINAL);
    sodium_bin2hex(hex, sizeof hex, key.b, sizeof key.b);
    printf("public key   %s%s\n", base64, secret->is_test ? "  (for tests)" : "");
    printf("in hex       %s\n", hex);
    sodium_bin2hex(hex, sizeof hex, srv.b, 32);
    printf("SRV          %s\n", hex);
    print_entry(options, base64);
}

static void print_period(const struct online *online)
{
    char from[RT_TIME_TEXT_MAX], until[RT_TIME_TEXT_MAX];
    rt_time_format(from, rt_time_from_raw(online->from_micros / MICROS, RT_UNIT_SECONDS));
    rt_time_format(until, rt_time_from_raw(online->until_micros / MICROS, RT_UNIT_SECONDS));
    printf("delegated    from %s until %s\n", from, until);
}

static enum exit_status delegate(const struct options *options, const struct secret *secret)
{
    struct online online;
    uint64_t from, until;
    if (!take_time(&from, options->from != NULL ? options->from : "+0s")) {
        return usage("--from is not a time, or is too far off");
    }
    if (!take_time(&until, options->until != NULL ? options->until : "+30d")) {
        return usage("--until is not a time, or is too far off");
    }
    if (from >= until) {
        return usage("--until is not after --from");
    }
    if (!online_new(&online, secret, from, until)) {
        return EXIT_IO;
    }
    bool ok = online_write(&online, options->output);
    if (ok) {
        print_public(options, secret);
        print_period(&online);
    }
    online_free(&online);
    return ok ? EXIT_GOOD : EXIT_IO;
}

static enum exit_status make(const struct options *options, const struct secret *secret)
{
    if (options->output != NULL && !secret_write(secret, options->output, options->format)) {
        return EXIT_IO;
    }
    print_public(options, secret);
    return EXIT_GOOD;
}

enum exit_status verb_keygen(int argc, char **argv)
{
    struct options options;
    struct secret secret;
    enum exit_status status = EXIT_GOOD;
    if (!take_options(&options, &status, argc, argv)) {
        return status;
    }
    const char *why = contradiction(&options, optind < argc);
    if (why != NULL) {
        return usage(why);
    }
    if (sodium_init() < 0) {
        fputs("roughproof keygen: libsodium does not start\n", stderr);
        return EXIT_IO;
    }
    if (!(options.key != NULL ? secret_read(&secret, options.key) : secret_new(&secret, options.is_test))) {
        return EXIT_IO;
    }
    status = options.delegate ? delegate(&options, &secret) : make(&options, &secret);
    secret_free(&secret);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fprintf(stderr, "roughproof keygen: standard output: %s\n", strerror(errno));
        return EXIT_IO;
    }
    return status;
}
