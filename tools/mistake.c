#include "tools/mistake.h"

#include "parser/encode.h"
#include "parser/frame.h"
#include "tools/sketch.h"

#include <string.h>

#define PADDING (RT_BIT(PAD) | RT_BIT(PADG) | RT_BIT(ZZZZ))

enum stage { FIELDS, MESSAGE, PACKET };

static const struct {
    struct mistake_info info;
    enum stage stage;
    bool (*make)(struct sketch *s);
} rows[] = {
#define MISTAKE_ROW(function, stage, name, verdict, text) {{name, verdict, text}, stage, mistake_##function},
    MISTAKE_LIST(MISTAKE_ROW)
#undef MISTAKE_ROW
};

const struct mistake_info *mistake_info(enum mistake mistake)
{
    return &rows[mistake].info;
}

enum mistake mistake_find(const char *name)
{
    unsigned i = 0;
    while (i < NUM_MISTAKES && strcmp(name, rows[i].info.name) != 0) {
        i++;
    }
    return (enum mistake)i;
}

/* The fields of a sound request, which are at most five. */
static bool begin(struct sketch *s, struct rt_bytes request, const struct rt_version *version)
{
    struct rt_message message;
    struct rt_error err;
    *s = (struct sketch){.version = version, .framed = version->framed};
    s->header = version->framed ? RT_FRAME_LEN : 0;
    if (!rt_message_parse(&message, &err, rt_bytes_after(request, s->header), RT_IN_TOP)) {
        return false;
    }
    s->size = message.bytes.len;
    while (s->num < SKETCH_FIELDS && rt_message_at(&s->field[s->num], &message, s->num)) {
        enum rt_id id = rt_tag_id(s->field[s->num].tag);
        if (id < RT_NUM_IDS && (version->request.may & PADDING & UINT32_C(1) << id) != 0) {
            s->padding_tag = s->field[s->num].tag;
        }
        s->num++;
    }
    return s->num == message.num_tags;
}

/* The mistakes of one stage; the first that cannot be made, or NUM_MISTAKES. */
static enum mistake run(struct sketch *s, enum stage stage, uint64_t mistakes)
{
    for (unsigned i = 0; i < NUM_MISTAKES; i++) {
        if (rows[i].stage == stage && (mistakes >> i & 1) != 0 && !rows[i].make(s)) {
            return (enum mistake)i;
        }
    }
    return NUM_MISTAKES;
}

static bool encode(struct sketch *s, uint8_t *out, size_t cap)
{
    struct rt_encoder encoder;
    rt_encode_begin(&encoder, out + s->header, cap - s->header, s->num);
    for (uint32_t i = 0; i < s->num; i++) {
        if (s->field[i].tag != s->padding_tag) {
            rt_encode_add(&encoder, s->field[i].tag, s->field[i].value);
            continue;
        }
        size_t len = sketch_padding_len(s);
        uint8_t *padding = rt_encode_reserve(&encoder, s->padding_tag, len);
        if (padding != NULL) {
            memset(padding, s->padding_byte, len);
        }
    }
    s->out = out;
    s->len = s->header + rt_encode_end(&encoder);
    return s->len > s->header;
}

static bool frame(struct sketch *s)
{
    return !s->framed || rt_encode_frame(s->out, s->header, s->len - s->header);
}

bool mistake_make(uint8_t *out, size_t *len, enum mistake *culprit, struct rt_bytes request,
                  const struct rt_version *version, uint64_t mistakes)
{
    struct sketch s;
    bool ok = begin(&s, request, version);
    *culprit = ok ? run(&s, FIELDS, mistakes) : NUM_MISTAKES;
    ok = ok && *culprit == NUM_MISTAKES && encode(&s, out, request.len + MISTAKE_ROOM);
    if (ok) {
        *culprit = run(&s, MESSAGE, mistakes);
    }
    ok = ok && *culprit == NUM_MISTAKES && frame(&s);
    if (ok) {
        *culprit = run(&s, PACKET, mistakes);
    }
    ok = ok && *culprit == NUM_MISTAKES;
    *len = ok ? s.len : 0;
    return ok;
}
