/* rt_frame_parse, rt_frame_split, rt_frame_open: errors and slices are sound; splitting a stream agrees with
 * parsing each piece, and a packet is cut off whatever follows it. Maximum length 4096. */
#include "fuzz/invariants.h"
#include "fuzz/target.h"

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
    inv_split(in);
    if (ok) {
        inv_followed(in);
    }
    return 0;
}
