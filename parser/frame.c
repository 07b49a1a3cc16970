#include "frame.h"

static const uint8_t magic[8] = {'R', 'O', 'U', 'G', 'H', 'T', 'I', 'M'};
static const uint8_t swapped_magic[8] = {'M', 'I', 'T', 'H', 'G', 'U', 'O', 'R'};

bool rt_frame_begins(struct rt_bytes in)
{
    return rt_bytes_begins(in, magic, 4) || rt_bytes_begins(in, swapped_magic, 4);
}

/*@ assigns \nothing; */
static uint32_t swap_u32(uint32_t v)
{
    return v << 24 | (v << 8 & 0xff0000) | (v >> 8 & 0xff00) | v >> 24;
}

/*@ requires \valid(err) && rt_readable(in);
    assigns *err;
    ensures \result ==> in.len >= RT_FRAME_LEN; */
static bool check_magic(struct rt_error *err, struct rt_bytes in)
{
    if (in.len >= RT_FRAME_LEN && rt_bytes_begins(in, magic, sizeof magic)) {
        return true;
    }
    if (rt_bytes_begins(in, swapped_magic, sizeof swapped_magic)) {
        return rt_fail(err, RT_E_PACKET_SWAPPED, RT_IN_TOP, 0, in.at);
    }
    size_t seen = in.len < sizeof magic ? in.len : sizeof magic;
    if (!rt_bytes_begins(in, magic, seen)) {
        return rt_fail(err, RT_E_PACKET_MAGIC, RT_IN_TOP, 0, in.at);
    }
    return rt_fail(err, RT_E_PACKET_SHORT, RT_IN_TOP, 0, in.at + in.len);
}

/* Checks the length field against the `left` bytes behind the header; `exact` forbids more of them. */
/*@ requires \valid(err) && in.len >= RT_FRAME_LEN;
    assigns *err;
    ensures \result ==> len % 4 == 0 && len <= RT_PACKET_MAX - RT_FRAME_LEN;
    ensures \result ==> len <= in.len - RT_FRAME_LEN;
    ensures \result && exact ==> len == in.len - RT_FRAME_LEN; */
static bool check_length(struct rt_error *err, struct rt_bytes in, uint32_t len, bool exact)
{
    size_t left = in.len - RT_FRAME_LEN; /* check_magic has seen the header */
    size_t at = in.at + sizeof magic;
    bool misfit = exact ? len != left : len > left; /* a stream may well go on behind the packet */
    if (misfit && swap_u32(len) == left) {
        return rt_fail(err, RT_E_PACKET_LENGTH_SWAPPED, RT_IN_TOP, 0, at);
    }
    if (len > RT_PACKET_MAX - RT_FRAME_LEN) {
        return rt_fail(err, RT_E_PACKET_TOO_LONG, RT_IN_TOP, 0, at);
    }
    if (len > left) {
        return rt_fail(err, RT_E_PACKET_TRUNCATED, RT_IN_TOP, 0, at);
    }
    if (exact && len < left) {
        return rt_fail(err, RT_E_PACKET_TRAILING, RT_IN_TOP, 0, in.at + RT_FRAME_LEN + len);
    }
    if (len % 4 != 0) {
        return rt_fail(err, RT_E_PACKET_UNALIGNED, RT_IN_TOP, 0, at);
    }
    return rt_succeed(err);
}

/*@ requires \valid(len) && \valid(err) && \separated(len, err) && rt_readable(in);
    assigns *len, *err;
    ensures \result ==> *len % 4 == 0 && *len <= RT_PACKET_MAX - RT_FRAME_LEN;
    ensures \result ==> in.len >= RT_FRAME_LEN && *len <= in.len - RT_FRAME_LEN;
    ensures \result && exact ==> *len == in.len - RT_FRAME_LEN; */
static bool check_header(uint32_t *len, struct rt_error *err, struct rt_bytes in, bool exact)
{
    *len = 0;
    return check_magic(err, in) && rt_bytes_u32(len, in, sizeof magic) && check_length(err, in, *len, exact);
}

bool rt_frame_parse(struct rt_bytes *message, struct rt_error *err, struct rt_bytes packet)
{
    uint32_t len;
    *message = rt_bytes_after(packet, packet.len);
    return check_header(&len, err, packet, true) && rt_bytes_sub(message, packet, RT_FRAME_LEN, len);
}

bool rt_frame_open(struct rt_bytes *message, bool *framed, struct rt_error *err, struct rt_bytes in,
                   enum rt_form form)
{
    *framed = form == RT_FORM_PACKET || (form == RT_FORM_ANY && rt_frame_begins(in));
    if (*framed) {
        return rt_frame_parse(message, err, in);
    }
    bool fits = in.len <= RT_PACKET_MAX;
    *message = fits ? in : rt_bytes_after(in, in.len);
    return fits ? rt_succeed(err) : rt_fail(err, RT_E_PACKET_TOO_LONG, RT_IN_TOP, 0, in.at);
}

bool rt_frame_split(struct rt_bytes *packet, struct rt_bytes *rest, struct rt_error *err, struct rt_bytes in)
{
    uint32_t len;
    *packet = in;
    *rest = rt_bytes_after(in, in.len);
    if (!check_header(&len, err, in, false)) {
        return false;
    }
    /* len <= in.len - RT_FRAME_LEN, so the sum cannot wrap. */
    *rest = rt_bytes_after(in, RT_FRAME_LEN + len);
    return rt_bytes_sub(packet, in, 0, RT_FRAME_LEN + len);
}
