#include "tools/show.h"

#include "tools/terminal.h"

/* Bytes of hex on one line of a tree: a hash or half a signature. */
#define TREE_BYTES 32
#define DUMP_BYTES 16
#define REST_BYTES 256

/* The longest text of a single item: a list of 32 versions with their names, or more when it is malformed;
 * what exceeds this is cut and marked. */
#define MEANING_MAX 4096

struct view {
    FILE *out;
    bool color;
    const struct origin *origin;
    const struct rt_description *description;
};

static void put_text(const struct view *view, const struct rt_text *text)
{
    fwrite(text->out, 1, rt_text_len(text), view->out);
    if (rt_text_overflows(text)) {
        fputs("...", view->out);
    }
}

static void put_styled(const struct view *view, enum style style, const struct rt_text *text)
{
    terminal_style(view->out, view->color, style);
    put_text(view, text);
    terminal_style(view->out, view->color, STYLE_PLAIN);
}

static void put_hex(const struct view *view, struct rt_bytes bytes)
{
    char buffer[2 * TREE_BYTES];
    struct rt_text text = rt_text_into(buffer, sizeof buffer);
    rt_text_hex(&text, bytes);
    put_text(view, &text);
}

static void indent(const struct view *view, unsigned depth)
{
    fprintf(view->out, "%*s", (int)(2 * depth), "");
}

/* "SREP(92) = " */
static void put_label(const struct view *view, const struct rt_item *item)
{
    char name[RT_TAG_NAME_MAX];
    rt_tag_name(name, item->tag);
    indent(view, item->depth);
    terminal_style(view->out, view->color, STYLE_NAME);
    fputs(name, view->out);
    terminal_style(view->out, view->color, STYLE_PLAIN);
    fprintf(view->out, "(%zu) = ", item->bytes.len);
}

static void put_hex_lines(const struct view *view, struct rt_bytes bytes, unsigned depth)
{
    for (size_t i = 0; i < bytes.len; i += TREE_BYTES) {
        struct rt_bytes line;
        struct rt_bytes rest = rt_bytes_after(bytes, i);
        if (!rt_bytes_sub(&line, rest, 0, rest.len < TREE_BYTES ? rest.len : TREE_BYTES)) {
            return; /* unreachable */
        }
        if (i > 0) {
            fputc('\n', view->out);
            indent(view, depth);
        }
        put_hex(view, line);
    }
}

/* Padding of zeros and words whose meaning gives their value need no hex. */
static bool speaks_for_itself(const struct rt_item *item)
{
    enum rt_type type = rt_tag_type(item->tag);
    bool zeros = type == RT_TYPE_PADDING && rt_bytes_first_nonzero(item->bytes) == item->bytes.len;
    return zeros || item->bytes.len == 0 || (item->bytes.len == 8 && type == RT_TYPE_TIME) ||
           ((item->bytes.len == 4) && (type == RT_TYPE_UINT32 || type == RT_TYPE_INT32)) ||
           (item->bytes.len % 4 == 0 &&
            (type == RT_TYPE_VERSION || type == RT_TYPE_VERSIONS || type == RT_TYPE_INT32S));
}

/* What an item means, and whom SRV asks if that server is known. */
static void put_meaning(struct rt_text *text, const struct view *view, const struct rt_item *item)
{
    const struct servers *servers = view->origin->servers;
    const struct servers_key *key = NULL;
    rt_item_meaning(text, view->description, item);
    if (servers != NULL && item->tag == RT_TAG_SRV && item->kind == RT_ITEM_VALUE && item->depth == 1) {
        key = servers_by_srv(servers, item->bytes);
    }
    if (key != NULL) {
        const struct servers_row *row = &servers->row[key->server];
        rt_text_json(text, rt_bytes_from(row->name, row->name_len));
    }
}

static void tree_value(const struct view *view, const struct rt_item *item)
{
    char buffer[MEANING_MAX];
    struct rt_text meaning = rt_text_into(buffer, sizeof buffer);
    put_label(view, item);
    put_meaning(&meaning, view, item);
    put_text(view, &meaning);
    if (!speaks_for_itself(item)) {
        bool apart = rt_text_len(&meaning) > 0;
        if (apart) {
            fputc('\n', view->out);
            indent(view, item->depth + 2);
        }
        put_hex_lines(view, item->bytes, item->depth + 2);
    }
    fputc('\n', view->out);
}

/* "00001c" */
static void put_offset(const struct view *view, size_t at)
{
    int digits = view->description->input.len > 0xffffff ? 8 : 6; /* one width a message */
    terminal_style(view->out, view->color, STYLE_FAINT);
    fprintf(view->out, "%0*zx", digits, at);
    terminal_style(view->out, view->color, STYLE_PLAIN);
}

static void put_dump_line(const struct view *view, struct rt_bytes line)
{
    uint8_t b;
    put_offset(view, line.at);
    for (size_t i = 0; rt_bytes_u8(&b, line, i); i++) {
        fprintf(view->out, " %02x", b);
    }
}

static void put_dump_label(const struct view *view, const struct rt_item *item)
{
    char buffer[MEANING_MAX], name[RT_TAG_NAME_MAX];
    struct rt_text meaning = rt_text_into(buffer, sizeof buffer);
    put_meaning(&meaning, view, item);
    fprintf(view->out, "  %*s", (int)(2 * item->depth), "");
    if (item->kind == RT_ITEM_VALUE || item->kind == RT_ITEM_MESSAGE) {
        rt_tag_name(name, item->tag);
        terminal_style(view->out, view->color, STYLE_NAME);
        fputs(item->depth == 0 ? "message" : name, view->out);
        terminal_style(view->out, view->color, STYLE_PLAIN);
        fprintf(view->out, "(%zu)%s", item->bytes.len, rt_text_len(&meaning) > 0 ? " = " : "");
    }
    put_text(view, &meaning);
    fputc('\n', view->out);
}

/* All lines of an item; from the second line on, runs of zeros are folded into one. */
static void dump_item(const struct view *view, const struct rt_item *item)
{
    struct rt_bytes rest =
        item->kind == RT_ITEM_MESSAGE ? rt_bytes_after(item->bytes, item->bytes.len) : item->bytes;
    struct rt_bytes line;
    size_t take = rest.len < DUMP_BYTES ? rest.len : DUMP_BYTES;
    if (item->kind == RT_ITEM_END || !rt_bytes_sub(&line, rest, 0, take)) {
        return;
    }
    line.at = item->bytes.at;
    put_dump_line(view, line);
    fprintf(view->out, "%*s", (int)(3 * (DUMP_BYTES - line.len)), "");
    put_dump_label(view, item);
    for (rest = rt_bytes_after(rest, take); rest.len > 0; rest = rt_bytes_after(rest, take)) {
        take = rt_bytes_first_nonzero(rest) == rest.len && rest.len > DUMP_BYTES ? rest.len : DUMP_BYTES;
        take = take < rest.len ? take : rest.len;
        if (take > DUMP_BYTES) {
            put_offset(view, rest.at);
            fprintf(view->out, " %zu more zero bytes\n", take);
        } else if (rt_bytes_sub(&line, rest, 0, take)) {
            put_dump_line(view, line);
            fputc('\n', view->out);
        }
    }
}

void show_origin(FILE *out, const struct origin *origin)
{
    terminal_path(out, origin->path);
    if (origin->unit != NULL) {
        fprintf(out, ", %s %llu", origin->unit, (unsigned long long)origin->number + 1);
        fprintf(out, "%s%s", origin->role[0] != '\0' ? ", " : "", origin->role);
    } else if (!origin->alone) {
        fprintf(out, ", message %llu", (unsigned long long)origin->index + 1);
    }
}

static void put_origin(const struct view *view)
{
    show_origin(view->out, view->origin);
    fputs(": ", view->out);
}

/* A line that says by itself where it belongs, for grep. */
static void put_finding(const struct view *view, const char *what, enum style style,
                        const struct rt_text *text)
{
    put_origin(view);
    fputs(what, view->out);
    put_styled(view, style, text);
    fputc('\n', view->out);
}

void show_findings(FILE *out, bool color, const struct origin *origin, const struct rt_remarks *remarks,
                   const struct rt_error *error)
{
    char buffer[512]; /* the longest sentence, slug and clause of either list are under 300 */
    struct view view = {out, color, origin, NULL};
    for (size_t i = 0; i < remarks->num; i++) {
        struct rt_text text = rt_text_into(buffer, sizeof buffer);
        rt_remark_text(&text, &remarks->item[i]);
        put_finding(&view, "remark: ", STYLE_REMARK, &text);
    }
    if (error->code != RT_OK) {
        struct rt_text text = rt_text_into(buffer, sizeof buffer);
        rt_error_text(&text, error);
        put_finding(&view, "error: ", STYLE_ERROR, &text);
    }
}

static void put_findings(const struct view *view)
{
    const struct rt_description *d = view->description;
    show_findings(view->out, view->color, view->origin, &d->remarks, &d->error);
}

static void put_title(const struct view *view)
{
    char buffer[256];
    struct rt_text text = rt_text_into(buffer, sizeof buffer);
    put_origin(view);
    rt_describe_title(&text, view->description);
    put_text(view, &text);
    fputc('\n', view->out);
}

/* "RtMessage|7|{", as the original tools print it. */
static void tree_begin(const struct view *view, const struct rt_item *item)
{
    uint32_t num;
    char buffer[MEANING_MAX];
    struct rt_text meaning = rt_text_into(buffer, sizeof buffer);
    if (item->depth > 0) {
        put_label(view, item);
    }
    rt_item_meaning(&meaning, view->description, item);
    if (rt_bytes_u32(&num, item->bytes, 0)) {
        fprintf(view->out, "RtMessage|%u|{", (unsigned)num);
    } else {
        fputc('{', view->out);
    }
    fputs(rt_text_len(&meaning) > 0 ? "  " : "", view->out);
    put_text(view, &meaning);
    fputc('\n', view->out);
}

/* Bytes that nobody understands, of which a tree shows but the beginning. */
static void dump_rest(const struct view *view, const struct rt_item *item)
{
    struct rt_item beginning = *item;
    if (item->bytes.len > REST_BYTES) {
        beginning.bytes.len = REST_BYTES;
    }
    dump_item(view, &beginning);
    if (item->bytes.len > REST_BYTES) {
        put_offset(view, item->bytes.at + REST_BYTES);
        fprintf(view->out, " %zu more bytes\n", item->bytes.len - REST_BYTES);
    }
}

void show_tree(FILE *out, bool color, const struct origin *origin, const struct rt_description *description)
{
    struct view view = {out, color, origin, description};
    struct rt_walk walk;
    struct rt_item item;
    bool broken[4] = {false}; /* by depth: inside a malformed message, header words are all there is */
    put_title(&view);
    rt_walk_begin(&walk, description);
    while (rt_walk_next(&item, &walk)) {
        if (item.kind == RT_ITEM_MESSAGE) {
            broken[item.depth + 1] = item.broken;
            tree_begin(&view, &item);
        } else if (item.kind == RT_ITEM_END) {
            indent(&view, item.depth - 1);
            fputs("}\n", out);
        } else if (item.kind == RT_ITEM_VALUE) {
            tree_value(&view, &item);
        } else if (item.kind == RT_ITEM_REST) {
            dump_rest(&view, &item);
        } else if (broken[item.depth]) {
            dump_item(&view, &item);
        }
    }
    put_findings(&view);
}

void show_hex(FILE *out, bool color, const struct origin *origin, const struct rt_description *description)
{
    struct view view = {out, color, origin, description};
    struct rt_walk walk;
    struct rt_item item;
    put_title(&view);
    rt_walk_begin(&walk, description);
    while (rt_walk_next(&item, &walk)) {
        dump_item(&view, &item);
    }
    put_findings(&view);
}
