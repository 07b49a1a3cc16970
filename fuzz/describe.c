/* rt_describe, rt_walk_next, rt_item_meaning, the texts and rt_describe_json, with every form: no control
 * bytes, all offsets inside the input, every byte accounted for, and agreement with the parsers. Maximum
 * length 2048. */
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

static void check(struct rt_bytes in, enum rt_form form)
{
    struct rt_description description;
    rt_describe(&description, in, form);
    inv_description(&description);
    check_agreement(&description, in, form);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rt_bytes in = rt_bytes_from(data, size);
    check(in, RT_FORM_ANY); /* which is one of the two, as inv_description makes sure; so the other one too */
    check(in, rt_frame_begins(in) ? RT_FORM_MESSAGE : RT_FORM_PACKET);
    return 0;
}
