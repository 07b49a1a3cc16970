/* value_key, value_hex, value_duration, value_date, value_code: the words of the command line. What is read
 * reads back the same from how it is written; a key that is refused is zeros; nothing else is touched.
 * Maximum length 256. */
#include "tools/values.h"
#include "fuzz/invariants.h"
#include "fuzz/target.h"

#include <inttypes.h>

static void check_key(const char *word)
{
    static const uint8_t zeros[32];
    char text[80];
    uint8_t key[32], again[32];
    bool ok = value_key(key, word);
    INVARIANT(ok || memcmp(key, zeros, 32) == 0);
    struct rt_text out = rt_text_into(text, sizeof text - 1);
    rt_text_hex(&out, rt_bytes_from(key, 32));
    text[rt_text_len(&out)] = '\0';
    INVARIANT(value_key(again, text) && memcmp(key, again, 32) == 0);
    out = rt_text_into(text, sizeof text - 1);
    rt_text_base64(&out, rt_bytes_from(key, 32));
    text[rt_text_len(&out)] = '\0';
    INVARIANT(value_key(again, text) && memcmp(key, again, 32) == 0);
}

static void check_hex(const char *word)
{
    uint8_t bytes[65] = {0};
    size_t len, cap = strlen(word) % 65;
    bytes[cap] = 0xa5;
    bool ok = value_hex(bytes, &len, cap, word);
    INVARIANT(ok == (len > 0) && len <= cap && bytes[cap] == 0xa5);
}

static void check_duration(const char *word)
{
    char text[32];
    uint64_t micros, again;
    if (value_duration(&micros, word)) {
        (void)snprintf(text, sizeof text, "%" PRIu64 "us", micros);
        INVARIANT(value_duration(&again, text) && again == micros);
    }
}

static void check_date(const char *word, size_t len)
{
    char text[RT_TIME_TEXT_MAX];
    struct rt_date date, again;
    bool ok = value_date(&date, word, len);
    INVARIANT(date.there == (len > 0));
    if (!ok || len == 0) {
        return;
    }
    rt_time_format(text, date.time);
    bool plain = text[0] != '-' && text[0] != '+' && strlen(text) >= 20 && text[4] == '-';
    INVARIANT(!plain ||
              (value_date(&again, text, strlen(text)) && rt_time_compare(date.time, again.time) == 0));
}

static void check_code(const char *word)
{
    char text[16];
    uint32_t code, again;
    bool ok = value_code(&code, word);
    INVARIANT(ok || code == 0);
    (void)snprintf(text, sizeof text, "%" PRIu32, code);
    INVARIANT(value_code(&again, text) && again == code);
    (void)snprintf(text, sizeof text, "0x%" PRIx32, code);
    INVARIANT(value_code(&again, text) && again == code);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *word = malloc(size + 1);
    INVARIANT(word != NULL);
    memcpy(word, data, size > 0 ? size : 0);
    word[size] = '\0';
    check_key(word);
    check_hex(word);
    check_duration(word);
    check_date(word, size);
    check_code(word);
    free(word);
    return 0;
}
