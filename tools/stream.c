#include "tools/stream.h"

enum stream_state stream_cut(struct rt_bytes *packet, struct rt_bytes arrived, size_t max)
{
    uint32_t len = 0;
    size_t magic = arrived.len < 8 ? arrived.len : 8;
    *packet = rt_bytes_from(NULL, 0);
    if (!rt_bytes_starts(arrived, "ROUGHTIM", magic)) {
        return STREAM_WRONG;
    }
    if (!rt_bytes_u32(&len, arrived, 8)) {
        return STREAM_MORE;
    }
    if (max < RT_FRAME_LEN || len > max - RT_FRAME_LEN) {
        return STREAM_WRONG;
    }
    return rt_bytes_sub(packet, arrived, 0, RT_FRAME_LEN + (size_t)len) ? STREAM_PACKET : STREAM_MORE;
}
