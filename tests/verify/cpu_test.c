/* What is told of the CPU is what the compiler's own look at it tells. */
#include "tests/check.h"
#include "verify/cpu.h"

int main(void)
{
#if defined(__x86_64__) && defined(__GNUC__)
    __builtin_cpu_init();
    CHECK(rt_cpu_has_avx2() == (__builtin_cpu_supports("avx2") != 0), "AVX2");
    const bool ifma = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512ifma");
    CHECK(rt_cpu_has_ifma() == ifma, "AVX-512 IFMA");
#else
    CHECK(!rt_cpu_has_avx2() && !rt_cpu_has_ifma(), "no CPU of that family");
#endif
    return check_done("cpu");
}
