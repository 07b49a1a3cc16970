/* What the CPU and the operating system offer, asked anew each time: nothing is kept. */
#ifndef ROUGHPROOF_VERIFY_CPU_H
#define ROUGHPROOF_VERIFY_CPU_H

#include <stdbool.h>

bool rt_cpu_has_avx2(void);

/* AVX-512 F, BW, DQ and IFMA. */
bool rt_cpu_has_ifma(void);

#endif
