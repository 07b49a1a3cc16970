/* Who may have lied: the smallest sets of servers without which no violation is left, found by trying all of
 * at most 2^16 sets, smaller ones first. */
#include "chain.h"

/* Every violation has one of its two servers in the set. */
static bool explains_all(const struct rt_chain *chain, uint32_t mask)
{
    for (size_t i = 0; i < chain->num_conflicting; i++) {
        bool inside = (mask >> i & 1) != 0;
        if (!inside && (chain->conflict[i] & ~mask) != 0) {
            return false; /* with somebody else outside, or with itself */
        }
    }
    return true;
}

/* The next greater number with as many bits: below 2^17 for one below 2^16 that is not 0. */
static uint32_t next_of_size(uint32_t mask)
{
    uint32_t lowest = mask & (~mask + 1), carried = mask + lowest;
    return carried | ((mask ^ carried) >> 2) / lowest;
}

/* The first set that explains everything among those of the size of `mask`, from `mask` on. */
static bool search(uint32_t *out, const struct rt_chain *chain, uint32_t mask)
{
    uint32_t end = UINT32_C(1) << chain->num_conflicting; /* at most 2^16 */
    while (mask < end && !explains_all(chain, mask)) {
        mask = next_of_size(mask);
    }
    *out = mask < end ? mask : 0;
    return mask < end;
}

bool rt_chain_suspects_next(uint32_t *mask, const struct rt_chain *chain)
{
    if (chain->num_conflicting == 0 || chain->num_conflicting > RT_SUSPECTS_MAX) {
        *mask = 0;
        return false;
    }
    if (*mask != 0) {
        return search(mask, chain, next_of_size(*mask));
    }
    uint32_t smallest = 1;
    while (!search(mask, chain, smallest)) { /* all conflicting servers explain everything */
        smallest = smallest << 1 | 1;
    }
    return true;
}
