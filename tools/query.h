/* roughproof query, in parts: what all of them share. */
#ifndef ROUGHPROOF_TOOLS_QUERY_H
#define ROUGHPROOF_TOOLS_QUERY_H

#include "tools/entropy.h"
#include "tools/query_options.h"
#include "tools/query_servers.h"
#include "tools/verify_keys.h"
#include "tools/verify_show.h"

struct query {
    struct query_options options;
    struct verify_keys keys;
    struct query_servers servers;
    struct entropy entropy;
    struct verify_view view;
    bool progress; /* standard error is a terminal, and wants to be told */
};

/* One request of each version over each transport. */
RT_MUST_CHECK enum exit_status query_probe(struct query *query);

/* A measurement or a stamp, shown and kept. */
RT_MUST_CHECK enum exit_status query_measure(struct query *query);

/* Draws from the system or the seed. False, which is said, if there is nothing to draw. */
RT_MUST_CHECK bool query_draw(struct query *query, uint8_t *out, size_t len);

/* SIGINT or SIGTERM came: stop, and keep what there is. */
bool query_is_interrupted(void);

#endif
