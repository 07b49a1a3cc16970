#include "tools/dump_options.h"

#include "tools/options.h"

#include <stdio.h>

static const char help[] =
    "usage: roughproof dump [OPTION...] [FILE...]\n"
    "\n"
    "Shows Roughtime messages of any version, and everything that they are kept in: packets and\n"
    "messages as raw bytes, hex or base64; reports, chain files and NDJSON of exchanges;\n"
    "directories of packets; captures (pcap, pcapng); server lists. Without FILE, or for -, reads\n"
    "standard input.\n"
    "\n"
    "  --hex                       every byte, labelled\n"
    "  --json                      one JSON object a line for each message or server\n"
    "  --servers LIST              name the servers of this list (may be repeated)\n"
    "  --input auto|raw|hex|base64 how the file is written (default auto: by its content)\n"
    "  --as auto|packet|message    with or without ROUGHTIM header (default auto)\n"
    "  --color auto|always|never   colours (default: on a terminal, unless NO_COLOR is set)\n"
    "  --help                      this text (also -h)\n"
    "\n"
    "Exit status: 0 everything is sound, 1 something is not, 2 usage, 3 input or output failed.\n";

static bool take_option(struct dump_options *out, int option, char *word)
{
    static const char *const colors[] = {"auto", "always", "never"};
    int index;
    bool ok = true;
    switch (option) {
    case 'c':
        ok = options_word(&index, "dump", "color", word, colors, 3);
        out->color = ok ? (enum color_mode)index : COLOR_AUTO;
        break;
    case 's':
        out->lists[out->num_lists++] = word;
        break;
    case 'x':
        out->layout = LAYOUT_HEX;
        break;
    case 'j':
        out->layout = LAYOUT_JSON;
        break;
    default:
        ok = options_source(&out->source, "dump", option, word);
        break;
    }
    return ok;
}

bool dump_options_take(struct dump_options *out, enum exit_status *status, int argc, char **argv,
                       char **lists)
{
    static const struct option names[] = {
        {"hex", no_argument, NULL, 'x'},           {"json", no_argument, NULL, 'j'},
        {"servers", required_argument, NULL, 's'}, {"input", required_argument, NULL, 'i'},
        {"as", required_argument, NULL, 'a'},      {"color", required_argument, NULL, 'c'},
        {"help", no_argument, NULL, 'h'},          {NULL, 0, NULL, 0},
    };
    int option;
    *out = (struct dump_options){.lists = lists};
    while ((option = options_next(status, argc, argv, names, help)) > 0) {
        if (!take_option(out, option, optarg)) {
            options_complain("dump", argv[optind - 1]);
            *status = EXIT_USAGE;
            return false;
        }
    }
    return option == 0;
}
