#include "tools/mkreq_options.h"

#include "parser/base64.h"
#include "tools/hex.h"
#include "tools/options.h"
#include "tools/terminal.h"
#include "tools/values.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
    "usage: roughproof mkreq [OPTION...]\n"
    "\n"
    "Makes a request of any version. By default: RFC 10049 and drafts 14-19, fresh nonce,\n"
    "a message of 1024 bytes.\n"
    "\n"
    "  --version NAME|CODE         offer this version: google, draft-00 to draft-19, rfc10049,\n"
    "                              or a number as in 0x8000000c (may be repeated)\n"
    "  --key KEY                   name the server by its long-term key, base64 or hex (SRV)\n"
    "  --nonce NONCE               this nonce, hex or base64\n"
    "  --seed HEX                  nonces that follow from a seed: the same again for the same one\n"
    "  --after FILE                a nonce that proves that the response in FILE came before\n"
    "  --rand RAND                 with --after: this rand, hex or base64\n"
    "  --size BYTES                size of the message; a packet header has 12 more (default 1024)\n"
    "  --mistake NAME              make a mistake (may be repeated)\n"
    "  --list-mistakes             list them, with what a reader says of each, and exit\n"
    "  --format raw|hex|base64|json how to write it (default raw, never to a terminal)\n"
    "  --count NUMBER              so many requests, a line each (default 1; not raw)\n"
    "  --help                      this text (also -h)\n"
    "\n"
    "Exit status: 0 made, 1 the response of --after is none, 2 usage, 3 input or output failed.\n";

/* "roughproof mkreq: WHY: WORD" */
static bool refuse(const char *why, const char *word)
{
    fprintf(stderr, "roughproof mkreq: %s: ", why);
    terminal_name(stderr, word);
    fputc('\n', stderr);
    return false;
}

/* A number in decimal or, behind 0x, in hexadecimal digits. */
static bool take_number(unsigned long *out, const char *word, unsigned long most)
{
    char *end;
    bool digit = word[0] >= '0' && word[0] <= '9'; /* strtoul would take signs and spaces */
    bool is_hex = word[0] == '0' && (word[1] == 'x' || word[1] == 'X');
    errno = 0;
    *out = digit ? strtoul(word, &end, is_hex ? 16 : 10) : 0;
    return digit && *end == '\0' && errno == 0 && *out <= most;
}

/* Hex, or base64, which for values of 32 and 64 bytes ends with "=". */
static bool take_value(struct mkreq_value *out, const char *word, bool base64)
{
    struct rt_bytes text = rt_bytes_from(word, strlen(word));
    struct rt_error err;
    size_t at;
    if (base64 && strchr(word, '=') != NULL) {
        return rt_base64_decode(out->b, &out->len, &err, sizeof out->b, text);
    }
    return hex_decode(out->b, &out->len, &at, sizeof out->b, text);
}

static bool offer_version(struct rt_offer *offer, const char *word)
{
    const struct rt_version *row;
    uint32_t code;
    if (!value_version(&row, &code, word)) {
        return refuse("no version has this name or number", word);
    }
    switch (rt_offer_add(offer, row, code)) {
    case RT_OFFER_TAKEN:
        return true;
    case RT_OFFER_FULL:
        return refuse("a request offers 32 versions at most, and this is one too many", word);
    case RT_OFFER_BARE:
        return refuse("Google's protocol and draft 00 share no request with another version", word);
    case RT_OFFER_NONCES:
        return refuse("versions whose nonces differ in length share no request", word);
    case RT_OFFER_UNCHECKED:
        break;
    }
    return refuse("cannot be offered", word);
}

static bool take_mistake(uint64_t *mistakes, const char *word)
{
    enum mistake mistake = mistake_find(word);
    if (mistake == NUM_MISTAKES) {
        return refuse("no such mistake (see --list-mistakes)", word);
    }
    *mistakes |= UINT64_C(1) << mistake;
    return true;
}

static bool take_format(enum request_format *out, const char *word)
{
    static const char *const names[] = {"raw", "hex", "base64", "json"};
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(word, names[i]) == 0) {
            *out = (enum request_format)i;
            return true;
        }
    }
    return refuse("--format takes raw, hex, base64, json, not", word);
}

static bool take_size(size_t *out, const char *word)
{
    unsigned long number;
    bool ok = take_number(&number, word, RT_PACKET_MAX);
    *out = number;
    return ok || refuse("no size of a message", word);
}

static bool take_count(unsigned long *out, const char *word)
{
    return (take_number(out, word, MKREQ_COUNT_MAX) && *out > 0) ||
           refuse("--count takes a number from 1 to 10000, not", word);
}

static bool take_option(struct mkreq_options *out, int option, const char *word)
{
    switch (option) {
    case 'v':
        return offer_version(&out->offer, word);
    case 'k':
        return take_value(&out->key, word, true) || refuse("--key: neither hex nor base64", word);
    case 'n':
        return take_value(&out->nonce, word, true) || refuse("--nonce: neither hex nor base64", word);
    case 's':
        return take_value(&out->seed, word, false) || refuse("--seed: not 1 to 256 bytes in hex", word);
    case 'r':
        return take_value(&out->rand, word, true) || refuse("--rand: neither hex nor base64", word);
    case 'a':
        out->after = word;
        return true;
    case 'z':
        return take_size(&out->size, word);
    case 'm':
        return take_mistake(&out->mistakes, word);
    case 'l':
        out->list_mistakes = true;
        return true;
    case 'f':
        return take_format(&out->format, word);
    case 'c':
        return take_count(&out->count, word);
    default:
        return false;
    }
}

static bool conflict(const char *why)
{
    fprintf(stderr, "roughproof mkreq: %s\n", why);
    return false;
}

/* What options say of each other. */
static bool agree(const struct mkreq_options *options)
{
    bool nonce = options->nonce.len > 0, rand = options->rand.len > 0, after = options->after != NULL;
    if (nonce && (after || options->seed.len > 0)) {
        return conflict("--nonce leaves nothing to --seed and --after");
    }
    if (rand && (!after || options->seed.len > 0)) {
        return conflict("--rand goes with --after, and not with --seed");
    }
    if (options->count > 1 && (nonce || rand)) {
        return conflict("--count makes different requests: not with --nonce or --rand");
    }
    if (options->count > 1 && options->format == REQUEST_RAW) {
        return conflict("--count writes a line each: with --format hex, base64 or json");
    }
    return true;
}

/* What a client of today offers. */
static bool offer_usual(struct rt_offer *offer)
{
    return (offer->version != NULL || offer->list_len > 0) ||
           (offer_version(offer, "rfc10049") && offer_version(offer, "draft-19"));
}

static const struct option names[] = {
    {"version", required_argument, NULL, 'v'},
    {"key", required_argument, NULL, 'k'},
    {"nonce", required_argument, NULL, 'n'},
    {"seed", required_argument, NULL, 's'},
    {"after", required_argument, NULL, 'a'},
    {"rand", required_argument, NULL, 'r'},
    {"size", required_argument, NULL, 'z'},
    {"mistake", required_argument, NULL, 'm'},
    {"list-mistakes", no_argument, NULL, 'l'},
    {"format", required_argument, NULL, 'f'},
    {"count", required_argument, NULL, 'c'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

bool mkreq_options_take(struct mkreq_options *out, enum exit_status *status, int argc, char **argv)
{
    int option;
    *out = (struct mkreq_options){.size = RT_REQUEST_SIZE, .count = 1};
    *status = EXIT_USAGE;
    while ((option = options_next(status, argc, argv, names, help)) > 0) {
        if (option == '?' || option == ':') {
            options_complain("mkreq", argv[optind - 1]);
            return false;
        }
        if (!take_option(out, option, optarg)) {
            return false;
        }
    }
    if (option == 0 && optind < argc) {
        options_complain("mkreq", argv[optind]);
        return false;
    }
    return option == 0 && offer_usual(&out->offer) && agree(out);
}
