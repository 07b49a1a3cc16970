/* The JSON reader against jansson, over mutations of texts that exercise all of the grammar. */
#include "tests/check.h"
#include "tests/containers/json_oracle.h"

static const char *const seeds[] = {
#define CASE(name, text, code) text,
#include "tests/containers/json_suite.inc"
#undef CASE
    "{\"responses\":[{\"rand\":\"AA==\",\"publicKey\":\"\\/w==\",\"id\":17},{\"a\":[true,false,null]}]}",
    "{\"a\":{\"b\":{\"c\":[[[[{}]]]]}},\"\\u0061b\":\"\\ud83d\\ude00\\u00e9\",\"ab \":-0.5e-7,\"x\":1e9}",
    "[18446744073709551615,9223372036854775807,-9223372036854775808,0,-0,12345678901234567890]",
};
enum { NUM_SEEDS = sizeof seeds / sizeof seeds[0] };

static size_t mutate(char *out, size_t cap, uint64_t *state)
{
    static const char spice[] =
        "{}[]\",:\\/u0123456789abcdefDdEe+-.tfn \t\n\r\xc3\xa9\xed\xa0\x80\xf0\x9f\x98\x80";
    size_t len = 0;
    const char *seed = seeds[check_random(state) % NUM_SEEDS];
    for (size_t i = 0; seed[i] != '\0' && len + 4 < cap; i++) {
        uint64_t dice = check_random(state) % 60;
        char c = spice[check_random(state) % (sizeof spice - 1)];
        if (dice == 0) {
            out[len++] = c;
        } else if (dice == 1) {
            out[len++] = c;
            out[len++] = seed[i];
        } else if (dice != 2) {
            out[len++] = seed[i];
        }
    }
    return check_random(state) % 8 == 0 ? len / 2 : len;
}

int main(int argc, char **argv)
{
    unsigned long cases = argc > 1 ? strtoul(argv[1], NULL, 10) : 300000;
    uint64_t state = 1;
    char text[512];
    for (size_t i = 0; i < NUM_SEEDS; i++) {
        CHECK(json_oracle_agrees(seeds[i], strlen(seeds[i])), "%s", seeds[i]);
    }
    for (unsigned long i = 0; i < cases; i++) {
        size_t len = mutate(text, sizeof text, &state);
        CHECK(json_oracle_agrees(text, len), "%.*s", (int)len, text);
    }
    return check_end();
}
