#include "tools/request_maker.h"

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

/* A member whose value is base64, as in reports (RFC 10049 8.4.1). */
static void json_bytes(struct rt_text *text, const char *key, struct rt_bytes value)
{
    rt_text_string(text, ",\"");
    rt_text_string(text, key);
    rt_text_string(text, "\":\"");
    rt_text_base64(text, value);
    rt_text_char(text, '"');
}

void request_json_begin(struct rt_text *text, const struct request_options *asked)
{
    json_version(text, &asked->offer);
    rt_text_string(text, ",\"versions\":[");
    json_versions(text, &asked->offer);
    rt_text_string(text, "],\"mistakes\":[");
}

void request_json_end(struct rt_text *text, const struct request_options *asked, const struct request *made)
{
    rt_text_string(text, "],\"size\":");
    rt_text_uint(text, made->len);
    json_bytes(text, "nonce", rt_bytes_from(made->nonce, made->nonce_len));
    if (asked->response.len > 0) {
        json_bytes(text, "rand", asked->random);
    }
    if (asked->key.len > 0) {
        json_bytes(text, "publicKey", asked->key);
    }
    json_bytes(text, "request", rt_bytes_from(made->data, made->len));
    rt_text_char(text, '}');
}
