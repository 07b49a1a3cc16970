/* manifest_next: reading ends; names are C strings within their room, lengths those of what they are; an
 * error lies within the text; read again it is the same; what manifest_put writes of an entry reads back as
 * that. Maximum length 8192. */
#include "tools/manifest.h"
#include "fuzz/invariants.h"
#include "fuzz/target.h"

static void check_entry(const struct manifest_entry *e)
{
    INVARIANT(memchr(e->request, 0, sizeof e->request) != NULL);
    INVARIANT(memchr(e->response, 0, sizeof e->response) != NULL);
    INVARIANT(e->request[0] != '\0' || e->response[0] != '\0');
    INVARIANT(e->public_key_len == 0 || e->public_key_len == 32);
    INVARIANT(e->rand_len == 0 || e->rand_len == 32 || e->rand_len == 64);
    INVARIANT(e->nonce_len == 0 || e->nonce_len == 32 || e->nonce_len == 64);
}

static bool same(const struct manifest_entry *a, const struct manifest_entry *b)
{
    return strcmp(a->request, b->request) == 0 && strcmp(a->response, b->response) == 0 &&
           rt_bytes_equal(rt_bytes_from(a->public_key, a->public_key_len),
                          rt_bytes_from(b->public_key, b->public_key_len)) &&
           rt_bytes_equal(rt_bytes_from(a->rand, a->rand_len), rt_bytes_from(b->rand, b->rand_len)) &&
           rt_bytes_equal(rt_bytes_from(a->nonce, a->nonce_len), rt_bytes_from(b->nonce, b->nonce_len));
}

static void check_written(const struct manifest_entry *e)
{
    const struct rt_exchange x = {.public_key = rt_bytes_from(e->public_key, e->public_key_len),
                                  .rand = rt_bytes_from(e->rand, e->rand_len),
                                  .nonce = rt_bytes_from(e->nonce, e->nonce_len),
                                  .id = e->id};
    char *text = NULL;
    size_t len = 0;
    struct manifest_entry back;
    struct rt_error err;
    FILE *out = open_memstream(&text, &len);
    INVARIANT(out != NULL);
    manifest_put(out, &x, e->request[0] != '\0' ? e->request : NULL,
                 e->response[0] != '\0' ? e->response : NULL);
    INVARIANT(fclose(out) == 0);
    struct rt_bytes rest = rt_bytes_from(text, len);
    INVARIANT(manifest_next(&back, &err, &rest) && same(e, &back));
    INVARIANT(!manifest_next(&back, &err, &rest) && err.code == RT_OK);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct manifest_entry entry, again;
    struct rt_bytes rest = rt_bytes_from(data, size), other = rest;
    struct rt_error err, other_err;
    for (size_t i = 0; i <= size + 1; i++) {
        bool ok = manifest_next(&entry, &err, &rest);
        INVARIANT(ok == manifest_next(&again, &other_err, &other) && err.code == other_err.code);
        if (ok) {
            check_entry(&entry);
            INVARIANT(same(&entry, &again));
            check_written(&entry);
        } else if (err.code == RT_OK) {
            return 0;
        }
        INVARIANT(err.code != RT_UNCHECKED && err.offset <= size);
    }
    abort(); /* more lines than bytes */
}
