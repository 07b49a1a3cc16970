/* rt_response_parse, rt_response_lint, for every version: errors and views are sound and the same elsewhere;
 * a message that parsed bare parses alike inside a packet, if its version has packets. Maximum length 4096.
 */
#include "fuzz/invariants.h"
#include "fuzz/target.h"
#include "parser/encode.h"

static void check_framed(const struct rt_response *bare, struct rt_bytes in)
{
    static uint8_t packet[RT_FRAME_LEN + RT_PACKET_MAX];
    struct rt_response response;
    struct rt_error err;
    if (bare->framed || !bare->version->framed || in.len > RT_PACKET_MAX - RT_FRAME_LEN) {
        return;
    }
    INVARIANT(rt_encode_frame(packet, sizeof packet, in.len));
    memcpy(packet + RT_FRAME_LEN, in.data, in.len);
    INVARIANT(rt_response_parse(&response, &err, rt_bytes_from(packet, RT_FRAME_LEN + in.len), RT_FORM_ANY));
    INVARIANT(response.version == bare->version && response.midpoint == bare->midpoint);
    INVARIANT(response.srep.bytes.at == bare->srep.bytes.at + RT_FRAME_LEN);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rt_bytes in = rt_bytes_from(data, size);
    struct rt_response response;
    struct rt_request request;
    struct rt_remarks remarks = {0};
    struct rt_error err, other;
    bool ok = rt_response_parse(&response, &err, in, RT_FORM_ANY);
    inv_error(ok, &err, in);
    inv_response_elsewhere(&response, &err);
    if (ok) {
        inv_response(&response);
        rt_response_lint(&remarks, &response);
        INVARIANT(remarks.num <= RT_NUM_REMARKS);
        INVARIANT(!rt_request_parse(&request, &other, in, RT_FORM_ANY));
        check_framed(&response, in);
    } else {
        INVARIANT(response.version == NULL && response.sig.len == 0 && response.message.num_tags == 0);
    }
    return 0;
}
