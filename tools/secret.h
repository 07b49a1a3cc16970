/* Secret Ed25519 keys in files. A secret lives in libsodium's memory (locked, guarded, wiped when freed) from
 * the first read to the last write, and is never printed. */
#ifndef ROUGHPROOF_TOOLS_SECRET_H
#define ROUGHPROOF_TOOLS_SECRET_H

#include "parser/bytes.h"

/* What a file may hold; all are told apart by content. */
enum secret_format {
    SECRET_PEM, /* PKCS#8 as OpenSSL writes it (RFC 8410 7) */
    SECRET_BASE64,
    SECRET_HEX,
    SECRET_RAW, /* the 32 bytes of the seed and nothing else */
};

/* A seed (RFC 8032 5.1.5) with its halves. */
struct secret {
    uint8_t *key; /* 64 bytes, seed and public key, as crypto_sign_detached wants them; sodium_free'd */
    uint8_t public_key[32];
    bool is_test; /* made with --test: the only kind that may sign lies */
};

/* Makes a new one. False, with the reason on standard error, if there is no memory; likewise below. */
RT_MUST_CHECK bool secret_new(struct secret *out, bool is_test);

/* From 32 bytes in locked memory. */
RT_MUST_CHECK bool secret_from_seed(struct secret *out, const uint8_t seed[32], bool is_test);

RT_MUST_CHECK bool secret_read(struct secret *out, const char *path);

/* Writes a new file of mode 0600, whole or not at all; refuses if `path` exists. A test key's text formats
 * say so in a comment; the raw format cannot, and is refused for it. */
RT_MUST_CHECK bool secret_write(const struct secret *secret, const char *path, enum secret_format format);

void secret_free(struct secret *secret);

/* Reads a small file into locked memory, with a NUL behind it. */
RT_MUST_CHECK bool secret_file_read(char **out, size_t *len, const char *path);

/* Writes `text` as secret_write does. */
RT_MUST_CHECK bool secret_file_write(const char *path, const char *text, size_t len);

/* The next line of a text in locked memory; NULL at the end. Cuts the text into strings on its way. */
char *secret_line(char **rest);

/* The comment that marks a test key, with its newline. */
extern const char secret_test_mark[];

/* The line, without its newline, is that comment. */
bool secret_is_test_mark(const char *line);

#endif
