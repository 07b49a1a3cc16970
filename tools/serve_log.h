/* The server's log: lines of name=value on standard error, each written at once. */
#ifndef ROUGHPROOF_TOOLS_SERVE_LOG_H
#define ROUGHPROOF_TOOLS_SERVE_LOG_H

#include <stddef.h>

enum log_level { LOG_ERROR, LOG_WARNING, LOG_INFO };

/* One line: begin, any number of values, end. What does not fit is cut off. */
struct log_line {
    char text[1024];
    size_t len;
};

/* "time=... level=... event=EVENT"; with journald at the other end, its priority in place of the time. */
void log_begin(struct log_line *line, enum log_level level, const char *event);

/* Any bytes: quotes, backslashes and what is not printable ASCII become \xNN; quoted if there are spaces. */
void log_text(struct log_line *line, const char *name, const char *value);
void log_number(struct log_line *line, const char *name, unsigned long long value);

/* Microseconds since 1970, as 2026-10-01T12:00:00Z. */
void log_time(struct log_line *line, const char *name, unsigned long long micros);
void log_end(struct log_line *line);

/* A line of one value, or of none if `name` is NULL. */
void log_event(enum log_level level, const char *event, const char *name, const char *value);

#endif
