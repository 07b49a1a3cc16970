/* verb_dump, verb_verify, verb_convert on a file of any bytes, and with them verify_stream, verify_responses,
 * verify_keys_fill, servers_add and all that prints. The first two bytes choose the verb and its options,
 * what follows is the file, which may also be the list, the requests and the document. All that is printed is
 * printable ASCII; the status is one of the verb's; said again it is the same. Maximum length 8192. */
#define _GNU_SOURCE
#include "tools/verbs.h"
#include "fuzz/caught.h"
#include "fuzz/invariants.h"
#include "fuzz/target.h"

#include <getopt.h>
#include <sys/mman.h>
#include <unistd.h>

#define MAX_WORDS 24

struct command {
    const char *word[MAX_WORDS];
    int num;
};

/* Options, each behind the bit that asks for it; FILE is the input. */
#define FILE_WORD "FILE"
static const char *const dump_words[][2] = {
    {"--json", NULL},      {"--hex", NULL},    {"--input", "raw"},       {"--input", "hex"},
    {"--input", "base64"}, {"--as", "packet"}, {"--servers", FILE_WORD}, {"--as", "message"}};
static const char *const verify_words[][2] = {{"--json", NULL},           {"--explain", NULL},
                                              {"--trust-embedded", NULL}, {"--request", FILE_WORD},
                                              {"--servers", FILE_WORD},   {"--document", FILE_WORD},
                                              {"--max-radius", "10s"},    {"--accept-draft-context", NULL}};
static const char *const convert_words[][2] = {{"--to", "report"},  {"--to", "ndjson"},    {"--input", "raw"},
                                               {"--input", "hex"},  {"--input", "base64"}, {"--as", "packet"},
                                               {"--as", "message"}, {"--to", "report"}};

static void add(struct command *command, const char *word, const char *path)
{
    if (word != NULL) {
        command->word[command->num++] = strcmp(word, FILE_WORD) == 0 ? path : word;
    }
}

static void choose(struct command *command, const char *const words[8][2], uint8_t bits, const char *path)
{
    for (size_t i = 0; i < 8; i++) {
        if ((bits >> i & 1) != 0) {
            add(command, words[i][0], path);
            add(command, words[i][1], path);
        }
    }
    add(command, path, path);
}

static enum exit_status run(uint8_t verb, uint8_t bits, const char *path)
{
    struct command command = {.word = {"verb"}, .num = 1};
    char **argv = (char **)(uintptr_t)command.word; /* no verb writes into its words */
    optind = 0;
    switch (verb % 3) {
    case 0:
        choose(&command, verify_words, bits, path);
        return verb_verify(command.num, argv);
    case 1:
        choose(&command, dump_words, bits, path);
        return verb_dump(command.num, argv);
    default:
        choose(&command, convert_words, bits | 1, path);
        return verb_convert(command.num, argv);
    }
}

static bool is_status(uint8_t verb, enum exit_status status)
{
#ifndef ROUGHPROOF_WITH_PCAP
    if (status == EXIT_IO) { /* a capture, which this build cannot read */
        return true;
    }
#endif
    return status == EXIT_GOOD || status == EXIT_BAD || status == EXIT_USAGE ||
           (verb % 3 == 0 && (status == EXIT_MALFEASANCE || status == EXIT_EMBEDDED));
}

static bool same(const struct caught *a, const struct caught *b, size_t i)
{
    return rt_bytes_equal(rt_bytes_from(a->text[i], a->len[i]), rt_bytes_from(b->text[i], b->len[i]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct caught caught[2];
    enum exit_status status[2];
    char path[32];
    if (size < 2 || size > 8192) {
        return 0;
    }
    int fd = memfd_create("input", 0);
    INVARIANT(fd >= 0 && write(fd, data + 2, size - 2) == (ssize_t)(size - 2));
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    for (size_t i = 0; i < 2; i++) {
        caught_begin(&caught[i]);
        status[i] = run(data[0], data[1], path);
        caught_end(&caught[i]);
        INVARIANT(is_status(data[0], status[i]));
    }
    INVARIANT(status[0] == status[1] && same(&caught[0], &caught[1], 0) && same(&caught[0], &caught[1], 1));
    for (size_t i = 0; i < 2; i++) {
        free(caught[i].text[0]);
        free(caught[i].text[1]);
    }
    close(fd);
    return 0;
}
