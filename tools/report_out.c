#include "tools/report_out.h"

#include "tools/json_out.h"

/* A member, if it is there. */
static void put_member(FILE *out, const char *name, struct rt_bytes bytes, bool *first)
{
    if (bytes.len > 0) {
        json_key(out, name, *first);
        json_base64(out, bytes);
        *first = false;
    }
}

void report_put_exchange(FILE *out, const struct rt_exchange *x, bool all)
{
    bool first = true;
    fputc('{', out);
    put_member(out, "publicKey", x->public_key, &first);
    put_member(out, "rand", x->rand, &first);
    if (all) {
        put_member(out, "nonce", x->nonce, &first);
    }
    put_member(out, "request", x->request, &first);
    put_member(out, "response", x->response, &first);
    if (all && x->id.text.len > 0) {
        json_key(out, "id", first);
        json_value(out, x->id);
    }
    fputc('}', out);
}
