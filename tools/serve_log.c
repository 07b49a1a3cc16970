#include "tools/serve_log.h"

#include "parser/time.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MICROS UINT64_C(1000000)

static void add(struct log_line *line, const char *text)
{
    size_t left = sizeof line->text - 1 - line->len; /* room for the newline is kept */
    size_t len = strlen(text);
    len = len < left ? len : left;
    memcpy(line->text + line->len, text, len);
    line->len += len;
}

static void add_time(struct log_line *line, uint64_t micros)
{
    char text[RT_TIME_TEXT_MAX];
    rt_time_format(text, rt_time_from_raw(micros / MICROS, RT_UNIT_SECONDS));
    add(line, text);
}

void log_begin(struct log_line *line, enum log_level level, const char *event)
{
    static const char *const names[] = {"error", "warning", "info"};
    static const char *const priorities[] = {"<3>", "<4>", "<6>"}; /* sd-daemon(3) */
    line->len = 0;
    if (getenv("JOURNAL_STREAM") != NULL) {
        add(line, priorities[level]);
    } else {
        time_t now = time(NULL);
        add(line, "time=");
        add_time(line, now < 0 ? 0 : (uint64_t)now * MICROS);
        add(line, " ");
    }
    add(line, "level=");
    add(line, names[level]);
    add(line, " event=");
    add(line, event);
}

static void add_name(struct log_line *line, const char *name)
{
    add(line, " ");
    add(line, name);
    add(line, "=");
}

/* In quotes if there are spaces. */
void log_text(struct log_line *line, const char *name, const char *value)
{
    bool quote = strchr(value, ' ') != NULL || value[0] == '\0';
    add_name(line, name);
    add(line, quote ? "\"" : "");
    for (const char *c = value; *c != '\0'; c++) {
        char text[8] = {*c};
        if (*c < ' ' || *c > '~' || *c == '"' || *c == '\\') {
            snprintf(text, sizeof text, "\\x%02x", (unsigned char)*c);
        }
        add(line, text);
    }
    add(line, quote ? "\"" : "");
}

void log_number(struct log_line *line, const char *name, unsigned long long value)
{
    char text[24];
    snprintf(text, sizeof text, "%llu", value);
    add_name(line, name);
    add(line, text);
}

void log_time(struct log_line *line, const char *name, unsigned long long micros)
{
    add_name(line, name);
    add_time(line, micros);
}

void log_end(struct log_line *line)
{
    line->text[line->len++] = '\n';
    /* A log that nobody can write to must not stop the server. */
    ssize_t written = write(STDERR_FILENO, line->text, line->len);
    (void)written;
}

void log_event(enum log_level level, const char *event, const char *name, const char *value)
{
    struct log_line line;
    log_begin(&line, level, event);
    if (name != NULL) {
        log_text(&line, name, value);
    }
    log_end(&line);
}
