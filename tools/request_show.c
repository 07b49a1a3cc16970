#include "tools/request_show.h"

#include "parser/text.h"

/* Everything that is written of one request: hex or base64 of it, and what else JSON says. */
#define LINE_ROOM (2 * sizeof(struct request) + 8192)

void request_show_hex(FILE *out, struct rt_bytes bytes)
{
    static char line[LINE_ROOM];
    struct rt_text text = rt_text_into(line, sizeof line);
    rt_text_hex(&text, bytes);
    rt_text_char(&text, '\n');
    fwrite(line, 1, rt_text_len(&text), out);
}

static void put_base64(FILE *out, struct rt_bytes bytes)
{
    static char line[LINE_ROOM];
    struct rt_text text = rt_text_into(line, sizeof line);
    rt_text_base64(&text, bytes);
    rt_text_char(&text, '\n');
    fwrite(line, 1, rt_text_len(&text), out);
}

/* The version that a server would choose; null for the number that bare ones lack. */
static void json_version(struct rt_text *text, const struct rt_offer *offer)
{
    uint32_t code;
    rt_text_string(text, "{\"version\":{\"code\":");
    if (rt_version_choose(&code, rt_bytes_from(offer->list, offer->list_len), offer->has_type) != NULL) {
        rt_text_uint(text, code);
    } else {
        rt_text_string(text, "null");
    }
    rt_text_string(text, ",\"name\":\"");
    rt_text_string(text, offer->version->name);
    rt_text_string(text, "\"}");
}

static void json_versions(struct rt_text *text, const struct rt_offer *offer)
{
    uint32_t code;
    struct rt_bytes list = rt_bytes_from(offer->list, offer->list_len);
    for (size_t i = 0; rt_bytes_u32(&code, list, i); i += 4) {
        rt_text_string(text, i > 0 ? ",{\"code\":" : "{\"code\":");
        rt_text_uint(text, code);
        rt_text_string(text, ",\"name\":\"");
        rt_version_code_name(text, code);
        rt_text_string(text, "\"}");
    }
}

static void json_mistakes(struct rt_text *text, uint64_t mistakes)
{
    const char *between = "\"";
    for (unsigned i = 0; i < NUM_MISTAKES; i++) {
        if ((mistakes >> i & 1) != 0) {
            rt_text_string(text, between);
            rt_text_string(text, mistake_info((enum mistake)i)->name);
            rt_text_char(text, '"');
            between = ",\"";
        }
    }
}

/* A member whose value is base64, as in reports (RFC 10049 8.4.1). */
static void json_bytes(struct rt_text *text, const char *key, struct rt_bytes value)
{
    rt_text_string(text, ",\"");
    rt_text_string(text, key);
    rt_text_string(text, "\":\"");
    rt_text_base64(text, value);
    rt_text_char(text, '"');
}

static void put_json(FILE *out, const struct request_options *asked, const struct request *made)
{
    static char line[LINE_ROOM];
    struct rt_text text = rt_text_into(line, sizeof line);
    json_version(&text, &asked->offer);
    rt_text_string(&text, ",\"versions\":[");
    json_versions(&text, &asked->offer);
    rt_text_string(&text, "],\"mistakes\":[");
    json_mistakes(&text, asked->mistakes);
    rt_text_string(&text, "],\"size\":");
    rt_text_uint(&text, made->len);
    json_bytes(&text, "nonce", rt_bytes_from(made->nonce, made->nonce_len));
    if (asked->response.len > 0) {
        json_bytes(&text, "rand", asked->random);
    }
    if (asked->key.len > 0) {
        json_bytes(&text, "publicKey", asked->key);
    }
    json_bytes(&text, "request", rt_bytes_from(made->data, made->len));
    rt_text_string(&text, "}\n");
    fwrite(line, 1, rt_text_len(&text), out);
}

void request_show(FILE *out, enum request_format format, const struct request_options *asked,
                  const struct request *made)
{
    struct rt_bytes bytes = rt_bytes_from(made->data, made->len);
    switch (format) {
    case REQUEST_RAW:
        fwrite(made->data, 1, made->len, out);
        break;
    case REQUEST_HEX:
        request_show_hex(out, bytes);
        break;
    case REQUEST_BASE64:
        put_base64(out, bytes);
        break;
    case REQUEST_JSON:
        put_json(out, asked, made);
        break;
    }
}
