/* The flat interface of the WebAssembly module (wasm/abi.h), compiled natively: any calls in any order, with
 * any input. Results are as documented; answers lie in memory, are printable but for bytes, and their JSON is
 * sound; the same calls once more, with what is verified at once verified in steps, give the same. Maximum
 * length 4096.
 *
 * The end of the input are the calls: its last byte says how many bytes they have. */
#include "fuzz/target.h"
#include "parser/json.h"
#include "wasm/abi.h"
#include "wasm/output.h"

#include <stdlib.h>
#include <string.h>

#define ARENA ((uint32_t)2 << 20)

static void demand(bool holds)
{
    if (!holds) {
        abort();
    }
}

/* The calls that are left. */
struct script {
    struct rt_bytes calls, payload;
    size_t at;
};

static uint8_t take(struct script *script)
{
    uint8_t c = 0;
    return rt_bytes_u8(&c, script->calls, script->at++) ? c : 0;
}

static void fill(int32_t handle, struct rt_bytes bytes)
{
    demand(handle != 0 && handle >= RP_FULL);
    if (handle > 0 && bytes.len > 0) {
        memcpy(rp_input_data(handle), bytes.data, bytes.len);
    }
}

/* A part of the payload as an input. */
static void put_part(struct script *script)
{
    static const size_t usual[] = {32, 64, 0, 12};
    struct rt_bytes part;
    uint8_t from = take(script), len = take(script);
    size_t wanted = len < 4 ? usual[len] : len;
    if (rt_bytes_sub(&part, script->payload, from, wanted)) {
        fill(rp_input((uint32_t)wanted), part);
    }
}

static int32_t number(uint8_t c)
{
    return c < 128 ? c % 8 : c < 192 ? INT32_MAX - c : -(int32_t)c;
}

static uint64_t value(uint8_t c)
{
    return c < 128 ? c : c < 192 ? UINT64_MAX >> (c - 128) : (uint64_t)c << (c - 192);
}

static void check_answer(int32_t status);

/* One step, which goes forwards; nothing else is possible meanwhile. */
static int32_t step(void)
{
    const uint32_t done = rp_verify_done(), all = rp_verify_all();
    demand(done <= all && rp_verify(1) == RP_MISUSE && rp_verify_begin(1) == RP_MISUSE);
    demand(rp_input(0) == RP_MISUSE && rp_request() == RP_MISUSE && rp_output_next() == 0);
    const int32_t result = rp_verify_step();
    const bool more = result == RP_MORE;
    demand(result != RP_MISUSE && rp_verify_all() == (more ? all : 0));
    demand(more ? rp_verify_done() >= done && rp_verify_done() <= all : rp_verify_step() == RP_MISUSE);
    return result;
}

static int32_t verify_in_steps(int32_t input)
{
    int32_t result = rp_verify_begin(input);
    while (result == RP_MORE) {
        result = step();
    }
    return result;
}

/* A verification that nothing but the reset may end. */
static void begin(int32_t input, uint8_t steps)
{
    int32_t result = rp_verify_begin(input);
    for (; result == RP_MORE && steps > 0; steps--) {
        result = step();
    }
    check_answer(result == RP_MORE ? RP_MISUSE : result);
}

static bool in_steps;

static void judge(struct script *script, uint8_t call)
{
    int32_t input = number(take(script));
    check_answer(call == 0   ? rp_dump(input)
                 : call != 1 ? rp_request()
                 : in_steps  ? verify_in_steps(input)
                             : rp_verify(input));
}

static void ask(struct script *script, bool verification)
{
    demand(rp_random_len() >= RP_MISUSE && rp_start(ARENA) == RP_MISUSE);
    if (verification) {
        int32_t input = number(take(script));
        begin(input, take(script) % 8);
    }
}

static void hash(struct script *script)
{
    uint8_t call = take(script);
    int32_t handle = number(take(script));
    int32_t result = call % 4 == 0   ? rp_hash_begin()
                     : call % 4 == 1 ? rp_hash_add(handle, number(take(script)))
                     : call % 4 == 2 ? rp_hash_end(handle)
                                     : rp_hash_drop(handle);
    demand(result >= RP_FULL && result <= RP_HASHES_MAX);
}

static void set_or_use(struct script *script, bool use)
{
    uint8_t which = take(script), with = take(script);
    int32_t result = use ? rp_use(which % 12, number(with)) : rp_set(which % 16, value(with));
    demand(result == 0 || result == RP_MISUSE || result <= RP_REFUSED);
}

/* An input of zeros, which may be too large. */
static void put_zeros(size_t len)
{
    int32_t handle = rp_input((uint32_t)len);
    demand(handle != 0 && handle >= RP_FULL);
    if (handle > 0) {
        memset(rp_input_data(handle), 0, (uint32_t)len);
    }
}

static void call(struct script *script)
{
    uint8_t c = take(script);
    switch (c % 10) {
    case 0:
    case 1:
    case 2:
        judge(script, c % 10);
        break;
    case 3:
        put_part(script);
        break;
    case 4:
        hash(script);
        break;
    case 5:
        set_or_use(script, false);
        break;
    case 6:
    case 7:
        set_or_use(script, true);
        break;
    case 8:
        ask(script, c >= 128);
        break;
    default:
        put_zeros((size_t)value(take(script)));
        break;
    }
}

/* Everything that was answered. */
static uint64_t answered;

static void mix(struct rt_bytes bytes)
{
    uint8_t c;
    for (size_t i = 0; rt_bytes_u8(&c, bytes, i); i++) {
        answered = (answered ^ c) * UINT64_C(0x100000001b3);
    }
}

static void check_text(struct rt_bytes piece)
{
    uint8_t c;
    for (size_t i = 0; rt_bytes_u8(&c, piece, i); i++) {
        demand(c == '\n' || (c >= 0x20 && c < 0x7f));
    }
}

static void check_lines(const char *json, size_t len)
{
    struct rt_json out;
    struct rt_error err;
    for (size_t from = 0; from < len;) {
        const char *end = memchr(json + from, '\n', len - from);
        demand(end != NULL);
        size_t line = (size_t)(end - json) - from;
        bool sound = rt_json_parse(&out, &err, rt_bytes_from(json + from, line), line);
        demand(sound || err.code == RT_E_JSON_TOO_DEEP || err.code == RT_E_JSON_TOO_MANY_MEMBERS);
        from += line + 1;
    }
}

/* The pieces of the answer; those of JSON are whole lines together. */
static void check_answer(int32_t status)
{
    static char json[ARENA];
    size_t len = 0;
    uint32_t channel;
    demand(status >= RP_FULL ? status <= 5 : status <= RP_REFUSED);
    mix(rt_bytes_from(&status, sizeof status));
    while ((channel = rp_output_next()) != 0) {
        struct rt_bytes piece = rt_bytes_from(rp_output_data(), rp_output_len());
        mix(piece);
        if (channel != OUTPUT_BYTES) {
            check_text(piece);
        }
        if (channel == OUTPUT_JSON && piece.len > 0) {
            demand(piece.len <= sizeof json - len);
            memcpy(json + len, piece.data, piece.len);
            len += piece.len;
        }
    }
    demand(rp_output_len() == 0);
    if (status >= 0) {
        check_lines(json, len);
    }
}

static uint64_t run(struct script script, bool steps)
{
    answered = 0;
    in_steps = steps;
    demand(rp_reset() == 0);
    fill(rp_input((uint32_t)script.payload.len), script.payload);
    while (script.at < script.calls.len) {
        call(&script);
    }
    for (int32_t i = 1; i <= RP_HASHES_MAX; i++) {
        (void)rp_hash_drop(i);
    }
    return answered;
}

static struct script script_of(struct rt_bytes in)
{
    struct script script = {.payload = in};
    uint8_t len = 0;
    if (in.len > 0 && rt_bytes_u8(&len, in, in.len - 1) && len < in.len) {
        size_t payload = in.len - 1 - len;
        demand(rt_bytes_sub(&script.calls, in, payload, len) &&
               rt_bytes_sub(&script.payload, in, 0, payload));
    }
    return script;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* Ways to judge and show all of it; the last one is left after a step. */
    static const uint8_t plain[] = {0, 1, 5, 3, 1, 5,        4, 1, 5, 5, 1, 0,
                                    1, 1, 1, 2, 0, 128 + 10, 1, 1, 1, 1, 0, 1};
    static bool started;
    struct rt_bytes in = rt_bytes_from(data, size);
    demand(started || rp_start(ARENA) == 0);
    started = true;
    struct script script = script_of(in), whole = {rt_bytes_from(plain, sizeof plain), in, 0};
    demand(run(script, false) == run(script, true));
    demand(run(whole, false) == run(whole, true));
    return 0;
}
