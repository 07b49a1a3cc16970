/* Exit statuses of every verb (roughproof(1), EXIT STATUS). */
#ifndef ROUGHPROOF_TOOLS_EXIT_H
#define ROUGHPROOF_TOOLS_EXIT_H

enum exit_status {
    EXIT_GOOD = 0,
    EXIT_BAD = 1, /* malformed, invalid or incomplete */
    EXIT_USAGE = 2,
    EXIT_IO = 3,          /* input or output failed, or an internal error */
    EXIT_MALFEASANCE = 4, /* good, and it proves under trusted keys that a server lied */
    EXIT_EMBEDDED = 5,    /* good, but only under keys that it brought along */
};

/* Of several inputs the gravest counts: the first of 2, 3, 4, 1, 5 and 0 that occurred. */
static inline enum exit_status exit_worse(enum exit_status a, enum exit_status b)
{
    static const int rank[] = {[EXIT_GOOD] = 0,        [EXIT_EMBEDDED] = 1, [EXIT_BAD] = 2,
                               [EXIT_MALFEASANCE] = 3, [EXIT_IO] = 4,       [EXIT_USAGE] = 5};
    return rank[a] > rank[b] ? a : b;
}

#endif
