/* stream_cut, on any bytes as they arrive, all at once and piece by piece: the same packets either way, each
 * with its header and of the length that it states; what is wrong stays wrong, and is wrong for a reason.
 * Maximum length 8192. */
#include "tools/stream.h"
#include "fuzz/invariants.h"
#include "fuzz/target.h"

#define MAX 2048

/* How many packets come first, and how many bytes they have; `state` is what follows them. */
static size_t cut_all(size_t *used, enum stream_state *state, struct rt_bytes in)
{
    size_t num = 0;
    struct rt_bytes packet;
    *used = 0;
    while ((*state = stream_cut(&packet, rt_bytes_after(in, *used), MAX)) == STREAM_PACKET) {
        uint32_t len;
        INVARIANT(packet.len >= RT_FRAME_LEN && packet.len <= MAX);
        INVARIANT(rt_bytes_u32(&len, packet, 8) && len == packet.len - RT_FRAME_LEN);
        INVARIANT(rt_bytes_starts(packet, "ROUGHTIM", 8));
        *used += packet.len;
        num++;
    }
    INVARIANT(packet.len == 0 && *used <= in.len);
    return num;
}

static void check_rest(enum stream_state state, struct rt_bytes rest)
{
    uint32_t len;
    bool whole = rt_bytes_u32(&len, rest, 8);
    bool begins = rt_bytes_starts(rest, "ROUGHTIM", rest.len < 8 ? rest.len : 8);
    if (state == STREAM_MORE) {
        INVARIANT(begins && (!whole || len <= MAX - RT_FRAME_LEN));
        INVARIANT(!whole || rest.len < RT_FRAME_LEN + (size_t)len);
    } else {
        INVARIANT(!begins || (whole && len > MAX - RT_FRAME_LEN));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rt_bytes in = rt_bytes_from(data, size);
    enum stream_state state, part_state;
    size_t used, part_used, before = 0;
    size_t num = cut_all(&used, &state, in);
    check_rest(state, rt_bytes_after(in, used));
    for (size_t end = 0; end <= size; end += 1 + size / 16) {
        size_t part_num = cut_all(&part_used, &part_state, rt_bytes_from(data, end));
        INVARIANT(part_num >= before && part_num <= num && part_used <= used);
        INVARIANT(part_state != STREAM_WRONG || (state == STREAM_WRONG && part_num == num));
        before = part_num;
    }
    return 0;
}
