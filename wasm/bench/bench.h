/* What build.sh -b exports beside the interface, for benchmarks and for the tests of lanes: in the module
 * that is shipped a signature is part of an exchange. */
#ifndef ROUGHPROOF_WASM_BENCH_BENCH_H
#define ROUGHPROOF_WASM_BENCH_BENCH_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BENCH_MESSAGE_MAX 4096

/* Where a key, a signature and a message of up to BENCH_MESSAGE_MAX bytes go. */
uint8_t *bench_key(void);
uint8_t *bench_signature(void);
uint8_t *bench_message(void);

/* Verifies that signature; an enum rt_ed25519_result. */
int32_t bench_verify(uint32_t len);

/* Begins bulk verification, with nothing remembered; 0 is the engine "scalar", 1 the best. 0 if there is no
 * memory. */
int32_t bench_begin(int32_t engine);

/* Where records go, up to a megabyte: key, lengths of the request and the response in two bytes each, lowest
 * first, then both. */
uint8_t *bench_room(void);

/* Verifies records of `len` bytes, of which there are at most RT_BULK_BATCH. How many are valid. */
int32_t bench_bulk(uint32_t len);

/* The best engine is the one of two lanes. */
int32_t bench_has_lanes(void);

/* Remembers the signature, which is to be valid, as the neighbour of others. */
void bench_keep(uint32_t len);

/* Verifies the signature in that lane of the best engine, 0 or 1, with its neighbour in the other; with
 * `keyed`, by combs. An enum rt_ed25519_result; -1 if the key has no comb, -2 if the neighbour was refused.
 */
int32_t bench_lane(uint32_t len, int32_t lane, int32_t keyed);

#ifdef __cplusplus
}
#endif

#endif
