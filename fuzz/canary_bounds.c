/* Not a target: a planted bug behind a sound response, which the harness must find within a minute, or it
 * would not find a real one. Reads the nonce one byte too far when PATH has two nodes. */
#include "fuzz/target.h"
#include "parser/response.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rt_response response;
    struct rt_error err;
    bool parsed = rt_response_parse(&response, &err, rt_bytes_from(data, size), RT_FORM_ANY);
    if (!parsed || response.path.len != 64 || response.nonce.len == 0) {
        return 0;
    }
    uint8_t *nonce = malloc(response.nonce.len + 1);
    if (nonce == NULL) {
        return 0;
    }
    memcpy(nonce, response.nonce.data, response.nonce.len);
    volatile uint8_t beyond = nonce[response.nonce.len + 1];
    (void)beyond;
    free(nonce);
    return 0;
}
