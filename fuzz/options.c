/* dump_options_take, mkreq_options_take, verify_options_take, on the lines of the input as words: a status
 * that is one; what options may say of each other holds; all that is said is printable ASCII. Nothing is
 * opened. Maximum length 512. */
#include "fuzz/caught.h"
#include "fuzz/invariants.h"
#include "fuzz/target.h"
#include "tools/dump_options.h"
#include "tools/mkreq_options.h"
#include "tools/verify_options.h"

#include <getopt.h>

#define MAX_WORDS 32

struct line {
    char text[513];
    char *word[MAX_WORDS + 2];
    int num;
};

/* The words, each a line; the first stands for the verb, and NULL behind the last. getopt reorders them. */
static void read_line(struct line *line, const uint8_t *data, size_t size)
{
    static char verb[] = "verb";
    *line = (struct line){.num = 1, .word = {verb}};
    memcpy(line->text, data, size);
    for (char *at = line->text; at < line->text + size && line->num <= MAX_WORDS; line->num++) {
        line->word[line->num] = at;
        at += strcspn(at, "\n");
        *at++ = '\0';
    }
    optind = 0; /* begin anew */
}

static void check_status(bool ok, enum exit_status status)
{
    INVARIANT(ok || status == EXIT_GOOD || status == EXIT_USAGE);
}

static void check_dump(struct line *line)
{
    char *lists[MAX_WORDS + 2];
    struct dump_options options;
    enum exit_status status = EXIT_GOOD;
    struct caught caught;
    caught_begin(&caught);
    bool ok = dump_options_take(&options, &status, line->num, line->word, lists);
    caught_end(&caught);
    free(caught.text[0]);
    free(caught.text[1]);
    check_status(ok, status);
    INVARIANT(!ok || (options.num_lists < (size_t)line->num && optind <= line->num));
}

static void check_mkreq(struct line *line)
{
    static struct mkreq_options options;
    enum exit_status status = EXIT_GOOD;
    struct caught caught;
    caught_begin(&caught);
    bool ok = mkreq_options_take(&options, &status, line->num, line->word);
    caught_end(&caught);
    free(caught.text[0]);
    free(caught.text[1]);
    check_status(ok, status);
    int nonces = (options.nonce.len > 0) + (options.seed.len > 0) + (options.rand.len > 0);
    INVARIANT(!ok || (nonces <= 1 && options.count <= MKREQ_COUNT_MAX));
}

static void check_verify(struct line *line)
{
    struct verify_options options;
    enum exit_status status = EXIT_GOOD;
    struct caught caught;
    caught_begin(&caught);
    bool ok = verify_options_take(&options, &status, line->num, line->word);
    caught_end(&caught);
    free(caught.text[0]);
    free(caught.text[1]);
    check_status(ok, status);
    INVARIANT(!ok || options.nonce_len == 0 || options.nonce_len == 32 || options.nonce_len == 64);
    INVARIANT(options.keys.num + options.lists.num + options.periods.num < (size_t)line->num);
    verify_options_free(&options);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const checks[])(struct line * line) = {check_dump, check_mkreq, check_verify};
    static struct line line;
    for (size_t i = 0; i < 3 && size < sizeof line.text; i++) {
        read_line(&line, data, size);
        checks[i](&line);
    }
    return 0;
}
