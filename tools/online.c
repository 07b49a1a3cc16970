#include "tools/online.h"

#include "parser/slots.h"
#include "tools/terminal.h"
#include "verify/response.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define CERT_LEN 152
/* A line of a family: its name, a seed in base64, and CERT in base64. */
#define FAMILY_LINE_MAX (32 + 45 + 205 + 4)
#define FILE_MAX        (512 + RESPOND_NUM_FAMILIES * FAMILY_LINE_MAX)

static const char title[] = "# roughproof delegation, version 1: keep it secret\n";
static const char family_names[RESPOND_NUM_FAMILIES][16] = {"google",      "mjd-dashed", "mjd-plain",
                                                            "unix-dashed", "unix-plain", "rfc10049"};

static bool complain(const char *path, const char *why)
{
    fputs("roughproof: ", stderr);
    terminal_path(stderr, path);
    fprintf(stderr, ": %s\n", why);
    return false;
}

void online_point(struct online *online)
{
    struct rt_hash srv;
    rt_srv_from_key(&srv, &online->long_term);
    memcpy(online->identity.srv, srv.b, sizeof online->identity.srv);
    online->identity.from_micros = online->from_micros;
    online->identity.until_micros = online->until_micros;
    for (size_t i = 0; i < RESPOND_NUM_FAMILIES; i++) {
        online->identity.online[i].secret = online->keys[i].key;
    }
}

bool online_new(struct online *out, const struct secret *long_term, uint64_t from_micros,
                uint64_t until_micros)
{
    memset(out, 0, sizeof *out);
    memcpy(out->long_term.b, long_term->public_key, sizeof out->long_term.b);
    out->is_test = long_term->is_test;
    out->from_micros = from_micros;
    out->until_micros = until_micros;
    for (size_t i = 0; i < RESPOND_NUM_FAMILIES; i++) {
        if (!secret_new(&out->keys[i], out->is_test) ||
            !respond_certify(out->identity.online[i].cert, (enum respond_family)i, long_term->key,
                             out->keys[i].public_key, from_micros, until_micros)) {
            online_free(out);
            return false;
        }
    }
    online_point(out);
    return true;
}

void online_free(struct online *online)
{
    for (size_t i = 0; i < RESPOND_NUM_FAMILIES; i++) {
        secret_free(&online->keys[i]);
    }
    memset(online, 0, sizeof *online);
}

/* Appends base64 and `end`. The base64 of 152 bytes has 204 characters. */
static void add_base64(char *text, const uint8_t *data, size_t len, const char *end)
{
    size_t used = strlen(text);
    sodium_bin2base64(text + used, FILE_MAX - used, data, len, sodium_base64_VARIANT_ORIGINAL);
    strcat(text, end);
}

static void format(char *text, const struct online *online)
{
    strcpy(text, title);
    strcat(text, online->is_test ? secret_test_mark : "");
    strcat(text, "long-term ");
    add_base64(text, online->long_term.b, 32, "\n");
    for (size_t i = 0; i < RESPOND_NUM_FAMILIES; i++) {
        strcat(text, family_names[i]);
        strcat(text, " ");
        add_base64(text, online->keys[i].key, 32, " ");
        add_base64(text, online->identity.online[i].cert, CERT_LEN, "\n");
    }
}

bool online_write(const struct online *online, const char *path)
{
    char *text = sodium_malloc(FILE_MAX);
    if (text == NULL) {
        return complain(path, "no locked memory");
    }
    format(text, online);
    bool ok = secret_file_write(path, text, strlen(text));
    sodium_free(text);
    return ok;
}

/* The next word of a line, NUL put behind it; "" at the end. */
static char *word(char **rest)
{
    char *begin = *rest + strspn(*rest, " ");
    size_t len = strcspn(begin, " ");
    *rest = begin + len + (begin[len] != '\0');
    begin[len] = '\0';
    return begin;
}

static bool decode(uint8_t *out, size_t len, const char *text)
{
    size_t got;
    const char *end;
    return sodium_base642bin(out, len, text, strlen(text), NULL, &got, &end,
                             sodium_base64_VARIANT_ORIGINAL) == 0 &&
           got == len && *end == '\0';
}

static int family_of(const char *name)
{
    for (int i = 0; i < RESPOND_NUM_FAMILIES; i++) {
        if (strcmp(name, family_names[i]) == 0) {
            return i;
        }
    }
    return -1;
}

/* The values of a certificate; a whole response is not needed to read one. */
static bool open_cert(struct rt_response *out, const uint8_t *cert)
{
    struct rt_error err;
    struct rt_slots outer, inner;
    memset(out, 0, sizeof *out);
    out->cert.bytes = rt_bytes_from(cert, CERT_LEN);
    out->cert.place = RT_IN_CERT;
    if (!rt_slots_parse(&outer, &out->cert, &err)) {
        return false;
    }
    out->cert_sig = rt_slots_get(&outer, RT_ID_SIG);
    out->dele.bytes = rt_slots_get(&outer, RT_ID_DELE);
    out->dele.place = RT_IN_DELE;
    if (!rt_slots_parse(&inner, &out->dele, &err)) {
        return false;
    }
    out->pubk = rt_slots_get(&inner, RT_ID_PUBK);
    out->min_time = rt_slots_u64(&inner, RT_ID_MINT);
    out->max_time = rt_slots_u64(&inner, RT_ID_MAXT);
    return true;
}

static bool cert_is_good(struct online *online, int family)
{
    struct rt_response r;
    struct rt_error err;
    const struct rt_version *row = respond_row_of((enum respond_family)family);
    const struct secret *key = &online->keys[family];
    bool ok = open_cert(&r, online->identity.online[family].cert) &&
              rt_bytes_equal(r.pubk, rt_bytes_from(key->public_key, 32)) &&
              rt_check_delegation(&err, &r, &online->long_term, row);
    if (ok && family == RESPOND_GOOGLE) { /* the only family whose unit has microseconds and no days */
        online->from_micros = r.min_time;
        online->until_micros = r.max_time;
    }
    return ok;
}

/* `seed` is locked memory. */
static bool take_family(struct online *online, int family, uint8_t *seed, char *rest)
{
    char *seed_text = word(&rest);
    char *cert_text = word(&rest);
    return online->keys[family].key == NULL && decode(seed, 32, seed_text) &&
           decode(online->identity.online[family].cert, CERT_LEN, cert_text) && *rest == '\0' &&
           secret_from_seed(&online->keys[family], seed, online->is_test) && cert_is_good(online, family);
}

static bool take_line(struct online *online, uint8_t *seed, char *line)
{
    if (line[0] == '#' || line[0] == '\0') {
        online->is_test = online->is_test || secret_is_test_mark(line);
        return true;
    }
    const char *name = word(&line);
    if (strcmp(name, "long-term") == 0) {
        return decode(online->long_term.b, 32, word(&line)) && *line == '\0';
    }
    int family = family_of(name);
    return family >= 0 && take_family(online, family, seed, line);
}

static bool parse(struct online *online, uint8_t *seed, char *text)
{
    int num = 0;
    for (char *line; (line = secret_line(&text)) != NULL;) {
        if (!take_line(online, seed, line)) {
            return false;
        }
    }
    for (int i = 0; i < RESPOND_NUM_FAMILIES; i++) {
        num += online->keys[i].key != NULL;
    }
    return num == RESPOND_NUM_FAMILIES;
}

bool online_read(struct online *out, const char *path)
{
    char *text;
    size_t len;
    memset(out, 0, sizeof *out);
    if (!secret_file_read(&text, &len, path)) {
        return false;
    }
    uint8_t *seed = sodium_malloc(32);
    bool ok = seed != NULL && parse(out, seed, text);
    sodium_free(seed);
    sodium_free(text);
    if (!ok) {
        online_free(out);
        return complain(path, "no delegation that holds: made by keygen --delegate, and unchanged?");
    }
    online_point(out);
    return true;
}
