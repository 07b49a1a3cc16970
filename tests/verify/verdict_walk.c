/* The verifier as a filter: a line of JSON in, a line out, so that tests in other languages can hold it
 * against what they think. Each line is an exchange in hex (response, request, nonce, key) with a policy;
 * with "flips", a list of masks, it is answered by a map: what the verdict becomes when one byte after the
 * other is changed by that mask. */
#include "verdict_json.h"

#define MAX_MASKS 8

struct input {
    struct rt_question question;
    struct rt_policy policy;
    struct rt_key key;
    uint8_t *response, *request, *nonce, *public_key;
};

static void read_input(struct input *in, const json_t *line)
{
    *in = (struct input){0};
    in->question.response = verdict_hex(&in->response, line, "response");
    in->question.request = verdict_hex(&in->request, line, "request");
    in->question.nonce = verdict_hex(&in->nonce, line, "nonce");
    if (verdict_hex(&in->public_key, line, "key").len == sizeof in->key.b) {
        memcpy(in->key.b, in->public_key, sizeof in->key.b);
        in->question.key = &in->key;
    }
    verdict_policy(&in->policy, line);
}

static void free_input(struct input *in)
{
    free(in->response);
    free(in->request);
    free(in->nonce);
    free(in->public_key);
}

static bool failed(const struct rt_verdict *v, enum rt_check check)
{
    return v->check[check].outcome == RT_FAILED;
}

/* Structural, signed (or hashed), compared, or free. */
static char letter(const struct rt_verdict *v)
{
    bool is_signed =
        failed(v, RT_CHECK_DELEGATION) || failed(v, RT_CHECK_SIGNATURE) || failed(v, RT_CHECK_MERKLE);
    return failed(v, RT_CHECK_STRUCTURE) ? 's' : is_signed ? 'x' : v->kind != RT_VERDICT_VALID ? 'c' : 'f';
}

/* A letter for each byte of `data`, which is part of the question. */
static json_t *map_bytes(const struct input *in, uint8_t *data, size_t len, uint8_t mask)
{
    struct rt_verdict v;
    char *letters = calloc(len + 1, 1);
    if (letters == NULL) {
        exit(3);
    }
    for (size_t i = 0; i < len; i++) {
        data[i] ^= mask;
        rt_verify(&v, &in->question, &in->policy);
        data[i] ^= mask;
        letters[i] = letter(&v);
    }
    json_t *map = json_string(letters);
    free(letters);
    return map;
}

static json_t *map(const struct input *in, const json_t *masks)
{
    json_t *request = json_array(), *response = json_array();
    for (size_t i = 0; i < json_array_size(masks) && i < MAX_MASKS; i++) {
        uint8_t mask = (uint8_t)json_integer_value(json_array_get(masks, i));
        json_array_append_new(request, map_bytes(in, in->request, in->question.request.len, mask));
        json_array_append_new(response, map_bytes(in, in->response, in->question.response.len, mask));
    }
    return json_pack("{s:o, s:o}", "request", request, "response", response);
}

static json_t *answer(const json_t *line)
{
    struct input in;
    struct rt_verdict v;
    read_input(&in, line);
    const json_t *masks = json_object_get(line, "flips");
    rt_verify(&v, &in.question, &in.policy);
    json_t *out = masks != NULL ? map(&in, masks) : verdict_json(&v);
    free_input(&in);
    return out;
}

int main(void)
{
    json_error_t error;
    json_t *line;
    while ((line = json_loadf(stdin, JSON_DISABLE_EOF_CHECK, &error)) != NULL) {
        json_t *out = answer(line);
        json_dumpf(out, stdout, JSON_COMPACT);
        putchar('\n');
        json_decref(out);
        json_decref(line);
    }
    return feof(stdin) ? 0 : 2;
}
