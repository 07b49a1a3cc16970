/* rt_describe, rt_walk_next, rt_item_meaning, the texts and rt_describe_json, with every form: no control bytes,
 * all offsets inside the input, every byte accounted for, and agreement with the parsers. Maximum length 2048. */
#include "fuzz/invariants.h"
#include "fuzz/target.h"

static void check_agreement(const struct rt_description *d, struct rt_bytes in, enum rt_form form)
{
    struct rt_request request;
    struct rt_response response;
    struct rt_error err;
    if (d->identity.kind == RT_KIND_REQUEST) {
        INVARIANT(rt_request_parse(&request, &err, in, form) == (d->error.code == RT_OK));
        INVARIANT(err.code == d->error.code && err.offset == d->error.offset);
    }
    if (d->identity.kind == RT_KIND_RESPONSE) {
        INVARIANT(rt_response_parse(&response, &err, in, form) == (d->error.code == RT_OK));
        INVARIANT(err.code == d->error.code && err.offset == d->error.offset);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const enum rt_form forms[] = {RT_FORM_ANY, RT_FORM_PACKET, RT_FORM_MESSAGE};
    struct rt_bytes in = rt_bytes_from(data, size);
    for (size_t i = 0; i < 3; i++) {
        struct rt_description description;
        rt_describe(&description, in, forms[i]);
        inv_description(&description);
        check_agreement(&description, in, forms[i]);
    }
    return 0;
}
