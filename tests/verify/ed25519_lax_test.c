/* What verifiers differ on, and no signer makes: encodings of R that are not the only ones. */
#include "tests/check.h"
#include "verify/ed25519_lax.h"

/* 0, 1: the neutral element, as any key of small order would do. */
static const struct rt_key neutral = {{1}};

static uint32_t families(const struct rt_signature *signature)
{
    return rt_ed25519_families(signature, &neutral, rt_bytes_from("a", 1), rt_bytes_from("b", 1));
}

int main(void)
{
    struct rt_signature signature = {{1}}; /* with S = 0: [0]B = R + [k]A, all of it neutral */
    CHECK_EQ("canonical", families(&signature),
             RT_ED25519_PLAIN | RT_ED25519_LONG_S | RT_ED25519_ANY_S | RT_ED25519_COFACTORED);
    signature.b[31] = 0x80; /* a sign without an x */
    CHECK_EQ("minus zero", families(&signature), RT_ED25519_COFACTORED);
    memset(signature.b, 0xff, 32); /* y = p + 1 */
    signature.b[0] = 0xee;
    signature.b[31] = 0x7f;
    CHECK_EQ("not reduced", families(&signature), RT_ED25519_COFACTORED);
    return check_done("ed25519 lax");
}
