/* roughproof dump: shows what messages say, and where they stop making sense. */
#include "tools/input.h"
#include "tools/show.h"
#include "tools/terminal.h"
#include "tools/verbs.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

enum layout { LAYOUT_TREE, LAYOUT_HEX, LAYOUT_JSON };

struct options {
    enum input_coding coding;
    enum rt_form form;
    enum layout layout;
    enum color_mode color;
};

static const char help[] =
    "usage: roughproof dump [OPTION...] [FILE...]\n"
    "\n"
    "Shows Roughtime messages of any version: one or more packets, or one message without\n"
    "packet header, as raw bytes, hex or base64. Without FILE, or for -, reads standard input.\n"
    "\n"
    "  --hex                       every byte, labelled\n"
    "  --json                      one JSON object a line for each message\n"
    "  --input auto|raw|hex|base64 how the file is written (default auto: by its content)\n"
    "  --as auto|packet|message    with or without ROUGHTIM header (default auto)\n"
    "  --color auto|always|never   colours (default: on a terminal, unless NO_COLOR is set)\n"
    "  --help                      this text (also -h)\n"
    "\n"
    "Exit status: 0 every message is sound, 1 one is not, 2 usage, 3 input or output failed.\n";

/* Index of `word` among `num` words, or -1. */
static int word_index(const char *word, const char *const *words, int num)
{
    for (int i = 0; i < num; i++) {
        if (strcmp(word, words[i]) == 0) {
            return i;
        }
    }
    return -1;
}

static bool take_word(int *out, const char *option, const char *word, const char *const *words, int num)
{
    *out = word_index(word, words, num);
    if (*out < 0) {
        fprintf(stderr, "roughproof dump: --%s takes ", option);
        for (int i = 0; i < num; i++) {
            fprintf(stderr, "%s%s", i > 0 ? ", " : "", words[i]);
        }
        fputc('\n', stderr);
    }
    return *out >= 0;
}

static bool take_option(struct options *out, int option, const char *word)
{
    static const char *const inputs[] = {"auto", "raw", "hex", "base64"};
    static const char *const forms[] = {"auto", "packet", "message"};
    static const char *const colors[] = {"auto", "always", "never"};
    int index;
    bool ok = true;
    switch (option) {
    case 'i':
        ok = take_word(&index, "input", word, inputs, 4);
        out->coding = ok ? (enum input_coding)index : INPUT_ANY;
        break;
    case 'a':
        ok = take_word(&index, "as", word, forms, 3);
        out->form = ok ? (enum rt_form)index : RT_FORM_ANY;
        break;
    case 'c':
        ok = take_word(&index, "color", word, colors, 3);
        out->color = ok ? (enum color_mode)index : COLOR_AUTO;
        break;
    case 'x':
        out->layout = LAYOUT_HEX;
        break;
    case 'j':
        out->layout = LAYOUT_JSON;
        break;
    default:
        return false;
    }
    return ok;
}

/* False when there is nothing to do: `status` says why. */
static bool take_options(struct options *out, enum exit_status *status, int argc, char **argv)
{
    static const struct option names[] = {
        {"hex", no_argument, NULL, 'x'},
        {"json", no_argument, NULL, 'j'},
        {"input", required_argument, NULL, 'i'},
        {"as", required_argument, NULL, 'a'},
        {"color", required_argument, NULL, 'c'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    int option;
    opterr = 0; /* getopt would print the option as it stands */
    *out = (struct options){INPUT_ANY, RT_FORM_ANY, LAYOUT_TREE, COLOR_AUTO};
    while ((option = getopt_long(argc, argv, ":h", names, NULL)) != -1) {
        if (option == 'h') {
            fputs(help, stdout);
            *status = fflush(stdout) == 0 ? EXIT_GOOD : EXIT_IO;
            return false;
        }
        if (!take_option(out, option, optarg)) {
            fputs("roughproof dump: not understood: ", stderr);
            terminal_name(stderr, argv[optind - 1]);
            fputs("; see roughproof dump --help\n", stderr);
            *status = EXIT_USAGE;
            return false;
        }
    }
    return true;
}

static void show(const struct options *options, const struct origin *origin, const struct rt_description *d)
{
    static bool begun; /* a blank line between messages */
    bool color = terminal_wants_color(stdout, options->color);
    if (begun && options->layout != LAYOUT_JSON) {
        putchar('\n');
    }
    begun = true;
    switch (options->layout) {
    case LAYOUT_JSON:
        show_json(stdout, origin, d);
        break;
    case LAYOUT_HEX:
        show_hex(stdout, color, origin, d);
        break;
    case LAYOUT_TREE:
        show_tree(stdout, color, origin, d);
        break;
    }
}

static enum exit_status dump_messages(const struct options *options, const char *path, struct rt_bytes rest)
{
    enum exit_status status = EXIT_GOOD;
    struct rt_bytes message;
    for (uint64_t index = 0; input_next(&message, &rest, index == 0, options->form); index++) {
        struct rt_description description;
        struct origin origin = {path, index, index == 0 && rest.len == 0};
        rt_describe(&description, message, options->form);
        show(options, &origin, &description);
        if (description.error.code != RT_OK) {
            status = EXIT_BAD;
        }
    }
    return status;
}

static void complain(const char *path, const char *why)
{
    fflush(stdout);
    fputs("roughproof: ", stderr);
    terminal_path(stderr, path);
    fprintf(stderr, ": %s\n", why);
}

static enum exit_status refuse(const char *path, enum input_result result, size_t at)
{
    char why[64];
    switch (result) {
    case INPUT_NOT_HEX:
        snprintf(why, sizeof why, "offset 0x%zx: not hex", at);
        complain(path, why);
        return EXIT_BAD;
    case INPUT_NOT_BASE64:
        complain(path, "not base64");
        return EXIT_BAD;
    case INPUT_NO_MEMORY:
    case INPUT_DECODED:
        break;
    }
    complain(path, "out of memory");
    return EXIT_IO;
}

static enum exit_status dump_file(const struct options *options, const char *path)
{
    struct file file;
    struct input input;
    size_t at;
    if (!file_read(&file, path)) {
        return EXIT_IO;
    }
    enum input_result result = input_decode(&input, &at, &file, options->coding);
    file_free(&file); /* empty when the input took it over */
    if (result != INPUT_DECODED) {
        return refuse(path, result, at);
    }
    enum exit_status status = EXIT_BAD;
    if (input.odd) {
        complain(path, "text that is neither hex nor base64 (--input raw takes it as it is)");
    }
    if (!input.odd || options->layout == LAYOUT_JSON) {
        status = dump_messages(options, path, rt_bytes_from(input.bytes.data, input.bytes.len));
    }
    input_free(&input);
    return status;
}

enum exit_status verb_dump(int argc, char **argv)
{
    struct options options;
    enum exit_status status = EXIT_GOOD;
    if (!take_options(&options, &status, argc, argv)) {
        return status;
    }
    if (optind == argc) {
        status = dump_file(&options, "-");
    }
    for (int i = optind; i < argc; i++) {
        status = exit_worse(status, dump_file(&options, argv[i]));
    }
    if (fflush(stdout) != 0 || ferror(stdout)) {
        perror("roughproof dump: standard output");
        return EXIT_IO;
    }
    return status;
}
