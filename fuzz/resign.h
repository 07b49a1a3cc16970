/* Signing again what was edited, with keys that only tests have. */
#ifndef ROUGHPROOF_FUZZ_RESIGN_H
#define ROUGHPROOF_FUZZ_RESIGN_H

#include "parser/response.h"

/* As test server 0 would have signed what is there. `r` is what was read of the response at `packet`, which
 * stays what it says but for PUBK, ROOT and the signatures; `leaf` is the request or the nonce, as the
 * version has it. False if it can be in no tree: then ROOT stays, too. */
bool resign(uint8_t *packet, const struct rt_response *r, struct rt_bytes leaf);

#endif
