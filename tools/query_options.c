#include "tools/query_options.h"

#include "tools/options.h"
#include "tools/values.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
    "usage: roughproof query [OPTION...] HOST[:PORT] --key KEY\n"
    "       roughproof query [OPTION...] --servers LIST\n"
    "       roughproof query --document FILE [--blind] --proof FILE --servers LIST\n"
    "       roughproof query --probe HOST[:PORT] [--key KEY]\n"
    "\n"
    "Asks Roughtime servers for the time, as RFC 10049 8.2 has it: one after the other, each\n"
    "request made from the response before, and twice over, so that a server that lies is\n"
    "caught and the chain of responses proves it. Shows what each said, where they agree, and\n"
    "how far this machine's clock is off; it never sets the clock.\n"
    "\n"
    "  --servers LIST              a server list: three of it, chosen at random\n"
    "  --all                       all of it\n"
    "  --name NAME                 this server of it (may be repeated)\n"
    "  --key KEY                   the server's long-term key: base64, hex, or its name in a list\n"
    "  --key-valid KEY=FROM..UNTIL when a key is valid; either end may be left out\n"
    "  --key-grace DURATION        extend the validity of keys at both ends, as in 7d\n"
    "  --version NAME|CODE         offer this version alone: google, draft-01 to draft-19, rfc10049,\n"
    "                              or a number (may be repeated; default all that can be offered)\n"
    "  --transport both|udp|tcp    UDP, and TCP where that fails; or one alone (default both)\n"
    "  --timeout DURATION          how long to wait for a reply (default 2s)\n"
    "  --retries NUMBER            how often to ask again over each transport (default 1)\n"
    "  --backoff BASE              the wait before asking again grows by this factor (default 1.5)\n"
    "  --max-rtt DURATION          fail if a reply took longer (default: as --timeout)\n"
    "  --max-radius DURATION       refuse times that are less certain than this (default 60s)\n"
    "  --accept-draft-context      accept version 1 signed as the drafts did\n"
    "  --save FILE                 keep the chain in FILE, in place of the state directory\n"
    "  --no-save                   keep it nowhere, unless it proves that a server lied\n"
    "  --document FILE             stamp this document: prove that it existed before now\n"
    "  --proof FILE                where the proof goes; packed with gzip if it ends in .gz\n"
    "  --blind                     with a salt, so that servers cannot tell which document it was\n"
    "  --probe                     find out which versions and transports a server speaks\n"
    "  --seed HEX                  for tests: choices, nonces and salts that follow from a seed\n"
    "  --json                      one JSON object\n"
    "  --color auto|always|never   colours (default: on a terminal, unless NO_COLOR is set)\n"
    "  --help                      this text (also -h)\n"
    "\n"
    "Exit status: 0 measured, 1 a server did not answer or its reply is invalid, 2 usage, 3 input\n"
    "or output failed, 4 a server lied, and the report that was written proves it.\n";

static bool offer(struct rt_offer *out, const char *word)
{
    const struct rt_version *row;
    uint32_t code;
    return value_version(&row, &code, word) && row != NULL && rt_offer_add(out, row, code) == RT_OFFER_TAKEN;
}

/* "1.5": above 1, to 100, with up to three decimals. */
static bool take_backoff(uint32_t *millis, const char *word)
{
    char *end = NULL;
    bool is_number = word[0] >= '0' && word[0] <= '9' && strspn(word, "0123456789.") == strlen(word);
    double base = is_number ? strtod(word, &end) : 0;
    bool ok = end != NULL && *end == '\0' && base > 1 && base <= 100;
    *millis = ok ? (uint32_t)(base * 1000 + 0.5) : 0;
    return ok;
}

static bool take_retries(uint32_t *out, const char *word)
{
    return value_code(out, word) && *out <= 100;
}

static bool take_wait(uint64_t *out, const char *word)
{
    return value_duration(out, word) && *out > 0 && *out <= RT_DAY_MICROS;
}

static bool take_word(struct query_options *out, int option, const char *word)
{
    static const char *const colors[] = {"auto", "always", "never"};
    static const char *const transports[] = {"both", "udp", "tcp"};
    int index = 0;
    bool ok = option == 'c' ? options_word(&index, "query", "color", word, colors, 3)
                            : options_word(&index, "query", "transport", word, transports, 3);
    if (ok && option == 'c') {
        out->trust.color = (enum color_mode)index;
    } else if (ok) {
        out->transport = (enum query_transport)index;
    }
    return ok;
}

static bool take_switch(struct query_options *out, int option)
{
    bool *target = option == 'j'   ? &out->trust.json
                   : option == 'd' ? &out->trust.policy.accept_draft_context
                   : option == 'A' ? &out->all
                   : option == 'P' ? &out->probe
                   : option == 'B' ? &out->blind
                   : option == 'N' ? &out->no_save
                                   : NULL;
    if (target != NULL) {
        *target = true;
    }
    return target != NULL;
}

static bool take_words(struct query_options *out, int option, char *word)
{
    struct words *words = option == 'k'   ? &out->trust.keys
                          : option == 's' ? &out->trust.lists
                          : option == 'v' ? &out->trust.periods
                          : option == 'n' ? &out->names
                                          : NULL;
    if (words != NULL) {
        words->word[words->num++] = word;
    }
    return words != NULL;
}

static bool take_file(struct query_options *out, int option, char *word)
{
    char **target = option == 'S'   ? &out->save
                    : option == 'D' ? &out->document
                    : option == 'O' ? &out->proof
                                    : NULL;
    if (target != NULL) {
        *target = word;
    }
    return target != NULL;
}

static bool take_value(struct query_options *out, int option, char *word)
{
    switch (option) {
    case 'V':
        return offer(&out->offer, word);
    case 'g':
        return value_duration(&out->trust.grace_micros, word);
    case 'm':
        return value_duration(&out->trust.policy.max_radius_micros, word);
    case 't':
        return take_wait(&out->timeout_micros, word);
    case 'R':
        return take_wait(&out->max_rtt_micros, word);
    case 'r':
        return take_retries(&out->retries, word);
    case 'b':
        return take_backoff(&out->backoff_millis, word);
    case 'e':
        out->seeded = true;
        return value_hex(out->seed, &out->seed_len, sizeof out->seed, word);
    default:
        return false;
    }
}

static bool take_option(struct query_options *out, int option, char *word)
{
    return option == 'c' || option == 'T' ? take_word(out, option, word)
                                          : take_switch(out, option) || take_words(out, option, word) ||
                                                take_file(out, option, word) || take_value(out, option, word);
}

static bool reserve(struct query_options *out, size_t num)
{
    out->trust.keys.word = calloc(num, sizeof(char *));
    out->trust.lists.word = calloc(num, sizeof(char *));
    out->trust.periods.word = calloc(num, sizeof(char *));
    out->names.word = calloc(num, sizeof(char *));
    return out->trust.keys.word != NULL && out->trust.lists.word != NULL && out->trust.periods.word != NULL &&
           out->names.word != NULL;
}

/* What cannot be meant; NULL if nothing is wrong. */
static const char *contradiction(const struct query_options *o, int num_words)
{
    bool listed = o->trust.lists.num > 0;
    return num_words > 1                              ? "one server at most; a list takes more"
           : o->host == NULL && !listed               ? "a server or --servers is needed"
           : o->host == NULL && o->trust.keys.num > 0 ? "--key belongs to a server; --name chooses from lists"
           : o->host != NULL && (o->all || o->names.num > 0)
               ? "--all and --name choose from lists, and a server is given"
           : o->host != NULL && !o->probe && o->trust.keys.num != 1 ? "the server's --key is needed"
           : o->all && o->names.num > 0                             ? "--all and --name exclude each other"
           : o->no_save && o->save != NULL                ? "--save and --no-save exclude each other"
           : (o->document != NULL) != (o->proof != NULL)  ? "--document and --proof belong together"
           : o->blind && o->document == NULL              ? "--blind belongs to --document"
           : o->document != NULL && (o->save || o->probe) ? "--document keeps its chain in --proof alone"
           : o->probe && o->save != NULL                  ? "--probe keeps nothing"
                                                          : NULL;
}

static bool refuse(enum exit_status *status, const char *word)
{
    options_complain("query", word);
    *status = EXIT_USAGE;
    return false;
}

static bool finish(struct query_options *out, enum exit_status *status, int argc, char **argv)
{
    out->host = optind < argc ? argv[optind] : NULL;
    const char *why = contradiction(out, argc - optind);
    if (why != NULL) {
        fprintf(stderr, "roughproof query: %s; see roughproof query --help\n", why);
        *status = EXIT_USAGE;
    }
    return why == NULL;
}

static void set_defaults(struct query_options *out)
{
    *out = (struct query_options){
        .trust = {.verb = "query", .policy = {.limit_radius = true, .max_radius_micros = UINT64_C(60000000)}},
        .timeout_micros = UINT64_C(2000000),
        .retries = 1,
        .backoff_millis = 1500,
    };
}

bool query_options_take(struct query_options *out, enum exit_status *status, int argc, char **argv)
{
    static const struct option names[] = {
        {"servers", required_argument, NULL, 's'},
        {"all", no_argument, NULL, 'A'},
        {"name", required_argument, NULL, 'n'},
        {"key", required_argument, NULL, 'k'},
        {"key-valid", required_argument, NULL, 'v'},
        {"key-grace", required_argument, NULL, 'g'},
        {"version", required_argument, NULL, 'V'},
        {"transport", required_argument, NULL, 'T'},
        {"timeout", required_argument, NULL, 't'},
        {"retries", required_argument, NULL, 'r'},
        {"backoff", required_argument, NULL, 'b'},
        {"max-rtt", required_argument, NULL, 'R'},
        {"max-radius", required_argument, NULL, 'm'},
        {"accept-draft-context", no_argument, NULL, 'd'},
        {"save", required_argument, NULL, 'S'},
        {"no-save", no_argument, NULL, 'N'},
        {"document", required_argument, NULL, 'D'},
        {"proof", required_argument, NULL, 'O'},
        {"blind", no_argument, NULL, 'B'},
        {"probe", no_argument, NULL, 'P'},
        {"seed", required_argument, NULL, 'e'},
        {"json", no_argument, NULL, 'j'},
        {"color", required_argument, NULL, 'c'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    int option;
    set_defaults(out);
    *status = EXIT_IO;
    if (!reserve(out, (size_t)argc + 1)) {
        return false;
    }
    while ((option = options_next(status, argc, argv, names, help)) > 0) {
        if (!take_option(out, option, optarg)) {
            return refuse(status, argv[optind - 1]);
        }
    }
    return option == 0 && finish(out, status, argc, argv);
}

void query_options_free(struct query_options *options)
{
    verify_options_free(&options->trust);
    free(options->names.word);
}
