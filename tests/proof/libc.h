/* What the parser takes from string.h, as contracts over bytes, for the proof alone: the plain Typed model
 * knows no void pointers, of which Frama-C's own header speaks. It is included before all else. */
#ifndef ROUGHPROOF_TESTS_PROOF_LIBC_H
#define ROUGHPROOF_TESTS_PROOF_LIBC_H

#define __FC_STRING_H_ /* Frama-C's header is then empty */
#include <stddef.h>
#include <stdint.h>

/*@ requires a_readable: \valid_read(a + (0 .. n - 1));
    requires b_readable: \valid_read(b + (0 .. n - 1));
    assigns \result \from a[0 .. n - 1], b[0 .. n - 1];
    ensures \result == 0 <==> \forall integer i; 0 <= i < n ==> a[i] == b[i]; */
int memcmp(const uint8_t *a, const uint8_t *b, size_t n);

/*@ requires writable: \valid(to + (0 .. n - 1));
    requires readable: \valid_read(from + (0 .. n - 1));
    requires apart: \separated(to + (0 .. n - 1), from + (0 .. n - 1));
    assigns to[0 .. n - 1] \from from[0 .. n - 1]; */
void memcpy(uint8_t *to, const uint8_t *from, size_t n);

#endif
