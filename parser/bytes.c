#include "bytes.h"

size_t rt_bytes_first_nonzero(struct rt_bytes in)
{
    size_t i = 0;
    /*@ loop invariant i <= in.len;
        loop invariant \forall integer k; 0 <= k < i ==> in.data[k] == 0;
        loop assigns i;
        loop variant in.len - i; */
    while (i < in.len && in.data[i] == 0) {
        i++;
    }
    return i;
}
