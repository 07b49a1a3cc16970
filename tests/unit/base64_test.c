/* Base64, canonical: the vectors of RFC 4648, each error at its offset, and every length there and back. */
#include "parser/base64.h"
#include "parser/text.h"
#include "tests/check.h"

#include <stdlib.h>

enum { AT = 50 };

static const struct {
    const char *text;
    const char *bytes;
} vectors[] = {{"", ""},
               {"Zg==", "f"},
               {"Zm8=", "fo"},
               {"Zm9v", "foo"},
               {"Zm9vYg==", "foob"},
               {"Zm9vYmE=", "fooba"},
               {"Zm9vYmFy", "foobar"}};

static const struct {
    const char *text;
    enum rt_code code;
    size_t offset;
} refused[] = {
    {"Z", RT_E_BASE64_LENGTH, 1},
    {"Zg", RT_E_BASE64_LENGTH, 2},
    {"Zg=", RT_E_BASE64_LENGTH, 3},
    {"Zm9vY", RT_E_BASE64_LENGTH, 5},
    {"Zm9v\n", RT_E_BASE64_LENGTH, 5},
    {"Zh==", RT_E_BASE64_PADDING, 1},
    {"Zv==", RT_E_BASE64_PADDING, 1},
    {"Zm9=", RT_E_BASE64_PADDING, 2},
    {"Zm9vZm9=", RT_E_BASE64_PADDING, 6},
    {"Zm9vZh==", RT_E_BASE64_PADDING, 5},
    {"====", RT_E_BASE64_CHARACTER, 0},
    {"Z===", RT_E_BASE64_CHARACTER, 1},
    {"=m9v", RT_E_BASE64_CHARACTER, 0},
    {"Z=9v", RT_E_BASE64_CHARACTER, 1},
    {"Zg=v", RT_E_BASE64_CHARACTER, 2},
    {"Zg==Zm9v", RT_E_BASE64_CHARACTER, 2},
    {"Zm8=Zm9v", RT_E_BASE64_CHARACTER, 3},
    {"Zm-v", RT_E_BASE64_CHARACTER, 2},
    {"Zm_v", RT_E_BASE64_CHARACTER, 2},
    {"Zm v", RT_E_BASE64_CHARACTER, 2},
    {"Zm9v\nm9v", RT_E_BASE64_CHARACTER, 4},
    {"Zm9vZm9\xc3", RT_E_BASE64_CHARACTER, 7},
};

static void known(void)
{
    uint8_t out[8];
    struct rt_error err;
    size_t len;
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        const char *name = vectors[i].text;
        size_t expected = strlen(vectors[i].bytes);
        for (size_t cap = 0; cap <= sizeof out; cap++) {
            memset(out, 0xa5, sizeof out);
            bool ok = rt_base64_decode(out, &len, &err, cap, rt_bytes_from(name, strlen(name)));
            CHECK(ok == (cap >= expected), "%s into %zu", name, cap);
            CHECK_EQ(name, len, ok ? expected : 0);
            CHECK_EQ(name, err.code, ok ? RT_OK : RT_E_BASE64_ROOM);
            CHECK(!ok || memcmp(out, vectors[i].bytes, len) == 0, "%s: other bytes", name);
            CHECK(cap == sizeof out || out[cap] == 0xa5, "%s: beyond %zu", name, cap);
        }
    }
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        const char *name = refused[i].text;
        struct rt_bytes in = {(const uint8_t *)name, strlen(name), AT};
        CHECK(!rt_base64_decode(out, &len, &err, sizeof out, in) && len == 0, "%s is taken", name);
        CHECK_EQ(name, err.code, refused[i].code);
        CHECK_EQ(name, err.offset, AT + refused[i].offset);
    }
    CHECK(rt_base64_decode(NULL, &len, &err, 0, rt_bytes_from(NULL, 0)) && len == 0, "nothing");
}

/* Every character in every place: the 64, and no other. */
static void characters(void)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (unsigned c = 0; c < 256; c++) {
        const char *found = c != 0 ? strchr(alphabet, (int)c) : NULL;
        for (size_t place = 0; place < 4; place++) {
            uint8_t text[8] = {'A', 'A', 'A', 'A', 'A', 'A', 'A', 'A'}, out[6] = {0};
            struct rt_error err;
            size_t len;
            text[place] = (uint8_t)c;
            bool ok = rt_base64_decode(out, &len, &err, sizeof out, rt_bytes_from(text, 8));
            CHECK(ok == (found != NULL), "character 0x%02x", c);
            uint32_t group = (uint32_t)out[0] << 16 | (uint32_t)out[1] << 8 | out[2];
            CHECK(found == NULL || group == (uint32_t)(found - alphabet) << (18 - 6 * place), "0x%02x at %zu",
                  c, place);
            CHECK(ok || (err.code == RT_E_BASE64_CHARACTER && err.offset == place), "0x%02x at %zu: %zu", c,
                  place, err.offset);
        }
    }
}

static void round_trips(void)
{
    uint64_t state = 4;
    for (size_t len = 0; len <= 100; len++) {
        for (unsigned n = 0; n < 50; n++) {
            uint8_t bytes[100];
            char text[140];
            size_t got;
            struct rt_error err;
            uint8_t *out = malloc(len + 1); /* exactly as much as is needed, and one that stays */
            if (out == NULL) {
                exit(1);
            }
            check_random_bytes(&state, bytes, len);
            out[len] = 0xa5;
            struct rt_text writer = rt_text_into(text, sizeof text);
            rt_text_base64(&writer, rt_bytes_from(bytes, len));
            CHECK_EQ("text", rt_text_len(&writer), (len + 2) / 3 * 4);
            CHECK(RT_BASE64_ROOM(rt_text_len(&writer)) >= len, "room for %zu", len);
            CHECK(rt_base64_decode(out, &got, &err, len, rt_bytes_from(text, rt_text_len(&writer))), "%zu",
                  len);
            CHECK(got == len && memcmp(out, bytes, len) == 0 && out[len] == 0xa5, "%zu bytes changed", len);
            free(out);
        }
    }
}

int main(void)
{
    known();
    characters();
    round_trips();
    return check_done("base64");
}
