/* roughproof dump: shows what messages say, and where they stop making sense. */
#include "tools/dump.h"
#include "tools/dump_lines.h"
#include "tools/sandbox.h"
#include "tools/verbs.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void dump_gap(struct dump *dump)
{
    if (dump->begun) {
        putchar('\n');
    }
    dump->begun = true;
}

enum exit_status dump_message(struct dump *dump, const struct origin *origin, struct rt_bytes message)
{
    struct rt_description description;
    rt_describe(&description, message, dump->options.source.form);
    dump_gap(dump);
    if (dump->options.layout == LAYOUT_HEX) {
        show_hex(stdout, dump->color, origin, &description);
    } else {
        show_tree(stdout, dump->color, origin, &description);
    }
    return description.error.code == RT_OK ? EXIT_GOOD : EXIT_BAD;
}

static enum exit_status dump_packets(struct dump *dump, const struct source *source)
{
    enum exit_status status = source->odd ? EXIT_BAD : EXIT_GOOD;
    enum rt_form form = dump->options.source.form;
    struct rt_bytes message;
    struct rt_bytes rest = source->bytes;
    for (uint64_t index = 0; !source->odd && input_next(&message, &rest, index == 0, form); index++) {
        struct origin origin = {.path = source->path,
                                .index = index,
                                .alone = index == 0 && rest.len == 0,
                                .servers = &dump->servers};
        status = exit_worse(status, dump_message(dump, &origin, message));
    }
    return status;
}

static enum exit_status dump_text(struct dump *dump, struct source *source)
{
    return source->kind == SOURCE_PACKETS ? dump_packets(dump, source)
           : source->kind == SOURCE_LIST  ? dump_list(dump, source)
                                          : dump_exchanges(dump, source);
}

static void put_window(const struct rt_text *text)
{
    fwrite(text->out, 1, rt_text_len(text), stdout);
}

static enum exit_status dump_lines(struct dump *dump, struct source *source)
{
    static char window[65536];
    struct dump_lines lines;
    dump_lines_begin(&lines, source, &dump->servers, dump->options.source.form);
    while (dump_lines_next(&lines)) {
        struct rt_text text = rt_text_into(window, sizeof window);
        do {
            dump_line_text(&text, &lines);
            put_window(&text);
        } while (rt_text_advance(&text));
        putchar('\n');
    }
    return lines.status;
}

/* A line of JSON for a file that was refused as a whole, which standard error tells already. */
static void dump_refused(const struct source *source)
{
    char window[4096];
    struct rt_text text = rt_text_into(window, sizeof window);
    do {
        dump_refused_text(&text, source->path, &source->error);
        put_window(&text);
    } while (rt_text_advance(&text));
    putchar('\n');
}

static enum exit_status dump_source(struct dump *dump, struct source *source)
{
    dump_say_odd(source);
    return dump->options.layout == LAYOUT_JSON ? dump_lines(dump, source) : dump_text(dump, source);
}

static enum exit_status dump_file(struct dump *dump, struct opened *opened)
{
    struct source source;
    enum exit_status status = source_read(&source, opened, &dump->options.source);
    if (status == EXIT_GOOD || source.kind == SOURCE_DIRECTORY) {
        status = exit_worse(status, dump_source(dump, &source));
    } else if (source.error.code != RT_OK && dump->options.layout == LAYOUT_JSON) {
        dump_refused(&source);
    }
    source_close(&source);
    return status;
}

/* Everything is open. */
static enum exit_status dump_all(struct dump *dump, struct opened_list *files, struct opened_list *lists)
{
    dump->color = terminal_wants_color(stdout, dump->options.color);
    sandbox_enter(-1);
    enum exit_status status = servers_add_all(&dump->servers, lists);
    for (size_t i = 0; i < files->num; i++) {
        status = exit_worse(status, dump_file(dump, &files->item[i]));
    }
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fprintf(stderr, "roughproof dump: standard output: %s\n",
                strerror(errno)); /* perror copies the stream */
        return EXIT_IO;
    }
    return status;
}

static enum exit_status open_and_dump(struct dump *dump, char **paths, size_t num)
{
    static char standard_input[] = "-";
    char *alone = standard_input;
    struct opened_list files, lists = {NULL, 0};
    enum exit_status status = EXIT_IO;
    if (opened_all(&files, num > 0 ? paths : &alone, num > 0 ? num : 1) &&
        opened_all(&lists, dump->options.lists, dump->options.num_lists)) {
        status = dump_all(dump, &files, &lists);
    }
    opened_free(&files);
    opened_free(&lists);
    servers_free(&dump->servers);
    return status;
}

enum exit_status verb_dump(int argc, char **argv)
{
    struct dump dump = {.begun = false};
    enum exit_status status = EXIT_IO;
    char **lists = calloc((size_t)argc + 1, sizeof *lists);
    if (lists != NULL && dump_options_take(&dump.options, &status, argc, argv, lists)) {
        status = open_and_dump(&dump, argv + optind, (size_t)(argc - optind));
    }
    free(lists);
    return status;
}
