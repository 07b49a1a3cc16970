#include "tools/request_maker.h"

static void clear(struct request *out)
{
    out->len = out->nonce_len = 0;
    memset(out->nonce, 0, sizeof out->nonce);
}

bool request_make(struct request *out, enum mistake *culprit, const struct request_options *options)
{
    uint8_t sound[RT_PACKET_MAX];
    *culprit = NUM_MISTAKES;
    if (!request_make_sound(out, options)) {
        return false;
    }
    size_t len = out->len;
    memcpy(sound, out->data, len);
    if (!mistake_make(out->data, &out->len, culprit, rt_bytes_from(sound, len), options->offer.version,
                      options->mistakes)) {
        clear(out);
        return false;
    }
    return true;
}
