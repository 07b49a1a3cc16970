#include "message.h"

#include "tag.h"

/*@ requires \valid(num_tags) && \valid(err) && \separated(num_tags, err) && rt_readable(in);
    assigns *num_tags, *err;
    ensures \result ==> in.len >= 4 && 8 * *num_tags <= in.len && (*num_tags == 0 ==> in.len == 4); */
static bool check_size(uint32_t *num_tags, struct rt_error *err, struct rt_bytes in, enum rt_place place)
{
    if (!rt_bytes_u32(num_tags, in, 0)) {
        return rt_fail(err, RT_E_MESSAGE_SHORT, place, 0, in.at);
    }
    if (*num_tags == 0 && in.len != 4) {
        return rt_fail(err, RT_E_MESSAGE_EMPTY, place, 0, in.at);
    }
    if (*num_tags > in.len / 8 && *num_tags != 0) { /* as a quotient: 8 * num_tags could wrap */
        return rt_fail(err, RT_E_HEADER_TRUNCATED, place, 0, in.at);
    }
    return true;
}

/* The offset words: 4 <= 4 * i < 4 * num_tags <= in.len / 2. */
/*@ requires \valid(err) && rt_readable(in) && in.len >= 4 && 8 * num_tags <= in.len;
    requires num_tags == 0 ==> in.len == 4;
    assigns *err;
    ensures \result ==> in.len % 4 == 0;
    ensures \result ==> rt_header_sound(in, num_tags); */
static bool check_offsets(struct rt_error *err, struct rt_bytes in, uint32_t num_tags, enum rt_place place)
{
    size_t values_len = in.len - (size_t)rt_message_header_len(num_tags);
    uint32_t before = 0;
    /*@ loop invariant 1 <= i && (i <= num_tags || num_tags == 0);
        loop invariant before <= values_len;
        loop invariant before == (i == 1 ? 0 : rt_word(in, i - 1));
        loop invariant \forall integer k; 1 <= k < i ==> 0 <= rt_word(in, k) <= values_len;
        loop invariant \forall integer k; 1 <= k < i - 1 ==> rt_word(in, k) <= rt_word(in, k + 1);
        loop assigns i, before, *err;
        loop variant num_tags - i; */
    for (uint32_t i = 1; i < num_tags; i++) {
        uint32_t offset;
        size_t word = (size_t)4 * i;
        if (!rt_bytes_u32(&offset, in, word) || offset % 4 != 0) {
            return rt_fail(err, RT_E_OFFSET_UNALIGNED, place, 0, in.at + word);
        }
        if (offset < before) {
            return rt_fail(err, RT_E_OFFSET_ORDER, place, 0, in.at + word);
        }
        if (offset > values_len) {
            return rt_fail(err, RT_E_OFFSET_RANGE, place, 0, in.at + word);
        }
        before = offset;
    }
    /*@ assert ranged: \forall integer k; 0 <= k <= num_tags ==>
          0 <= rt_offset(in, num_tags, k) <= values_len; */
    /*@ assert ordered: \forall integer k; 0 <= k < num_tags ==>
          rt_offset(in, num_tags, k) <= rt_offset(in, num_tags, k + 1); */
    if (in.len % 4 != 0) {
        return rt_fail(err, RT_E_MESSAGE_UNALIGNED, place, 0, in.at + (in.len & ~(size_t)3));
    }
    return true;
}

bool rt_message_parse(struct rt_message *out, struct rt_error *err, struct rt_bytes bytes,
                      enum rt_place place)
{
    uint32_t num_tags;
    *out = (struct rt_message){bytes, 0, place};
    if (!check_size(&num_tags, err, bytes, place) || !check_offsets(err, bytes, num_tags, place)) {
        return false;
    }
    out->num_tags = num_tags;
    return rt_succeed(err);
}

/*@ requires rt_message_sound(message);
    assigns \nothing;
    ensures index < message.num_tags ==> \result == rt_tag_word(message, index); */
static uint32_t tag_at(struct rt_message message, uint32_t index)
{
    uint32_t tag;
    size_t word = (size_t)4 * message.num_tags + (size_t)4 * index;
    return rt_bytes_u32(&tag, message.bytes, word) ? tag : 0;
}

/* Index of the first tag that is not greater than the one before it; num_tags if there is none. */
/*@ requires \valid_read(message) && rt_message_sound(*message);
    assigns \nothing;
    ensures \result <= message->num_tags;
    ensures \result < message->num_tags ==> 1 <= \result && !rt_tags_ascend(*message);
    ensures \result == message->num_tags ==> rt_tags_ascend(*message); */
static uint32_t first_disorder(const struct rt_message *message)
{
    uint32_t i = 1;
    /*@ loop invariant 1 <= i && (i <= message->num_tags || message->num_tags == 0);
        loop invariant \forall integer k; 1 <= k < i ==>
          rt_tag_word(*message, k - 1) < rt_tag_word(*message, k);
        loop assigns i;
        loop variant message->num_tags - i; */
    while (i < message->num_tags && tag_at(*message, i) > tag_at(*message, i - 1)) {
        i++;
    }
    return i < message->num_tags ? i : message->num_tags;
}

/*@ requires \valid_read(message) && rt_message_sound(*message);
    assigns \nothing;
    ensures \result <= message->num_tags; */
static uint32_t first_ill_formed(const struct rt_message *message)
{
    uint32_t i = 0;
    /*@ loop invariant i <= message->num_tags;
        loop assigns i;
        loop variant message->num_tags - i; */
    while (i < message->num_tags && rt_tag_is_formed(tag_at(*message, i))) {
        i++;
    }
    return i;
}

/* Index of the first tag that was there before; num_tags if there is none. */
/*@ requires \valid_read(message) && rt_message_sound(*message);
    assigns \nothing;
    ensures \result <= message->num_tags;
    ensures \result == message->num_tags ==> rt_tags_distinct(*message); */
static uint32_t first_repeated(const struct rt_message *message)
{
    /*@ loop invariant 1 <= i && (i <= message->num_tags || message->num_tags == 0);
        loop invariant \forall integer k, m; 0 <= m < k < i && k < message->num_tags ==>
          rt_tag_word(*message, k) != rt_tag_word(*message, m);
        loop assigns i;
        loop variant message->num_tags - i; */
    for (uint32_t i = 1; i < message->num_tags; i++) {
        /*@ loop invariant j <= i;
            loop invariant \forall integer m; 0 <= m < j ==>
              rt_tag_word(*message, i) != rt_tag_word(*message, m);
            loop assigns j;
            loop variant i - j; */
        for (uint32_t j = 0; j < i; j++) {
            if (tag_at(*message, i) == tag_at(*message, j)) {
                return i;
            }
        }
    }
    return message->num_tags;
}

bool rt_message_ascends(const struct rt_message *message)
{
    return first_disorder(message) == message->num_tags;
}

/*@ requires \valid(err) && \valid_read(message) && \separated(err, message);
    requires rt_message_sound(*message);
    assigns *err;
    ensures !\result; */
static bool fail_at(struct rt_error *err, enum rt_code code, const struct rt_message *message, uint32_t i)
{
    return rt_fail(err, code, message->place, tag_at(*message, i), rt_message_tag_at(message, i));
}

bool rt_message_check(struct rt_error *err, const struct rt_message *message, struct rt_message_rules rules)
{
    uint32_t none = message->num_tags;
    if (message->num_tags == 0 && !rules.empty) {
        return rt_fail(err, RT_E_MESSAGE_EMPTY, message->place, 0, message->bytes.at);
    }
    uint32_t i = first_disorder(message);
    if (i != none && rules.ascending) {
        bool twice = tag_at(*message, i) == tag_at(*message, i - 1);
        return fail_at(err, twice ? RT_E_TAG_DUPLICATE : RT_E_TAG_ORDER, message, i);
    }
    if (i != none && (i = first_repeated(message)) != none) {
        return fail_at(err, RT_E_TAG_DUPLICATE, message, i);
    }
    if (rules.formed && (i = first_ill_formed(message)) != none) {
        return fail_at(err, RT_E_TAG_FORM, message, i);
    }
    return rt_succeed(err);
}

/* Where value number `index` begins, or where the last one ends; counted from the first value. */
/*@ requires rt_message_sound(message) && index <= message.num_tags && message.num_tags > 0;
    assigns \nothing;
    ensures \result == rt_offset(message.bytes, message.num_tags, index); */
static size_t value_start(struct rt_message message, uint32_t index)
{
    uint32_t offset = 0;
    if (index == message.num_tags) {
        return message.bytes.len - (size_t)rt_message_header_len(message.num_tags);
    }
    return index != 0 && rt_bytes_u32(&offset, message.bytes, (size_t)4 * index) ? offset : 0;
}

bool rt_message_at(struct rt_field *out, const struct rt_message *message, uint32_t index)
{
    const struct rt_message m = *message;
    *out = (struct rt_field){0, {NULL, 0, 0}};
    if (index >= m.num_tags) {
        return false;
    }
    /* Offsets ascend and end inside the message: rt_message_parse has seen to it. */
    size_t start = value_start(m, index);
    size_t end = value_start(m, index + 1);
    size_t skip = (size_t)rt_message_header_len(m.num_tags) + start;
    /*@ assert ordered: start <= end <= m.bytes.len - 8 * m.num_tags; */
    /*@ assert inside: skip == rt_value_start(m, index) <= m.bytes.len; */
    out->tag = tag_at(m, index);
    return rt_bytes_sub(&out->value, m.bytes, skip, end - start);
}

bool rt_message_find(struct rt_bytes *out, const struct rt_message *message, uint32_t tag)
{
    struct rt_field field;
    /*@ loop invariant i <= message->num_tags;
        loop invariant \forall integer k; 0 <= k < i ==> rt_tag_word(*message, k) != tag;
        loop assigns i;
        loop variant message->num_tags - i; */
    for (uint32_t i = 0; i < message->num_tags; i++) {
        if (tag_at(*message, i) == tag) {
            bool found = rt_message_at(&field, message, i);
            *out = field.value;
            return found;
        }
    }
    *out = (struct rt_bytes){NULL, 0, 0};
    return false;
}
