/* What parses as JSON can be walked to the last value, each value parses on its own, strings fit where the
 * header says they do, and what is echoed reads back the same. With ROUGHPROOF_JANSSON defined, jansson must
 * agree (link it).
 * Maximum length 4096. */
#include "parser/json.h"
#include "parser/base64.h"

#include <stdlib.h>

#ifdef ROUGHPROOF_JANSSON
#include "tests/containers/json_oracle.h"
#endif

static void demand(bool holds)
{
    if (!holds) {
        abort();
    }
}

/* Or is none. */
static bool lies_in(struct rt_bytes inner, struct rt_bytes outer)
{
    return inner.data == NULL ||
           (inner.at >= outer.at && inner.len <= outer.len && inner.at - outer.at <= outer.len - inner.len);
}

static void check_string(struct rt_json value)
{
    struct rt_error err;
    struct rt_json echoed;
    size_t len, echoed_len, cap = value.text.len;
    uint8_t *a = malloc(cap), *b = malloc(cap);
    char *echo = malloc(6 * cap);
    if (a != NULL && b != NULL && echo != NULL) {
        struct rt_text text = rt_text_into(echo, 6 * cap);
        demand(rt_json_string(a, &len, &err, cap, value));
        rt_json_echo(&text, value);
        demand(!rt_text_overflows(&text));
        demand(rt_json_parse(&echoed, &err, rt_bytes_from(echo, rt_text_len(&text)), 6 * cap));
        demand(rt_json_string(b, &echoed_len, &err, cap, echoed));
        demand(len == echoed_len && memcmp(a, b, len) == 0);
        bool ok = rt_json_base64(b, &len, &err, RT_BASE64_ROOM(cap), value);
        demand(ok || lies_in((struct rt_bytes){b, 0, err.offset}, value.text));
    }
    free(a);
    free(b);
    free(echo);
}

static void check_value(struct rt_json value)
{
    struct rt_json again;
    struct rt_error err;
    uint64_t v;
    demand(rt_json_parse(&again, &err, value.text, value.text.len));
    demand(rt_bytes_equal(again.text, value.text) && again.text.at == value.text.at);
    if (rt_json_type(value) == RT_JSON_STRING) {
        check_string(value);
    }
    demand(rt_json_uint(&v, &err, value) || err.code == RT_E_JSON_TYPE || err.code == RT_E_JSON_INTEGER);
}

/* All values below `root`, which is at most RT_JSON_DEPTH_MAX deep. */
static void check_tree(struct rt_json root)
{
    struct rt_json_walk walks[RT_JSON_DEPTH_MAX];
    size_t depth = 1;
    check_value(root);
    walks[0] = rt_json_enter(root);
    while (depth > 0) {
        struct rt_json key, value;
        if (!rt_json_next(&key, &value, &walks[depth - 1])) {
            depth--;
            continue;
        }
        demand(lies_in(value.text, root.text) && lies_in(key.text, root.text));
        demand((rt_json_type(key) == RT_JSON_STRING) == walks[depth - 1].object);
        check_value(value);
        if (rt_json_type(value) >= RT_JSON_ARRAY) {
            demand(depth < RT_JSON_DEPTH_MAX);
            walks[depth++] = rt_json_enter(value);
        }
    }
}

/* Walks over bytes that nobody checked end, and stay inside them. */
static void check_unchecked(struct rt_bytes in)
{
    struct rt_json key, value;
    struct rt_json_walk walk = rt_json_enter((struct rt_json){in});
    for (size_t i = 0; rt_json_next(&key, &value, &walk); i++) {
        demand(i <= in.len && lies_in(value.text, in) && lies_in(key.text, in));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rt_json root;
    struct rt_error err;
    struct rt_bytes in = rt_bytes_from(data, size);
    check_unchecked(in);
    if (rt_json_parse(&root, &err, in, size)) {
        demand(err.code == RT_OK);
        check_tree(root);
    } else {
        demand(rt_error_info(err.code)->stage == RT_STAGE_TEXT && err.offset <= size);
        demand(rt_json_type(root) == RT_JSON_NONE);
    }
#ifdef ROUGHPROOF_JANSSON
    demand(json_oracle_agrees(data, size));
#endif
    return 0;
}
