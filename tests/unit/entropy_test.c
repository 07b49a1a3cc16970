/* The seeded source against NIST's own vector; the system's gives something else each time. */
#include "tests/check.h"
#include "tools/entropy.h"

/* CAVP, HMAC_DRBG, SHA-256, no reseeding, no prediction resistance, count 0: entropy input and nonce; what
 * the second of two requests for 128 bytes returns. */
static const char seed_hex[] =
    "ca851911349384bffe89de1cbdc46e6831e44d34a4fb935ee285dd14b71a7488659ba96c601dc69fc902940805ec0ca8";
static const char second_hex[] =
    "e528e9abf2dece54d47c7e75e5fe302149f817ea9fb4bee6f4199697d04d5b89d54fbb978a15b5c443c9ec21036d2460"
    "b6f73ebad0dc2aba6e624abf07745bc107694bb7547bb0995f70de25d6b29e2d3011bb19d27676c07162c8b5ccde0668"
    "961df86803482cb37ed6d5c0bb8d50cf1f50d476aa0458bdaba806f48be9dcb8";

static void seeded(void)
{
    uint8_t seed[48], expected[128], out[128];
    struct entropy entropy, fork;
    CHECK(check_hex(seed, sizeof seed, seed_hex) && check_hex(expected, sizeof expected, second_hex),
          "the vector");
    entropy_from_seed(&entropy, rt_bytes_from(seed, sizeof seed));
    CHECK(entropy_draw(&entropy, out, sizeof out), "first");
    fork = entropy;
    for (unsigned i = 0; i < 2; i++) {
        memset(out, 0, sizeof out);
        CHECK(entropy_draw(i == 0 ? &entropy : &fork, out, sizeof out), "second");
        CHECK(memcmp(out, expected, sizeof out) == 0, "bytes, %u", i);
    }
    entropy_from_seed(&entropy, rt_bytes_from(NULL, 0));
    CHECK(entropy_draw(&entropy, out, sizeof out), "an empty seed");
}

static void system_draws(void)
{
    uint8_t a[256] = {0}, b[257] = {0};
    struct entropy entropy;
    entropy_from_system(&entropy);
    b[256] = 0xa5;
    CHECK(entropy_draw(&entropy, a, 256) && entropy_draw(&entropy, b, 256), "drawn");
    CHECK(memcmp(a, b, 256) != 0 && memcmp(a, a + 128, 128) != 0, "fresh");
    CHECK_EQ("beyond", b[256], 0xa5);
}

int main(void)
{
    seeded();
    system_draws();
    return check_done("entropy");
}
