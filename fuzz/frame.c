/* rt_frame_parse, rt_frame_split, rt_frame_open: errors and slices are sound; splitting a stream agrees with
 * parsing each piece. Maximum length 4096. */
#include "fuzz/invariants.h"
#include "fuzz/target.h"

static void check_split(struct rt_bytes in)
{
    struct rt_bytes packet, rest = in, message;
    struct rt_error err;
    while (rest.len > 0) {
        struct rt_bytes before = rest;
        bool ok = rt_frame_split(&packet, &rest, &err, before);
        inv_error(ok, &err, before);
        inv_inside(packet, in);
        inv_inside(rest, in);
        INVARIANT(packet.len + rest.len == before.len);
        INVARIANT(!ok || rt_frame_parse(&message, &err, packet));
        INVARIANT(ok || rest.len == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rt_bytes in = rt_bytes_from(data, size), message, opened;
    struct rt_error err, open_err;
    bool framed;
    bool ok = rt_frame_parse(&message, &err, in);
    inv_error(ok, &err, in);
    inv_inside(message, in);
    INVARIANT(!ok || message.len + RT_FRAME_LEN == size);
    INVARIANT(ok || message.len == 0);
    bool opens = rt_frame_open(&opened, &framed, &open_err, in, RT_FORM_ANY);
    inv_error(opens, &open_err, in);
    INVARIANT(framed == rt_frame_begins(in));
    INVARIANT(!framed || (opens == ok && open_err.code == err.code && open_err.offset == err.offset));
    INVARIANT(framed || opens == (size <= RT_PACKET_MAX));
    check_split(in);
    return 0;
}
