/* One verification. */
#include "wasm/bench/bench.h"

#include "verify/ed25519.h"
#include "verify/ge25519.h"

static struct rt_key key;
static struct rt_signature signature;
static uint8_t message[BENCH_MESSAGE_MAX];

uint8_t *bench_key(void)
{
    rt_ge_base_fill();
    return key.b;
}

uint8_t *bench_signature(void)
{
    return signature.b;
}

uint8_t *bench_message(void)
{
    return message;
}

int32_t bench_verify(uint32_t len)
{
    const struct rt_bytes value = rt_bytes_from(message, len <= BENCH_MESSAGE_MAX ? len : 0);
    return (int32_t)rt_ed25519_verify(&signature, &key, rt_bytes_from(NULL, 0), value);
}
