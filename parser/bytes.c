#include "bytes.h"

/* So many bytes are looked at together: compilers make vectors of a loop of fixed length. */
#define CHUNK 64

/* Whether the chunk that begins `at` is zero. */
/*@ requires rt_readable(in) && at + CHUNK <= in.len;
    assigns \nothing;
    ensures \result ==> \forall integer k; at <= k < at + CHUNK ==> in.data[k] == 0; */
static bool chunk_is_zero(struct rt_bytes in, size_t at)
{
    uint8_t any = 0;
    /*@ loop invariant 0 <= i <= CHUNK;
        loop invariant any == 0 ==> \forall integer k; at <= k < at + i ==> in.data[k] == 0;
        loop assigns i, any;
        loop variant CHUNK - i; */
    for (size_t i = 0; i < CHUNK; i++) {
        any = (uint8_t)(any | in.data[at + i]);
    }
    return any == 0;
}

size_t rt_bytes_first_nonzero(struct rt_bytes in)
{
    size_t i = 0;
    /*@ loop invariant i <= in.len;
        loop invariant \forall integer k; 0 <= k < i ==> in.data[k] == 0;
        loop assigns i;
        loop variant in.len - i; */
    while (in.len - i >= CHUNK && chunk_is_zero(in, i)) {
        i += CHUNK;
    }
    /*@ loop invariant i <= in.len;
        loop invariant \forall integer k; 0 <= k < i ==> in.data[k] == 0;
        loop assigns i;
        loop variant in.len - i; */
    while (i < in.len && in.data[i] == 0) {
        i++;
    }
    return i;
}
