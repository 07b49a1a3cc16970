/* The parts of the custom mutator. Every result follows from the input and `state` alone; 0 means that the
 * input is not of the kind, or that there is no room. */
#ifndef ROUGHPROOF_FUZZ_MUTATOR_H
#define ROUGHPROOF_FUZZ_MUTATOR_H

#include "parser/bytes.h"

/* The longest input that is edited: the greatest maximum length of a target that reads JSON. */
#define MUTATOR_MAX 8192

/* The engine's own. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

uint32_t mutator_random(uint32_t *state);

/* Edits the tag tree of a packet or bare message, or of the second of two packets; with a donor takes a field
 * from that. */
size_t mutator_packet(uint8_t *out, size_t cap, struct rt_bytes in, const struct rt_bytes *donor,
                      uint32_t *state);

/* Edits the tree of a JSON value or of one line of NDJSON, or the order of the lines; with a donor takes a
 * value or member from that. */
size_t mutator_json(uint8_t *out, size_t cap, struct rt_bytes in, const struct rt_bytes *donor,
                    uint32_t *state);

/* Signs a response anew with a test key, as the answer to `request` where there is one. False, and nothing
 * is changed, if it cannot be read, and in targets without libsodium. */
bool mutator_sign(uint8_t key[32], uint8_t *response, size_t len, struct rt_bytes request);

#endif
