/* What requests and responses must do alike: encode again to the same bytes. */
#ifndef ROUGHPROOF_TESTS_UNIT_ROUNDS_H
#define ROUGHPROOF_TESTS_UNIT_ROUNDS_H

#include "parser/encode.h"
#include "parser/message.h"
#include "tests/check.h"

/* `message` encodes to its own bytes. */
static inline void check_again(const char *name, const struct rt_message *message)
{
    static uint8_t out[4096];
    struct rt_encoder encoder;
    struct rt_field field;
    rt_encode_begin(&encoder, out, sizeof out, message->num_tags);
    for (uint32_t i = 0; rt_message_at(&field, message, i); i++) {
        rt_encode_add(&encoder, field.tag, field.value);
    }
    CHECK(rt_bytes_equal(rt_bytes_from(out, rt_encode_end(&encoder)), message->bytes),
          "%s changes when encoded", name);
}

static inline void check_error_is(const char *name, const struct rt_error *err, enum rt_code code,
                                  enum rt_place place, uint32_t tag, size_t offset)
{
    CHECK_STR(name, rt_error_info(err->code)->slug, rt_error_info(code)->slug);
    CHECK_EQ(name, err->code, code);
    CHECK_EQ(name, err->place, place);
    CHECK_EQ(name, err->tag, tag);
    CHECK_EQ(name, err->offset, offset);
}

#endif
