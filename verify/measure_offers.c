#include "measure.h"

/* Adds the numbers from `first` to `last`. */
static void add_codes(struct rt_offer *offer, uint32_t first, uint32_t last)
{
    for (uint32_t code = first; code <= last; code++) {
        const struct rt_version_signs signs = {
            .framed = true, .has_code = true, .code = code, .is_modern = true, .has_type = true};
        (void)!rt_offer_add(offer, rt_version_find(&signs), code);
    }
}

/* Few numbers, for servers that read only the first eight. */
static void offer_single(struct rt_offer *offer)
{
    memset(offer, 0, sizeof *offer);
    add_codes(offer, RT_VERSION_RFC10049, RT_VERSION_RFC10049);
    add_codes(offer, UINT32_C(0x80000008), RT_VERSION_DRAFT12);
}

static void offer_google(struct rt_offer *offer)
{
    memset(offer, 0, sizeof *offer);
    (void)!rt_offer_add(offer, rt_version_row(0), 0);
}

static void offer_drafts(struct rt_offer *offer, unsigned first, unsigned last)
{
    memset(offer, 0, sizeof *offer);
    add_codes(offer, UINT32_C(0x80000000) + first, UINT32_C(0x80000000) + last);
}

static bool is_draft(uint32_t code, unsigned first, unsigned last)
{
    return code >= UINT32_C(0x80000000) + first && code <= UINT32_C(0x80000000) + last;
}

size_t rt_measure_offers(struct rt_offer out[RT_MEASURE_OFFERS_MAX], enum rt_server_version version,
                         uint32_t code)
{
    size_t num = 0;
    bool known = version == RT_SERVER_CODE;
    if (version != RT_SERVER_GOOGLE && !(known && is_draft(code, 1, 7))) {
        offer_single(&out[num++]);
    }
    if (version == RT_SERVER_UNKNOWN || version == RT_SERVER_GOOGLE) {
        offer_google(&out[num++]);
    }
    if (version == RT_SERVER_UNKNOWN || version == RT_SERVER_IETF || (known && is_draft(code, 5, 7))) {
        offer_drafts(&out[num++], 5, 7);
    }
    if (version == RT_SERVER_UNKNOWN || version == RT_SERVER_IETF || (known && is_draft(code, 1, 7))) {
        offer_drafts(&out[num++], 1, 4);
    }
    return num;
}
