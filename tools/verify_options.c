#include "tools/verify_options.h"

#include "tools/options.h"
#include "tools/values.h"

#include <stdio.h>
#include <stdlib.h>

/* The most threads that may be asked for. */
#define JOBS_MAX 256

static const char help[] =
    "usage: roughproof verify [OPTION...] [FILE...]\n"
    "\n"
    "Says what Roughtime responses of any version prove, and under whose keys: packets of requests\n"
    "and responses, matched by nonce, as raw bytes, hex or base64; reports, chain files, NDJSON\n"
    "(a verdict a line); directories of packets; captures (pcap, pcapng). Without FILE, or for -,\n"
    "reads standard input.\n"
    "\n"
    "  --key KEY                   trust this key: base64, hex, or the name of a server of a list\n"
    "  --servers LIST              trust the servers of this list; with a NAME, only look it up\n"
    "  --trust-embedded            trust the keys that reports and chain files bring along\n"
    "  --key-valid KEY=FROM..UNTIL when a trusted key is valid; either end may be left out\n"
    "  --key-grace DURATION        extend the validity of keys at both ends, as in 7d\n"
    "  --request FILE              the requests to the responses in FILE\n"
    "  --nonce HEX                 the nonce of the request, where that is missing\n"
    "  --document FILE             the file whose hash is the first nonce\n"
    "  --max-radius DURATION       refuse times that are less certain than this, as in 10s\n"
    "  --accept-draft-context      accept version 1 signed as the drafts did\n"
    "  --treat-version-as CODE     read versions that no document defines as this one\n"
    "  --explain                   and every byte that was hashed or signed\n"
    "  --json                      one JSON object for each exchange, or for a report\n"
    "  --summary                   how many of which verdict, server, version and error instead\n"
    "  --diagnose first|all|none   say why: the first 10 of a key and error (default), all, none\n"
    "  --lines                     take every line for an exchange (NDJSON), whatever the first look like\n"
    "  --jobs N                    threads (default: one for each processor)\n"
    "  --no-progress               no bar on the terminal\n"
    "  --input auto|raw|hex|base64 how a file of packets is written (default auto)\n"
    "  --as auto|packet|message    with or without ROUGHTIM header (default auto)\n"
    "  --color auto|always|never   colours (default: on a terminal, unless NO_COLOR is set)\n"
    "  --help                      this text (also -h)\n"
    "\n"
    "Exit status: 0 valid under trusted keys, 1 malformed, invalid or incomplete, 2 usage, 3 input\n"
    "or output failed, 4 it proves that a server lied, 5 valid, but under embedded keys alone.\n";

/* Options without a word. */
static bool take_switch(struct verify_options *out, int option)
{
    bool *target = option == 'j'   ? &out->json
                   : option == 'e' ? &out->explain
                   : option == 't' ? &out->trust_embedded
                   : option == 'L' ? &out->lines
                   : option == 'P' ? &out->no_progress
                   : option == 'S' ? &out->summary
                   : option == 'd' ? &out->policy.accept_draft_context
                                   : NULL;
    if (target != NULL) {
        *target = true;
    }
    return target != NULL;
}

static bool take_words(struct verify_options *out, int option, char *word)
{
    struct words *words = option == 'k'   ? &out->keys
                          : option == 's' ? &out->lists
                          : option == 'v' ? &out->periods
                                          : NULL;
    if (words != NULL) {
        words->word[words->num++] = word;
    }
    return words != NULL;
}

static bool take_jobs(size_t *out, const char *word)
{
    char *end;
    *out = strtoul(word, &end, 10);
    return word[0] >= '1' && word[0] <= '9' && *end == '\0' && *out <= JOBS_MAX;
}

static bool take_value(struct verify_options *out, int option, char *word)
{
    switch (option) {
    case 'r':
        out->request = word;
        return true;
    case 'D':
        out->document = word;
        return true;
    case 'g':
        return value_duration(&out->grace_micros, word);
    case 'J':
        return take_jobs(&out->jobs, word);
    case 'm':
        out->policy.limit_radius = true;
        return value_duration(&out->policy.max_radius_micros, word);
    case 'T':
        return value_code(&out->policy.treat_as, word) && out->policy.treat_as != 0;
    case 'n':
        return value_hex(out->nonce, &out->nonce_len, sizeof out->nonce, word) &&
               (out->nonce_len == 32 || out->nonce_len == 64);
    default:
        return false;
    }
}

static bool take_option(struct verify_options *out, int option, char *word)
{
    static const char *const colors[] = {"auto", "always", "never"};
    static const char *const modes[] = {"first", "all", "none"};
    int index;
    if (option == 'c') {
        bool ok = options_word(&index, "verify", "color", word, colors, 3);
        out->color = ok ? (enum color_mode)index : COLOR_AUTO;
        return ok;
    }
    if (option == 'x') {
        bool ok = options_word(&index, "verify", "diagnose", word, modes, 3);
        out->diagnose = ok ? (enum diagnose_mode)index : DIAGNOSE_FIRST;
        return ok;
    }
    if (option == 'i' || option == 'a') {
        return options_source(&out->source, "verify", option, word);
    }
    return take_switch(out, option) || take_words(out, option, word) || take_value(out, option, word);
}

static bool reserve(struct verify_options *out, size_t num)
{
    out->keys.word = calloc(num, sizeof(char *));
    out->lists.word = calloc(num, sizeof(char *));
    out->periods.word = calloc(num, sizeof(char *));
    return out->keys.word != NULL && out->lists.word != NULL && out->periods.word != NULL;
}

static bool refuse(enum exit_status *status, const char *word)
{
    options_complain("verify", word);
    *status = EXIT_USAGE;
    return false;
}

/* What was given must not go unjudged without a word: a document is judged with the chain that stamps it. */
static const char *contradiction(const struct verify_options *options)
{
    if (options->request != NULL && options->nonce_len > 0) {
        return "--nonce is for where the request is not there, and --request has it";
    }
    return options->document == NULL  ? NULL
           : options->request != NULL ? "--document wants request and response in one file, not --request"
           : options->lines           ? "--document wants a chain, and --lines takes each line by itself"
           : options->summary         ? "--summary says nothing of a --document"
                                      : NULL;
}

bool verify_options_take(struct verify_options *out, enum exit_status *status, int argc, char **argv)
{
    static const struct option names[] = {
        {"key", required_argument, NULL, 'k'},
        {"servers", required_argument, NULL, 's'},
        {"trust-embedded", no_argument, NULL, 't'},
        {"key-valid", required_argument, NULL, 'v'},
        {"diagnose", required_argument, NULL, 'x'},
        {"jobs", required_argument, NULL, 'J'},
        {"key-grace", required_argument, NULL, 'g'},
        {"request", required_argument, NULL, 'r'},
        {"nonce", required_argument, NULL, 'n'},
        {"document", required_argument, NULL, 'D'},
        {"max-radius", required_argument, NULL, 'm'},
        {"accept-draft-context", no_argument, NULL, 'd'},
        {"treat-version-as", required_argument, NULL, 'T'},
        {"lines", no_argument, NULL, 'L'},
        {"no-progress", no_argument, NULL, 'P'},
        {"summary", no_argument, NULL, 'S'},
        {"explain", no_argument, NULL, 'e'},
        {"json", no_argument, NULL, 'j'},
        {"input", required_argument, NULL, 'i'},
        {"as", required_argument, NULL, 'a'},
        {"color", required_argument, NULL, 'c'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    int option;
    *out = (struct verify_options){.verb = "verify"};
    *status = EXIT_IO;
    if (!reserve(out, (size_t)argc + 1)) {
        return false;
    }
    while ((option = options_next(status, argc, argv, names, help)) > 0) {
        if (!take_option(out, option, optarg)) {
            return refuse(status, argv[optind - 1]);
        }
    }
    const char *why = option == 0 ? contradiction(out) : NULL;
    if (why != NULL) {
        fprintf(stderr, "roughproof verify: %s; see roughproof verify --help\n", why);
        *status = EXIT_USAGE;
    }
    return option == 0 && why == NULL;
}

void verify_options_free(struct verify_options *options)
{
    free(options->keys.word);
    free(options->lists.word);
    free(options->periods.word);
}
