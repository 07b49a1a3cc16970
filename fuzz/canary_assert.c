/* Not a target: an assertion that a sound request breaks, namely one that offers three versions and lacks
 * SRV. The harness must find one within a minute. */
#include "fuzz/invariants.h"
#include "fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rt_request request;
    struct rt_error err;
    if (rt_request_parse(&request, &err, rt_bytes_from(data, size), RT_FORM_ANY)) {
        INVARIANT(request.versions.len != 12 || request.srv.len != 0);
    }
    return 0;
}
