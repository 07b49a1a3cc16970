/* roughproof convert: any collection of exchanges as an RFC report, NDJSON or a directory of packets. */
#include "parser/describe.h"
#include "tools/convert_out.h"
#include "tools/options.h"
#include "tools/sandbox.h"
#include "tools/terminal.h"
#include "tools/verbs.h"

#include <stdlib.h>
#include <string.h>

struct options {
    struct source_options source;
    bool has_target;
    enum convert_target target;
    const char *output;
};

static const char help[] =
    "usage: roughproof convert --to report|ndjson|packets [OPTION...] [FILE...]\n"
    "\n"
    "Writes the exchanges of reports, chain files, NDJSON, captures (pcap, pcapng), packets and\n"
    "directories of packets as a report of RFC 10049 or NDJSON on standard output, or as packets\n"
    "in a directory. Tells on standard error what does not fit. Without FILE, or for -, reads\n"
    "standard input.\n"
    "\n"
    "  --to report|ndjson|packets  what to make\n"
    "  --output DIRECTORY          where packets go; it is made if it is not there\n"
    "  --input auto|raw|hex|base64 how a file of packets is written (default auto)\n"
    "  --as auto|packet|message    with or without ROUGHTIM header (default auto)\n"
    "  --help                      this text (also -h)\n"
    "\n"
    "Exit status: 0 all was converted, 1 something is malformed or lacks what the target demands,\n"
    "2 usage, 3 input or output failed.\n";

/* Options. */

static bool take_option(struct options *out, int option, char *word)
{
    static const char *const targets[] = {"report", "ndjson", "packets"};
    int index;
    if (option == 't') {
        out->has_target = options_word(&index, "convert", "to", word, targets, 3);
        out->target = out->has_target ? (enum convert_target)index : CONVERT_REPORT;
        return out->has_target;
    }
    if (option == 'o') {
        out->output = word;
        return true;
    }
    return options_source(&out->source, "convert", option, word);
}

static bool parse_options(struct options *out, enum exit_status *status, int argc, char **argv)
{
    static const struct option names[] = {
        {"to", required_argument, NULL, 't'},    {"output", required_argument, NULL, 'o'},
        {"input", required_argument, NULL, 'i'}, {"as", required_argument, NULL, 'a'},
        {"help", no_argument, NULL, 'h'},        {NULL, 0, NULL, 0},
    };
    int option;
    *out = (struct options){.has_target = false};
    *status = EXIT_USAGE;
    while ((option = options_next(status, argc, argv, names, help)) > 0) {
        if (!take_option(out, option, optarg)) {
            options_complain("convert", argv[optind - 1]);
            return false;
        }
    }
    return option == 0;
}

/* Packets need a place to go to, and nothing else has one. */
static bool take_options(struct options *out, enum exit_status *status, int argc, char **argv)
{
    if (!parse_options(out, status, argc, argv)) {
        return false;
    }
    bool packets = out->has_target && out->target == CONVERT_PACKETS;
    if (!out->has_target || packets != (out->output != NULL)) {
        fprintf(stderr, "roughproof convert: %s; see roughproof convert --help\n",
                !out->has_target ? "--to is missing"
                : packets        ? "--to packets needs --output"
                                 : "--output is for --to packets");
        return false;
    }
    return true;
}

/* What is lost of the containers themselves. */

static bool is_known(struct rt_json key, const char *const *names, size_t num)
{
    for (size_t i = 0; i < num; i++) {
        if (rt_json_equals(key, names[i])) {
            return true;
        }
    }
    return false;
}

/* Notes the members of an object that are none of `names`. */
static void note_unknown(struct notes *notes, enum note note, size_t index, struct rt_json object,
                         const char *const *names, size_t num)
{
    struct rt_json_walk walk = rt_json_enter(object);
    struct rt_json key, value;
    while (walk.object && rt_json_next(&key, &value, &walk)) {
        if (!is_known(key, names, num)) {
            notes_add_member(notes, note, index, key.text);
        }
    }
}

static void note_members(struct notes *notes, const struct source *source, const struct rt_exchange *x)
{
    static const char *const google[] = {"reply", "nonceOrBlind", "serverPublicKey", "publicKeyType"};
    static const char *const draft00[] = {"response_packet", "blind"};
    static const char *const modern[] = {"response", "rand",  "publicKey", "publicKeyType",
                                         "request",  "nonce", "id",        "pubkey"};
    enum rt_report_format format = source->report.format;
    struct rt_json entry = {x->text};
    if (source->kind != SOURCE_REPORT || format == RT_REPORT_BOTAN) {
        return;
    }
    if (format == RT_REPORT_GOOGLE) {
        note_unknown(notes, NOTE_MEMBER, x->index, entry, google, 4);
    } else if (format == RT_REPORT_DRAFT00) {
        note_unknown(notes, NOTE_MEMBER, x->index, entry, draft00, 2);
    } else {
        note_unknown(notes, NOTE_MEMBER, x->index, entry, modern, format == RT_REPORT_NDJSON ? 8 : 7);
    }
}

static void note_top_members(struct notes *notes, const struct source *source)
{
    static const char *const names[] = {"responses", "nonces", "links"};
    struct rt_json value;
    struct rt_error err;
    bool lines = source->report.format == RT_REPORT_BOTAN || source->report.format == RT_REPORT_NDJSON;
    if (source->kind == SOURCE_REPORT && !lines &&
        rt_json_parse(&value, &err, source->bytes, source->bytes.len)) {
        note_unknown(notes, NOTE_TOP_MEMBER, 0, value, names, 3);
    }
}

/* Exchanges. */

/* The conversion of one input. */
struct pass {
    struct convert_out *out;
    struct source source;
    uint8_t before[RT_PACKET_MAX]; /* the response before this one */
    size_t before_len;
};

static void say_refused(const struct pass *pass, const struct source_exchange *exchange)
{
    char why[600], buffer[512];
    struct rt_text text = rt_text_into(buffer, sizeof buffer);
    rt_error_text(&text, &exchange->error);
    snprintf(why, sizeof why, "exchange %zu: %.*s", exchange->x.index + 1, (int)rt_text_len(&text), buffer);
    file_complain(pass->source.path, why);
}

static enum exit_status convert_exchange(struct pass *pass, const struct source_exchange *exchange)
{
    const struct source *source = &pass->source;
    const struct rt_exchange *x = &exchange->x;
    struct rebuild_place place = {source->report.format, source->kind == SOURCE_REPORT,
                                  rt_bytes_from(pass->before, pass->before_len)};
    if (exchange->error.code != RT_OK && x->request.len == 0) {
        say_refused(pass, exchange);
        pass->before_len = 0;
        return EXIT_BAD;
    }
    note_members(&pass->out->notes, source, x);
    enum exit_status status = convert_out_put(pass->out, exchange, &place);
    pass->before_len = x->response.len;
    if (x->response.len > 0) {
        memcpy(pass->before, x->response.data, x->response.len);
    }
    return status;
}

static enum exit_status convert_source(struct pass *pass)
{
    struct source_exchange exchange;
    enum exit_status status = EXIT_GOOD;
    note_top_members(&pass->out->notes, &pass->source);
    while (source_next(&exchange, &pass->source)) {
        status = exit_worse(status, convert_exchange(pass, &exchange));
    }
    for (size_t i = 0; i < exchange.remarks.num; i++) { /* what is left when all are read */
        if (exchange.remarks.item[i].code == RT_R_REPORT_BLIND) {
            notes_add(&pass->out->notes, NOTE_BLIND, 0);
        }
    }
    notes_say(&pass->out->notes, pass->source.path);
    return status;
}

static enum exit_status convert_file(struct pass *pass, const struct options *options, struct opened *opened)
{
    enum exit_status status = source_read(&pass->source, opened, &options->source);
    bool readable = status == EXIT_GOOD || pass->source.kind == SOURCE_DIRECTORY;
    if (readable && (pass->source.odd || pass->source.kind == SOURCE_LIST)) {
        file_complain(opened->path, pass->source.odd
                                        ? "text that is neither hex nor base64, nor a report that is known"
                                        : "a server list, which has no exchanges");
        status = exit_worse(status, EXIT_BAD);
    } else if (readable) {
        pass->before_len = 0;
        status = exit_worse(status, convert_source(pass));
    }
    source_close(&pass->source);
    return status;
}

/* Everything is open. */
static enum exit_status convert_all(struct convert_out *out, const struct options *options,
                                    struct opened_list *files)
{
    enum exit_status status = EXIT_GOOD;
    struct pass *pass = calloc(1, sizeof *pass);
    sandbox_enter(out->directory);
    if (pass == NULL) {
        fputs("roughproof: out of memory\n", stderr);
        status = EXIT_IO;
    } else {
        pass->out = out;
    }
    for (size_t i = 0; pass != NULL && i < files->num; i++) {
        status = exit_worse(status, convert_file(pass, options, &files->item[i]));
    }
    free(pass);
    return exit_worse(status, convert_out_end(out));
}

enum exit_status verb_convert(int argc, char **argv)
{
    static char standard_input[] = "-";
    char *alone = standard_input;
    struct options options;
    struct opened_list files;
    struct convert_out out;
    enum exit_status status;
    if (!take_options(&options, &status, argc, argv)) {
        return status;
    }
    size_t num = (size_t)(argc - optind);
    status = EXIT_IO;
    if (opened_all(&files, num > 0 ? argv + optind : &alone, num > 0 ? num : 1) &&
        convert_out_begin(&out, options.target, options.output)) {
        status = convert_all(&out, &options, &files);
    }
    opened_free(&files);
    return status;
}
