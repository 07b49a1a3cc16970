#include "bytes.h"

size_t rt_bytes_first_nonzero(struct rt_bytes in)
{
    size_t i = 0;
    while (i < in.len && in.data[i] == 0) {
        i++;
    }
    return i;
}
