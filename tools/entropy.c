#include "tools/entropy.h"

#include <errno.h>
#include <sys/random.h>

void entropy_from_system(struct entropy *out)
{
    memset(out, 0, sizeof *out);
}

void entropy_from_seed(struct entropy *out, struct rt_bytes seed)
{
    static const uint8_t nothing;
    out->seeded = true;
    br_hmac_drbg_init(&out->drbg, &br_sha256_vtable, seed.len > 0 ? seed.data : &nothing, seed.len);
}

bool entropy_draw(struct entropy *entropy, uint8_t *out, size_t len)
{
    if (entropy->seeded) {
        br_hmac_drbg_generate(&entropy->drbg, out, len);
        return true;
    }
    ssize_t got;
    do {
        got = getrandom(out, len, 0);
    } while (got < 0 && errno == EINTR); /* before the system has gathered its first entropy */
    if (got < 0 || (size_t)got != len) {
        memset(out, 0, len);
        return false;
    }
    return true;
}
