#include "tools/secret.h"
#include "tools/terminal.h"

#include <sodium.h>
#include <string.h>

const char secret_test_mark[] = "# roughproof test key: never use it for a server that tells the time\n";

/* PKCS#8 of an Ed25519 seed (RFC 8410 7): this, and the 32 bytes. */
static const uint8_t pkcs8[16] = {0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06,
                                  0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20};
static const char pem_begin[] = "-----BEGIN PRIVATE KEY-----";
static const char pem_end[] = "-----END PRIVATE KEY-----";

static bool complain(const char *path, const char *why)
{
    fputs("roughproof: ", stderr);
    terminal_path(stderr, path);
    fprintf(stderr, ": %s\n", why);
    return false;
}

bool secret_from_seed(struct secret *out, const uint8_t seed[32], bool is_test)
{
    *out = (struct secret){.key = sodium_malloc(crypto_sign_SECRETKEYBYTES), .is_test = is_test};
    if (out->key == NULL) {
        fputs("roughproof: no locked memory for a key\n", stderr);
        return false;
    }
    crypto_sign_seed_keypair(out->public_key, out->key, seed);
    return true;
}

bool secret_new(struct secret *out, bool is_test)
{
    *out = (struct secret){.key = sodium_malloc(crypto_sign_SECRETKEYBYTES), .is_test = is_test};
    if (out->key == NULL) {
        fputs("roughproof: no locked memory for a key\n", stderr);
        return false;
    }
    crypto_sign_keypair(out->public_key, out->key);
    return true;
}

void secret_free(struct secret *secret)
{
    sodium_free(secret->key);
    *secret = (struct secret){.key = NULL};
}

static bool is_seed_text(uint8_t seed[32], const char *text)
{
    size_t len = strlen(text), got;
    const char *end;
    if (len == 64) {
        return sodium_hex2bin(seed, 32, text, len, NULL, &got, &end) == 0 && got == 32 && *end == '\0';
    }
    return len == 44 &&
           sodium_base642bin(seed, 32, text, len, NULL, &got, &end, sodium_base64_VARIANT_ORIGINAL) == 0 &&
           got == 32 && *end == '\0';
}

/* `der` is 48 bytes of locked memory. */
static bool is_pem_body(uint8_t seed[32], uint8_t *der, const char *text)
{
    size_t got;
    const char *end;
    bool ok = strlen(text) == 64 &&
              sodium_base642bin(der, 48, text, 64, NULL, &got, &end, sodium_base64_VARIANT_ORIGINAL) == 0 &&
              got == 48 && memcmp(der, pkcs8, sizeof pkcs8) == 0;
    if (ok) {
        memcpy(seed, der + sizeof pkcs8, 32);
    }
    return ok;
}

bool secret_is_test_mark(const char *line)
{
    size_t len = strlen(secret_test_mark) - 1; /* without the line's end */
    return strlen(line) == len && memcmp(line, secret_test_mark, len) == 0;
}

/* One seed, with comments before it; `scratch` is 80 bytes of locked memory, of which the first 32 are the
 * seed. */
static bool parse_text(uint8_t *scratch, bool *is_test, char *text)
{
    bool found = false, in_pem = false, sound = true;
    for (char *line; (line = secret_line(&text)) != NULL;) {
        if (line[0] == '#') {
            *is_test = *is_test || secret_is_test_mark(line);
        } else if (strcmp(line, pem_begin) == 0) {
            in_pem = true;
        } else if (strcmp(line, pem_end) == 0) {
            in_pem = false;
        } else if (line[0] != '\0') {
            bool good = in_pem ? is_pem_body(scratch, scratch + 32, line) : is_seed_text(scratch, line);
            sound = sound && good && !found;
            found = true;
        }
    }
    return found && sound && !in_pem;
}

static bool parse(uint8_t *scratch, bool *is_test, char *text, size_t len)
{
    if (len == 32) {
        memcpy(scratch, text, 32);
        return true;
    }
    return parse_text(scratch, is_test, text);
}

bool secret_read(struct secret *out, const char *path)
{
    char *text;
    size_t len;
    *out = (struct secret){.key = NULL};
    if (!secret_file_read(&text, &len, path)) {
        return false;
    }
    bool is_test = false;
    uint8_t *scratch = sodium_malloc(80);
    bool ok = scratch != NULL && parse(scratch, &is_test, text, len);
    ok = ok ? secret_from_seed(out, scratch, is_test)
            : complain(path, "no seed of Ed25519 as 32 bytes, base64, hex, or PEM of PKCS#8");
    sodium_free(scratch);
    sodium_free(text);
    return ok;
}

/* Writes into 256 bytes of locked memory. The seed is the first half of the key. */
static size_t format_text(char *text, uint8_t *der, const struct secret *secret, enum secret_format format)
{
    size_t len = 0;
    if (format == SECRET_RAW) {
        memcpy(text, secret->key, 32);
        return 32;
    }
    if (secret->is_test) {
        len = strlen(secret_test_mark);
        memcpy(text, secret_test_mark, len);
    }
    if (format == SECRET_HEX) {
        sodium_bin2hex(text + len, 65, secret->key, 32);
    } else if (format == SECRET_BASE64) {
        sodium_bin2base64(text + len, 45, secret->key, 32, sodium_base64_VARIANT_ORIGINAL);
    } else {
        memcpy(der, pkcs8, sizeof pkcs8);
        memcpy(der + sizeof pkcs8, secret->key, 32);
        len += (size_t)sprintf(text + len, "%s\n", pem_begin);
        sodium_bin2base64(text + len, 65, der, 48, sodium_base64_VARIANT_ORIGINAL);
        strcat(text + len, "\n");
        strcat(text + len, pem_end);
    }
    strcat(text + len, "\n");
    return len + strlen(text + len);
}

bool secret_write(const struct secret *secret, const char *path, enum secret_format format)
{
    if (format == SECRET_RAW && secret->is_test) {
        return complain(path, "a raw seed cannot say that it is a test key; choose another format");
    }
    char *text = sodium_malloc(256);
    uint8_t *der = sodium_malloc(48);
    bool ok = text != NULL && der != NULL;
    if (ok) {
        ok = secret_file_write(path, text, format_text(text, der, secret, format));
    } else {
        complain(path, "no locked memory");
    }
    sodium_free(der);
    sodium_free(text);
    return ok;
}
