/* Exit statuses of every verb (roughproof(1), EXIT STATUS). */
#ifndef ROUGHPROOF_TOOLS_EXIT_H
#define ROUGHPROOF_TOOLS_EXIT_H

enum exit_status {
    EXIT_GOOD = 0,
    EXIT_BAD = 1, /* malformed, invalid or incomplete */
    EXIT_USAGE = 2,
    EXIT_IO = 3, /* input or output failed, or an internal error */
};

/* Of several inputs the gravest counts: I/O, then bad, then good. */
static inline enum exit_status exit_worse(enum exit_status a, enum exit_status b)
{
    return a > b ? a : b;
}

#endif
