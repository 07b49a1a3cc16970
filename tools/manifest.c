#include "tools/manifest.h"

#include "parser/lines.h"
#include "tools/json_out.h"

enum { REQUEST_FILE, RESPONSE_FILE, PUBLIC_KEY, RAND, NONCE, ID, NUM_MEMBERS };

static const char names[NUM_MEMBERS][RT_JSON_NAME_MAX] = {"requestFile", "responseFile", "publicKey",
                                                          "rand",        "nonce",        "id"};

static bool is_absent(struct rt_json value)
{
    enum rt_json_type type = rt_json_type(value);
    return type == RT_JSON_NONE || type == RT_JSON_NULL;
}

static bool read_name(char out[MANIFEST_FILE_MAX], struct rt_error *err, struct rt_json value)
{
    size_t len = 0;
    if (is_absent(value)) {
        return true;
    }
    return rt_json_string((uint8_t *)out, &len, err, MANIFEST_FILE_MAX - 1, value) &&
           (strlen(out) == len || rt_fail(err, RT_E_JSON_CONTROL, RT_IN_TOP, 0, value.text.at)); /* a NUL */
}

/* Bytes of one of two lengths, the second of which has room. */
static bool read_bytes(uint8_t *out, uint8_t *len, struct rt_error *err, struct rt_json value, size_t other,
                       size_t room)
{
    size_t decoded = 0;
    if (!is_absent(value) && !rt_json_base64(out, &decoded, err, room, value)) {
        return false;
    }
    *len = (uint8_t)decoded;
    return decoded == 0 || decoded == other || decoded == room ||
           rt_fail(err, RT_E_REPORT_LENGTH, RT_IN_TOP, 0, value.text.at);
}

static bool read_entry(struct manifest_entry *out, struct rt_error *err, struct rt_bytes line)
{
    struct rt_json value, member[NUM_MEMBERS];
    if (!rt_json_parse(&value, err, line, line.len)) {
        return false;
    }
    rt_json_pick(member, names, NUM_MEMBERS, value);
    out->id = member[ID];
    if (!read_name(out->request, err, member[REQUEST_FILE]) ||
        !read_name(out->response, err, member[RESPONSE_FILE]) ||
        !read_bytes(out->public_key, &out->public_key_len, err, member[PUBLIC_KEY], 32, 32) ||
        !read_bytes(out->rand, &out->rand_len, err, member[RAND], 32, 64) ||
        !read_bytes(out->nonce, &out->nonce_len, err, member[NONCE], 32, 64)) {
        return false;
    }
    bool named = out->request[0] != '\0' || out->response[0] != '\0';
    return named ? rt_succeed(err) : rt_fail(err, RT_E_REPORT_MEMBER, RT_IN_TOP, 0, line.at);
}

bool manifest_next(struct manifest_entry *out, struct rt_error *err, struct rt_bytes *rest)
{
    struct rt_bytes line;
    *out = (struct manifest_entry){0};
    (void)rt_succeed(err);
    if (!rt_lines_next(&line, rest)) {
        return false;
    }
    bool ok = read_entry(out, err, line);
    if (!ok) {
        *out = (struct manifest_entry){0};
    }
    return ok;
}

static void put_name(FILE *out, const char *key, const char *name, bool *first)
{
    if (name != NULL) {
        json_key(out, key, *first);
        json_string(out, rt_bytes_from(name, strlen(name)));
        *first = false;
    }
}

static void put_bytes(FILE *out, const char *key, struct rt_bytes bytes)
{
    if (bytes.len > 0) {
        json_key(out, key, false);
        json_base64(out, bytes);
    }
}

void manifest_put(FILE *out, const struct rt_exchange *exchange, const char *request, const char *response)
{
    bool first = true;
    fputc('{', out);
    put_name(out, names[REQUEST_FILE], request, &first);
    put_name(out, names[RESPONSE_FILE], response, &first);
    put_bytes(out, names[PUBLIC_KEY], exchange->public_key);
    put_bytes(out, names[RAND], exchange->rand);
    put_bytes(out, names[NONCE], exchange->nonce);
    if (exchange->id.text.len > 0) {
        json_key(out, names[ID], false);
        json_value(out, exchange->id);
    }
    fputs("}\n", out);
}
