/* Random bytes: fresh ones of the system, or the same ones again for the same seed. */
#ifndef ROUGHPROOF_TOOLS_ENTROPY_H
#define ROUGHPROOF_TOOLS_ENTROPY_H

#include "parser/bytes.h"

#include <bearssl_rand.h>

/* Owns nothing and can be copied, which forks a seeded one. */
struct entropy {
    bool seeded;
    br_hmac_drbg_context drbg;
};

/* Draws will come from getrandom(2). */
void entropy_from_system(struct entropy *out);

/* Draws will come from HMAC_DRBG of NIST SP 800-90A Rev. 1, 10.1.2, with SHA-256; `seed` is its seed
 * material, all of it. Each draw is one generate request without additional input. For tests, never for
 * secrets. */
void entropy_from_seed(struct entropy *out, struct rt_bytes seed);

/* Fills `out`; `len` is at most 256, and for that many getrandom is never interrupted. False if the system
 * has none to give; `out` is then zeroed and errno says why. */
RT_MUST_CHECK bool entropy_draw(struct entropy *entropy, uint8_t *out, size_t len);

#endif
