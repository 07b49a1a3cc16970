/* Hexadecimal text, as the tools themselves print it: dumps/ holds their output for one sample of bytes.
 * Usage: hex_test DUMPS-DIRECTORY */
#include "tests/check.h"
#include "tools/hex.h"

#include <stdlib.h>

enum { SAMPLE_LEN = 124 };

/* Counting bytes, zeros that dumps fold into '*', characters that look like parts of a dump, high bytes. */
static void fill_sample(uint8_t out[SAMPLE_LEN])
{
    memset(out, 0, SAMPLE_LEN);
    for (size_t i = 0; i < 20; i++) {
        out[i] = (uint8_t)i;
    }
    memcpy(out + 96, "ROUGHTIM |0x41\\x*", 17);
    for (size_t i = 113; i < SAMPLE_LEN; i++) {
        out[i] = (uint8_t)(0x80 + i - 113);
    }
}

static struct rt_bytes read_dump(char *text, size_t room, const char *directory, const char *name)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s.txt", directory, name);
    FILE *file = fopen(path, "rb");
    size_t len = file != NULL ? fread(text, 1, room, file) : 0;
    if (file != NULL) {
        fclose(file);
    }
    CHECK(len > 0 && len < room, "%s: %zu bytes", path, len);
    return rt_bytes_from(text, len);
}

/* Decodes into memory of exactly `cap` bytes. */
static bool decode(uint8_t *out, size_t *len, size_t *at, size_t cap, struct rt_bytes text)
{
    uint8_t *exact = malloc(cap > 0 ? cap : 1);
    if (exact == NULL) {
        exit(1);
    }
    bool ok = hex_decode(exact, len, at, cap, text);
    memcpy(out, exact, ok ? *len : 0);
    free(exact);
    return ok;
}

static void check_sample(const char *name, struct rt_bytes text)
{
    uint8_t sample[SAMPLE_LEN], out[SAMPLE_LEN + 1];
    size_t len, at;
    fill_sample(sample);
    CHECK(decode(out, &len, &at, SAMPLE_LEN, text), "%s: refused at %zu", name, at);
    CHECK_EQ(name, len, SAMPLE_LEN);
    CHECK(len != SAMPLE_LEN || memcmp(out, sample, len) == 0, "%s: other bytes", name);
    CHECK(!decode(out, &len, &at, SAMPLE_LEN - 1, text) && len == 0, "%s: into too little room", name);
}

/* As printed, with CRLF, and with a blank line or none at its end. */
static void check_dump(const char *directory, const char *name)
{
    static char text[8192], changed[16384];
    struct rt_bytes dump = read_dump(text, sizeof text, directory, name);
    size_t len = 0;
    check_sample(name, dump);
    for (size_t i = 0; i < dump.len; i++) {
        if (text[i] == '\n') {
            changed[len++] = '\r';
        }
        changed[len++] = text[i];
    }
    check_sample(name, rt_bytes_from(changed, len));
    memcpy(changed, text, dump.len);
    changed[dump.len] = '\n';
    check_sample(name, rt_bytes_from(changed, dump.len + 1));
    check_sample(name, rt_bytes_from(changed, text[dump.len - 1] == '\n' ? dump.len - 1 : dump.len));
}

/* A digit of each offset changed, line by line: no such dump is read, neither as what it was nor otherwise.
 */
static void check_offsets(const char *directory, const char *name)
{
    static char text[8192];
    struct rt_bytes dump = read_dump(text, sizeof text, directory, name);
    uint8_t sample[SAMPLE_LEN], out[4096];
    size_t len, at, line = 0, end;
    fill_sample(sample);
    for (size_t i = 1; i < dump.len; i++) {
        if (text[i - 1] != '\n' || text[i] == '*') {
            continue;
        }
        line++;
        for (end = i; text[end] != ' ' && text[end] != ':' && text[end] != '\n'; end++) {
        }
        char before = text[end - 1];
        text[end - 1] = before == '4' ? '5' : '4';
        CHECK(!hex_decode(out, &len, &at, sizeof out, dump) && len == 0, "%s: wrong offset in line %zu", name,
              line + 1);
        text[end - 1] = before;
    }
    CHECK(line > 3, "%s: %zu lines", name, line);
}

static const struct {
    const char *name;
    const char *text;
    const char *hex; /* NULL: refused */
    size_t at;
} rows[] = {
    {"digits", "00ff7F", "00ff7f", 0},
    {"spaces", " 00 ff\t7f\r\n", "00ff7f", 0},
    {"colons", "00:FF:7f", "00ff7f", 0},
    {"commas and 0x", "0x00, 0xff, 0X7f", "00ff7f", 0},
    {"escapes", "\\x00\\xff\\x7f", "00ff7f", 0},
    {"hyphens", "00-ff-7f", "00ff7f", 0},
    {"several lines", "524f5547\n4854494d\n", "524f55474854494d", 0},
    {"zeros", "00000000", "00000000", 0},
    {"words that begin with no offset", "524f 5547", "524f5547", 0},
    {"nothing", "", NULL, 0},
    {"white space", " \n", NULL, 2},
    {"one digit", "0", NULL, 0},
    {"odd digits", "00ff7", NULL, 4},
    {"a digit alone between pairs", "00 f 7f", NULL, 3},
    {"no digit", "00fg", NULL, 2},
    {"a word", "hello", NULL, 0},
    {"base64", "Um91Z2h0aW1l", NULL, 0},
    {"0x alone", "0x", NULL, 2},
    {"a byte of control", "00\x01", NULL, 2},
    {"a high byte", "00\xc3\xbf", NULL, 2},
    {"'*' first", "*\n00000010: 00\n", NULL, 0},
    {"a dump's first offset is 0", "00000010: 0001 0203  ....\n", NULL, 0},
    {"an offset that jumps", "00000000: 00 01  ..\n00000010: 02  .\n", NULL, 0},
    {"an offset that goes back", "0000000 00 01\n0000000 02\n", NULL, 0},
    {"'*' at the end", "00000000  00 01 02 03 04 05 06 07  08 09 0a 0b 0c 0d 0e 0f  |................|\n*\n",
     NULL, 0},
    {"'*' back",
     "00000000  00 01 02 03 04 05 06 07  08 09 0a 0b 0c 0d 0e 0f  |................|\n*\n00000008\n", NULL,
     0},
    {"'*' too far",
     "00000000  00 01 02 03 04 05 06 07  08 09 0a 0b 0c 0d 0e 0f  |................|\n*\nfffffff0\n", NULL,
     0},
    {"characters that look like digits", "00000000: 6162  ab\n", "6162", 0},
    {"a short line of hexdump -C",
     "00000000  61 62                                             |ab|\n00000002\n", "6162", 0},
    {"its offset behind is wrong", "00000000  61 62  |ab|\n00000003\n", NULL, 0},
};

static void check_row(size_t i)
{
    uint8_t expected[64], out[4096];
    size_t len = 99, at = 0;
    const char *name = rows[i].name;
    bool ok = decode(out, &len, &at, sizeof out, rt_bytes_from(rows[i].text, strlen(rows[i].text)));
    CHECK(ok == (rows[i].hex != NULL), "%s: verdict", name);
    if (rows[i].hex == NULL) {
        CHECK(len == 0 && at >= rows[i].at && at <= strlen(rows[i].text), "%s: %zu bytes, at %zu", name, len,
              at);
        return;
    }
    CHECK(check_hex(expected, strlen(rows[i].hex) / 2, rows[i].hex), "%s: the table", name);
    CHECK_EQ(name, len, strlen(rows[i].hex) / 2);
    CHECK(memcmp(out, expected, strlen(rows[i].hex) / 2) == 0, "%s: other bytes", name);
}

/* '*' fills the room it has and not a byte more. */
static void stars(void)
{
    static const char text[] =
        "00000000  07 07 07 07 07 07 07 07  07 07 07 07 07 07 07 07  |................|\n"
        "*\n00000030\n";
    for (size_t cap = 0; cap <= 64; cap++) {
        uint8_t out[64];
        size_t len, at;
        bool ok = decode(out, &len, &at, cap, rt_bytes_from(text, sizeof text - 1));
        CHECK(ok == (cap >= 48) && len == (ok ? 48 : 0), "'*' into %zu: %zu", cap, len);
        CHECK(!ok || (out[0] == 7 && out[47] == 7), "'*' repeats the line");
    }
}

/* Random characters of dumps: whatever comes of them fits (the sanitizers watch). */
static void random_texts(void)
{
    static const char characters[] = "0123456789abcdef  ::**\n\n|x\\-,";
    uint64_t state = 6;
    for (unsigned n = 0; n < 50000; n++) {
        char text[80];
        uint8_t out[64];
        size_t len, at, text_len = (size_t)(check_random(&state) % sizeof text);
        size_t cap = (size_t)(check_random(&state) % sizeof out);
        for (size_t i = 0; i < text_len; i++) {
            text[i] = characters[check_random(&state) % (sizeof characters - 1)];
        }
        if (n % 2 == 0 && text_len > 12) {
            memcpy(text, "00000000: 00 ", 12);
        }
        bool ok = decode(out, &len, &at, cap, rt_bytes_from(text, text_len));
        CHECK(ok ? len > 0 && len <= cap : len == 0 && at <= text_len, "%.*s", (int)text_len, text);
    }
}

int main(int argc, char **argv)
{
    static const char *const dumps[] = {"xxd",       "xxd-a",      "xxd-g1",    "xxd-ug4",      "hexdump-C",
                                        "hexdump",   "hexdump-v",  "od-tx1",    "od-v",         "od-x",
                                        "od-Ax-tx1", "od-Ax-tx1z", "wireshark", "wireshark-gap"};
    static const char *const plain[] = {"xxd-p", "od-An", "plain", "colons", "escapes"};
    if (argc != 2) {
        fprintf(stderr, "usage: hex_test DUMPS-DIRECTORY\n");
        return 2;
    }
    for (size_t i = 0; i < sizeof dumps / sizeof dumps[0]; i++) {
        check_dump(argv[1], dumps[i]);
        check_offsets(argv[1], dumps[i]);
    }
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        check_dump(argv[1], plain[i]);
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        check_row(i);
    }
    stars();
    random_texts();
    return check_done("hex");
}
