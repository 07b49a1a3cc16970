/* The options of roughproof verify. */
#ifndef ROUGHPROOF_TOOLS_VERIFY_OPTIONS_H
#define ROUGHPROOF_TOOLS_VERIFY_OPTIONS_H

#include "tools/exit.h"
#include "tools/source.h"
#include "tools/terminal.h"
#include "verify/response.h"

/* The words given for an option that may be repeated. */
struct words {
    char **word;
    size_t num;
};

/* Which failures of an input are diagnosed. */
enum diagnose_mode { DIAGNOSE_FIRST /* of each key and error */, DIAGNOSE_ALL, DIAGNOSE_NONE };

struct verify_options {
    const char *verb; /* whose they are, for diagnostics */
    struct source_options source;
    bool json, explain, summary, no_progress;
    bool lines; /* the input is NDJSON, whatever it begins with */
    enum color_mode color;
    enum diagnose_mode diagnose;
    struct words keys, lists, periods; /* --key, --servers, --key-valid */
    char *request, *document;          /* names of files, or NULL */
    uint8_t nonce[64];
    size_t nonce_len; /* 0 for none */
    struct rt_policy policy;
    bool trust_embedded;
    uint64_t grace_micros;
    size_t jobs; /* threads; 0: as many as there are processors */
};

/* False when there is nothing to do: `status` says why. The files are those from argv[optind] on; everything
 * else points into `argv` or the words, which verify_options_free gives back in any case. */
RT_MUST_CHECK bool verify_options_take(struct verify_options *out, enum exit_status *status, int argc,
                                       char **argv);

void verify_options_free(struct verify_options *options);

#endif
