/* rt_request_parse, rt_request_lint, for every version: errors and views are sound and the same elsewhere;
 * what is a request is no response. Maximum length 4096. */
#include "fuzz/invariants.h"
#include "fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rt_bytes in = rt_bytes_from(data, size);
    struct rt_request request;
    struct rt_response response;
    struct rt_remarks remarks = {0};
    struct rt_error err, other;
    bool ok = rt_request_parse(&request, &err, in, RT_FORM_ANY);
    inv_error(ok, &err, in);
    inv_request_elsewhere(&request, &err);
    if (ok) {
        inv_request(&request);
        rt_request_lint(&remarks, &request);
        INVARIANT(remarks.num <= RT_NUM_REMARKS);
        INVARIANT(!rt_response_parse(&response, &other, in, RT_FORM_ANY));
    } else {
        INVARIANT(request.version == NULL && request.nonce.len == 0 && request.message.num_tags == 0);
    }
    return 0;
}
