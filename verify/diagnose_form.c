/* Bytes that could not be read: read in another way, and what they look like. */
#include "diagnose_parts.h"

/* As which versions one that no document defines may be read: what those numbers are known to stand for, and
 * what roughtime_cpp's are. */
static const uint32_t likely_codes[] = {RT_VERSION_DRAFT12, 0x8000000b};
#define NUM_LIKELY (sizeof likely_codes / sizeof likely_codes[0])

/* How far into a capture's record a packet is looked for: Ethernet, IPv6 and UDP take 62 bytes. */
#define SEARCH_LEN 128

/* The bytes that failed, whose they are, and why. */
struct form {
    struct rt_bytes in;
    enum rt_subject subject;
    struct rt_error err;
};

enum reading { AS_IS, NO_TAIL, NO_HEADER, LATER, NO_PREFIX, NUM_READINGS };

static void add(struct rt_diagnoses *out, enum rt_diagnosis_code code, const struct form *form,
                uint32_t number)
{
    size_t before = out->num;
    rt_diagnose_add(out, code, RT_CHECK_STRUCTURE, number);
    if (out->num > before) {
        out->item[before].subject = form->subject;
    }
}

/* Offset of the first packet header after the first byte; 0 if there is none. */
static uint32_t packet_at(struct rt_bytes in)
{
    static const char magic[8] = {'R', 'O', 'U', 'G', 'H', 'T', 'I', 'M'};
    for (uint32_t at = 1; at < SEARCH_LEN && at < in.len; at++) {
        if (rt_bytes_starts(rt_bytes_after(in, at), magic, sizeof magic)) {
            return at;
        }
    }
    return 0;
}

/* A packet that ends early, its length field being right: its last value may seem whole without the header.
 */
static bool is_cut(const struct form *form)
{
    uint32_t len;
    return form->err.code == RT_E_PACKET_TRUNCATED && rt_bytes_u32(&len, form->in, 8) && len != form->in.len;
}

/* The bytes of such a reading; false if it differs in nothing. */
static bool read_as(struct rt_bytes *out, enum reading reading, const struct form *form)
{
    struct rt_bytes in = form->in;
    struct rt_bytes rest;
    struct rt_error err;
    uint32_t prefix;
    *out = in;
    switch (reading) {
    case AS_IS:
        return true;
    case NO_TAIL:
        return rt_frame_begins(in) && rt_frame_split(out, &rest, &err, in) && rest.len > 0;
    case NO_HEADER:
        *out = rt_bytes_after(in, RT_FRAME_LEN);
        return rt_frame_begins(in) && !is_cut(form);
    case LATER:
        *out = rt_bytes_after(in, packet_at(in));
        return packet_at(in) != 0;
    case NO_PREFIX:
        *out = rt_bytes_after(in, 4);
        return rt_bytes_u32(&prefix, in, 0) && prefix == out->len;
    case NUM_READINGS:
        break;
    }
    return false;
}

static bool parses(struct rt_bytes in, enum rt_subject subject, uint32_t treat_as)
{
    struct rt_response response;
    struct rt_request request;
    struct rt_error err;
    return subject == RT_OF_RESPONSE ? rt_response_parse_as(&response, &err, in, RT_FORM_ANY, treat_as)
                                     : rt_request_parse_as(&request, &err, in, RT_FORM_ANY, treat_as);
}

static void add_reading(struct rt_diagnoses *out, enum reading reading, const struct form *form)
{
    switch (reading) {
    case NO_TAIL:
        add(out, RT_D_TAIL_IGNORED, form, 0);
        break;
    case NO_HEADER:
        add(out, RT_D_HEADER_IGNORED, form, 0);
        break;
    case LATER:
        add(out, RT_D_BEGINS_LATER, form, packet_at(form->in));
        break;
    case NO_PREFIX:
        add(out, RT_D_LENGTH_PREFIX, form, 0);
        break;
    case AS_IS: /* then the version is another */
    case NUM_READINGS:
        break;
    }
}

/* The first reading that parses. */
static bool find_reading(struct rt_bytes *in, uint32_t *treat_as, struct rt_diagnoses *out,
                         const struct form *form)
{
    for (unsigned i = 0; i < NUM_READINGS * NUM_LIKELY; i++) {
        enum reading reading = (enum reading)(i / NUM_LIKELY);
        *treat_as = likely_codes[i % NUM_LIKELY];
        if (read_as(in, reading, form) && parses(*in, form->subject, *treat_as)) {
            add_reading(out, reading, form);
            return true;
        }
    }
    *treat_as = likely_codes[0];
    return false;
}

/* What the bytes are written in, where they are no bytes. */
enum script { BINARY, HEX, BASE64, JSON };

static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_hex(uint8_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_base64(uint8_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' ||
           c == '/' || c == '=';
}

static enum script script_of(struct rt_bytes in)
{
    enum script script = in.len < 8 ? BINARY : HEX;
    bool first = true;
    uint8_t c;
    for (size_t i = 0; script != BINARY && rt_bytes_u8(&c, in, i); i++) {
        if (is_space(c)) {
            continue;
        }
        if (first && (c == '{' || c == '[')) {
            return JSON;
        }
        first = false;
        script = script == HEX && is_hex(c) ? HEX : is_base64(c) ? BASE64 : BINARY;
    }
    return first ? BINARY : script;
}

static void add_script(struct rt_diagnoses *out, const struct form *form)
{
    static const enum rt_diagnosis_code codes[] = {RT_D_TEXT_HEX, RT_D_TEXT_HEX, RT_D_TEXT_BASE64,
                                                   RT_D_TEXT_JSON};
    enum script script = script_of(form->in);
    if (script != BINARY) {
        add(out, codes[script], form, 0);
    }
}

/* What lies behind a packet, and what its length field may count. */
static void add_lengths(struct rt_diagnoses *out, const struct form *form)
{
    static const uint32_t buffers[] = {1024, 1280, 1472, 1500};
    struct rt_bytes packet, rest;
    struct rt_error err;
    uint32_t len;
    if (form->err.code == RT_E_PACKET_TRAILING && rt_frame_split(&packet, &rest, &err, form->in)) {
        bool zeros = rt_bytes_first_nonzero(rest) == rest.len;
        if (zeros || rt_frame_begins(rest)) {
            add(out, zeros ? RT_D_PADDING_OUTSIDE : RT_D_PACKETS_SEVERAL, form, 0);
        }
    }
    if (form->err.code != RT_E_PACKET_TRUNCATED || !rt_bytes_u32(&len, form->in, 8)) {
        return;
    }
    if (len == form->in.len) {
        add(out, RT_D_LENGTH_OF_PACKET, form, 0);
        return;
    }
    for (size_t i = 0; i < sizeof buffers / sizeof buffers[0]; i++) {
        if (form->in.len == buffers[i]) {
            add(out, RT_D_CUT_AT_BUFFER, form, buffers[i]);
        }
    }
}

static uint32_t swap_u32(uint32_t v)
{
    return v << 24 | (v << 8 & 0xff0000) | (v >> 8 & 0xff00) | v >> 24;
}

/* The message that an error is in; false if it cannot be reached. */
static bool message_in(struct rt_message *out, struct rt_bytes in, enum rt_place place)
{
    struct rt_message outer = {{NULL, 0, 0}, 0, RT_IN_TOP}, middle = outer;
    struct rt_error err;
    struct rt_bytes bytes;
    bool framed;
    uint32_t tag = place == RT_IN_SREP ? RT_TAG_SREP : RT_TAG_CERT;
    *out = outer;
    if (!rt_frame_open(&bytes, &framed, &err, in, RT_FORM_ANY) ||
        !rt_message_parse(&outer, &err, bytes, RT_IN_TOP)) {
        return false;
    }
    if (place == RT_IN_TOP) {
        *out = outer;
        return true;
    }
    if (!rt_message_find(&bytes, &outer, tag) || !rt_message_parse(&middle, &err, bytes, place)) {
        return false;
    }
    *out = middle;
    return place != RT_IN_DELE ||
           (rt_message_find(&bytes, &middle, RT_TAG_DELE) && rt_message_parse(out, &err, bytes, RT_IN_DELE));
}

static void add_numbers(struct rt_diagnoses *out, const struct form *form)
{
    struct rt_bytes bytes;
    struct rt_error err;
    bool framed;
    uint32_t num;
    if (form->err.code == RT_E_HEADER_TRUNCATED &&
        rt_frame_open(&bytes, &framed, &err, form->in, RT_FORM_ANY) && rt_bytes_u32(&num, bytes, 0) &&
        swap_u32(num) > 0 && swap_u32(num) <= bytes.len / 8) {
        add(out, RT_D_NUMBERS_SWAPPED, form, 0);
    }
}

static bool ascends_as_letters(const struct rt_message *message)
{
    struct rt_field field;
    uint32_t before = 0;
    for (uint32_t i = 0; rt_message_at(&field, message, i); i++) {
        if (i > 0 && swap_u32(field.tag) <= before) {
            return false;
        }
        before = swap_u32(field.tag);
    }
    return true;
}

/* Numbers that the tables of drafts 00-03 and 08-09 print for NONC and ZZZZ. */
#define MISPRINTED_NONC UINT32_C(0x434e4f48)
#define MISPRINTED_ZZZZ UINT32_C(0x7a7a7a7a)

static void add_missing(struct rt_diagnoses *out, const struct form *form)
{
    static const enum rt_place places[] = {RT_IN_TOP, RT_IN_SREP, RT_IN_CERT, RT_IN_DELE};
    struct rt_message message;
    struct rt_bytes value;
    if (form->err.tag == RT_TAG_NONC && message_in(&message, form->in, form->err.place) &&
        rt_message_find(&value, &message, MISPRINTED_NONC)) {
        add(out, RT_D_TAG_MISPRINTED, form, MISPRINTED_NONC);
    }
    /* SIG has two places in every version. */
    for (size_t i = 0; form->err.tag != RT_TAG_SIG && i < sizeof places / sizeof places[0]; i++) {
        if (places[i] != form->err.place && message_in(&message, form->in, places[i]) &&
            rt_message_find(&value, &message, form->err.tag)) {
            add(out, RT_D_TAG_ELSEWHERE, form, places[i]);
            return;
        }
    }
}

static void add_tags(struct rt_diagnoses *out, const struct form *form)
{
    struct rt_message message;
    if (form->err.code == RT_E_TAG_ORDER && message_in(&message, form->in, form->err.place) &&
        ascends_as_letters(&message)) {
        add(out, RT_D_TAGS_SWAPPED, form, 0);
    } else if (form->err.code == RT_E_TAG_FORM && form->err.tag == MISPRINTED_ZZZZ) {
        add(out, RT_D_TAG_MISPRINTED, form, MISPRINTED_ZZZZ);
    } else if (form->err.code == RT_E_TAG_FORM && rt_tag_id(form->err.tag) != RT_NUM_IDS) {
        add(out, RT_D_TAG_OTHER_VERSION, form, 0);
    } else if (form->err.code == RT_E_TAG_MISSING) {
        add_missing(out, form);
    }
}

/* What the bytes are, if they are something else than was said. */
static void add_kind(struct rt_diagnoses *out, const struct form *form)
{
    struct rt_identity identity;
    struct rt_message message;
    struct rt_slots slots, none = {.seen = 0};
    bool misplaced = form->err.code == RT_E_NOT_REQUEST || form->err.code == RT_E_NOT_RESPONSE;
    if (!misplaced || !message_in(&message, form->in, RT_IN_TOP)) {
        return;
    }
    rt_slots_fill(&slots, &message);
    rt_identify(&identity, &slots, &none, rt_frame_begins(form->in));
    if (identity.kind != RT_KIND_MESSAGE) {
        add(out, RT_D_KIND_OTHER, form, identity.kind);
    }
}

static bool are_swapped(const struct rt_question *q)
{
    return q->request.len > 0 && parses(q->request, RT_OF_RESPONSE, 0) &&
           parses(q->response, RT_OF_REQUEST, 0);
}

#define CODE_MLDSA UINT32_C(0x90000001)

static void add_version(struct rt_diagnoses *out, const struct form *form)
{
    uint32_t code;
    if (form->err.code == RT_E_VERSION_UNKNOWN &&
        rt_bytes_u32(&code, rt_bytes_after(form->in, form->err.offset - form->in.at), 0) &&
        code == CODE_MLDSA) {
        add(out, RT_D_VERSION_MLDSA, form, 0);
    }
}

/* What can be told of bytes that failed; true, and `in` so read, if another reading of them passes. */
static bool explain(struct rt_bytes *in, uint32_t *treat_as, struct rt_diagnoses *out,
                    const struct form *form)
{
    add_kind(out, form);
    add_script(out, form);
    add_lengths(out, form);
    add_numbers(out, form);
    add_tags(out, form);
    add_version(out, form);
    return find_reading(in, treat_as, out, form);
}

/* A request has often the same fault as its response: of what both were kept in. */
static void explain_request(struct rt_question *question, uint32_t treat_as, struct rt_diagnoses *out)
{
    struct form form = {question->request, RT_OF_REQUEST, {RT_OK, RT_IN_TOP, 0, 0}};
    struct rt_request request;
    bool wrong = question->request.len > 0 &&
                 !rt_request_parse_as(&request, &form.err, question->request, RT_FORM_ANY, treat_as);
    if (wrong && !explain(&question->request, &treat_as, out, &form)) {
        question->request = form.in;
    }
}

bool rt_diagnose_form(struct rt_diagnoses *out, struct rt_question *question, uint32_t *treat_as,
                      const struct rt_diagnose_case *c)
{
    const struct rt_finding *finding = &c->verdict->check[RT_CHECK_STRUCTURE];
    const struct form response = {question->response, RT_OF_RESPONSE, finding->error};
    *treat_as = likely_codes[0];
    if (are_swapped(question)) {
        question->response = question->request;
        question->request = response.in;
        add(out, RT_D_EXCHANGE_SWAPPED, &response, 0);
        return true;
    }
    if (finding->subject == RT_OF_RESPONSE && !explain(&question->response, treat_as, out, &response)) {
        return false;
    }
    explain_request(question, *treat_as, out);
    return true;
}
