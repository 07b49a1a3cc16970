/* rt_message_parse, rt_message_check, rt_message_at, rt_message_find, rt_slots_fill, rt_encode_*: what parses
 * lies inside the input, agrees with itself, and re-encodes to the same bytes; the same bytes elsewhere parse
 * alike. Maximum length 4096. */
#include "fuzz/invariants.h"
#include "fuzz/target.h"

static void check_rules(const struct rt_message *message, struct rt_bytes in)
{
    for (unsigned bits = 0; bits < 8; bits++) {
        struct rt_message_rules rules = {(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0};
        struct rt_error err;
        bool ok = rt_message_check(&err, message, rules);
        inv_error(ok, &err, in);
        if (ok) {
            inv_tags(message, rules);
        }
    }
}

/* The same bytes at another address, and one byte further on, give the same. */
static void check_elsewhere(const struct rt_message *message, const struct rt_error *err, bool ok,
                            const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc(size + 1);
    struct rt_message again;
    struct rt_error again_err;
    INVARIANT(copy != NULL);
    if (size > 0) {
        memcpy(copy + 1, data, size);
    }
    INVARIANT(rt_message_parse(&again, &again_err, rt_bytes_from(copy + 1, size), RT_IN_TOP) == ok);
    INVARIANT(again_err.code == err->code && again_err.offset == err->offset);
    INVARIANT(again.num_tags == message->num_tags);
    free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rt_bytes in = rt_bytes_from(data, size);
    struct rt_message message;
    struct rt_error err;
    bool ok = rt_message_parse(&message, &err, in, RT_IN_TOP);
    inv_error(ok, &err, in);
    if (ok) {
        inv_message(&message);
        check_rules(&message, in);
    } else {
        INVARIANT(message.num_tags == 0);
    }
    check_elsewhere(&message, &err, ok, data, size);
    return 0;
}
