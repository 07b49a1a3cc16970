#include "tools/query_table.h"

#include "parser/text.h"
#include "tools/terminal.h"

#include <inttypes.h>
#include <string.h>

#define BAR      48
#define NAME_MAX 22 /* columns of a name; longer ones are cut off */

/* A name as JSON has it, or the address where there is none; its columns. */
static size_t name_text(char *out, size_t cap, const struct query_row *row)
{
    struct rt_text text = rt_text_into(out, cap - 1);
    if (row->name.len > 0) {
        rt_text_json(&text, row->name);
    } else {
        char address[ENDPOINT_TEXT_MAX];
        endpoint_text(address, &row->via);
        rt_text_string(&text, address);
    }
    size_t len = rt_text_len(&text);
    if (len > NAME_MAX) {
        len = NAME_MAX;
        memcpy(out + len - 2, "..", 2);
    }
    out[len] = '\0';
    return len;
}

static size_t name_width(const struct query_row *rows, size_t num)
{
    char name[512];
    size_t width = 6;
    for (size_t i = 0; i < num; i++) {
        size_t len = name_text(name, sizeof name, &rows[i]);
        width = len > width ? len : width;
    }
    return width;
}

static void duration_text(char *out, size_t cap, uint64_t micros)
{
    if (micros >= 1000000) {
        snprintf(out, cap, "%" PRIu64 ".%" PRIu64 " s", micros / 1000000, micros / 100000 % 10);
    } else {
        snprintf(out, cap, "%" PRIu64 ".%02" PRIu64 " ms", micros / 1000, micros / 10 % 100);
    }
}

static void version_text(char *out, size_t cap, uint32_t code)
{
    struct rt_text text = rt_text_into(out, cap - 1);
    if (code == 0) {
        rt_text_string(&text, "Google");
    } else {
        rt_version_code_name(&text, code);
    }
    out[rt_text_len(&text)] = '\0';
}

static void put_row(FILE *out, const struct query_row *row, size_t number, size_t width)
{
    char name[512], time[RT_TIME_TEXT_MAX], radius[32], rtt[32], via[ENDPOINT_TEXT_MAX], version[32];
    (void)name_text(name, sizeof name, row);
    rt_time_format(time, row->midpoint);
    duration_text(radius, sizeof radius, row->radius_micros);
    duration_text(rtt, sizeof rtt, row->rtt_micros);
    endpoint_text(via, &row->via);
    version_text(version, sizeof version, row->code);
    fprintf(out, "  %2zu  %-*s  %-27s  +-%-8s  %-9s  %-12s  %s %s%s\n", number, (int)width, name, time,
            radius, rtt, version, endpoint_protocol(row->via.protocol), via, row->slow ? "  too slow" : "");
}

void query_table_put(FILE *out, const struct query_row *rows, size_t num)
{
    size_t width = name_width(rows, num);
    fprintf(out, "   #  %-*s  %-27s  %-10s  %-9s  %-12s  %s\n", (int)width, "server", "said it was",
            "give/take", "took", "version", "over");
    for (size_t i = 0; i < num; i++) {
        put_row(out, &rows[i], i + 1, width);
    }
}

struct offset query_offset(const struct query_row *rows, size_t num)
{
    struct offset all = rows[0].offset;
    for (size_t i = 0; i < num; i++) {
        all = offset_meet(all, rows[i].offset);
    }
    return all;
}

/* What the replies of the server of row `first` leave. */
static struct offset of_server(const struct query_row *rows, size_t num, size_t first)
{
    struct offset own = rows[first].offset;
    for (size_t i = first; i < num; i++) {
        own = rows[i].server == rows[first].server ? offset_meet(own, rows[i].offset) : own;
    }
    return own;
}

/* From the lowest to the highest of all, with this clock in it. */
static struct offset scale(const struct query_row *rows, size_t num)
{
    struct offset all = {0, 0};
    for (size_t i = 0; i < num; i++) {
        all.low = rows[i].offset.low < all.low ? rows[i].offset.low : all.low;
        all.high = rows[i].offset.high > all.high ? rows[i].offset.high : all.high;
    }
    return all;
}

/* [=====|====]: the middle stroke is this clock. */
static void put_bar(FILE *out, struct offset own, struct offset all, bool color, enum style style)
{
    char bar[BAR + 1];
    unsigned low = offset_column(own.low, all, BAR), high = offset_column(own.high, all, BAR);
    memset(bar, ' ', BAR);
    bar[BAR] = '\0';
    if (!offset_is_empty(own)) {
        memset(bar + low, '=', high - low + 1);
        bar[low] = '[';
        bar[high] = low == high ? '#' : ']';
    }
    unsigned zero = offset_column(0, all, BAR);
    bar[zero] = bar[zero] == ' ' || bar[zero] == '=' ? '|' : bar[zero];
    terminal_style(out, color, style);
    fputs(bar, out);
    terminal_style(out, color, STYLE_PLAIN);
}

static void show_bounds(FILE *out, struct offset own)
{
    char low[OFFSET_TEXT_MAX], high[OFFSET_TEXT_MAX];
    offset_text(low, own.low);
    offset_text(high, own.high);
    if (offset_is_empty(own)) {
        fputs("  no time fits\n", out);
    } else {
        fprintf(out, "  %s to %s\n", low, high);
    }
}

static bool is_first(const struct query_row *rows, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (rows[i].server == rows[index].server) {
            return false;
        }
    }
    return true;
}

void query_bars_put(FILE *out, const struct query_row *rows, size_t num, bool color)
{
    struct offset whole = scale(rows, num), all = query_offset(rows, num);
    size_t width = name_width(rows, num);
    char name[512];
    for (size_t i = 0; i < num; i++) {
        if (is_first(rows, i)) {
            struct offset own = of_server(rows, num, i);
            (void)name_text(name, sizeof name, &rows[i]);
            fprintf(out, "      %-*s  ", (int)width, name);
            put_bar(out, own, whole, color, STYLE_PLAIN);
            show_bounds(out, own);
        }
    }
    fprintf(out, "      %-*s  ", (int)width, "all");
    put_bar(out, all, whole, color, offset_is_empty(all) ? STYLE_ERROR : STYLE_GOOD);
    show_bounds(out, all);
}

void query_offset_put(FILE *out, struct offset all)
{
    char low[OFFSET_TEXT_MAX], high[OFFSET_TEXT_MAX];
    const char *what = all.low > 0    ? "is slow: to be right it must change by"
                       : all.high < 0 ? "is fast: to be right it must change by"
                                      : "is right as far as they can tell: to within";
    offset_text(low, all.low);
    offset_text(high, all.high);
    if (offset_is_empty(all)) {
        fputs("this clock cannot be told: no time fits all replies\n", out);
    } else {
        fprintf(out, "this clock %s %s to %s\n", what, low, high);
    }
}
