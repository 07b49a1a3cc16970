#include "cpu.h"

#include <stdint.h>

#if defined(__x86_64__) && defined(__GNUC__)

#include <cpuid.h>

/* Bits of leaf 7's EBX, and of leaf 1's ECX, as Intel's manual numbers them. */
#define AVX2     (1u << 5)
#define AVX512F  (1u << 16)
#define AVX512DQ (1u << 17)
#define IFMA     (1u << 21)
#define AVX512BW (1u << 30)
#define OSXSAVE  (1u << 27)

/* Registers that the system saves: XMM and YMM; opmasks and both parts of ZMM. */
#define SAVES_YMM 0x06u
#define SAVES_ZMM 0xe6u

/* Whether the CPU has all these features, and the system saves these registers. */
static bool has(unsigned features, uint32_t registers)
{
    unsigned a, b, c, d;
    uint32_t saved, high;
    if (!__get_cpuid(1, &a, &b, &c, &d) || (c & OSXSAVE) == 0) {
        return false;
    }
    __asm__ volatile("xgetbv" : "=a"(saved), "=d"(high) : "c"(0));
    (void)high;
    return (saved & registers) == registers && __get_cpuid_count(7, 0, &a, &b, &c, &d) &&
           (b & features) == features;
}

bool rt_cpu_has_avx2(void)
{
    return has(AVX2, SAVES_YMM);
}

bool rt_cpu_has_ifma(void)
{
    return has(AVX512F | AVX512BW | AVX512DQ | IFMA, SAVES_ZMM);
}

#else

bool rt_cpu_has_avx2(void)
{
    return false;
}

bool rt_cpu_has_ifma(void)
{
    return false;
}

#endif
