/* Every mistake in a request of every version: the parser's verdict is one that the list names, the first of
 * them in the usual request; each verdict that is named occurs; the size stays; what cannot be made is
 * refused. */
#include "parser/encode.h"
#include "parser/request.h"
#include "parser/request_encode.h"
#include "tests/check.h"
#include "tests/unit/build.h"
#include "tools/mistake.h"

#include <stdlib.h>

#define NUM_VERDICTS 2

static unsigned occurred[NUM_MISTAKES][NUM_VERDICTS];

/* Verdict number `index` of the list; false if there are fewer. */
static bool verdict(char out[32], enum mistake mistake, unsigned index)
{
    const char *from = mistake_info(mistake)->verdict;
    for (; index > 0 && from != NULL; index--) {
        from = strstr(from, ", ");
        from = from == NULL ? NULL : from + 2;
    }
    size_t len = from == NULL ? 0 : strcspn(from, ",");
    snprintf(out, 32, "%.*s", (int)len, from == NULL ? "" : from);
    return len > 0;
}

/* The error is `slug`, or there is none, and a remark is. */
static bool is_said(struct rt_bytes in, bool framed, const char *slug)
{
    struct rt_request r;
    struct rt_error err;
    struct rt_remarks remarks = {0};
    bool found = false;
    if (!rt_request_parse(&r, &err, in, RT_FORM_ANY)) {
        return strcmp(rt_error_info(err.code)->slug, slug) == 0;
    }
    rt_request_lint(&remarks, &r);
    for (size_t i = 0; i < remarks.num; i++) {
        found = found || strcmp(rt_remark_info(remarks.item[i].code)->slug, slug) == 0;
    }
    /* Of drafts 12 and 13 the lack of TYPE is always said. */
    bool usual = remarks.num == 0 || (remarks.num == 1 && remarks.item[0].code == RT_R_TYPE_LACKING);
    bool clean = usual && r.framed == framed;
    return found || (clean && strcmp(slug, "none") == 0);
}

/* A sound request of the offered versions, in a block of its own; `size` as in struct rt_request_plan, or 0
 * for the least. */
static uint8_t *sound(size_t *len, const struct rt_offer *offer, size_t size)
{
    static const uint8_t nonce[64] = {1, 2, 3};
    struct rt_request_plan plan = {
        .offer = offer, .nonce = rt_bytes_from(nonce, offer->version->nonce_len), .size = size};
    plan.size = size == 0 ? rt_request_least_size(&plan) : size;
    uint8_t *out = malloc(12 + plan.size);
    *len = out == NULL ? 0 : rt_request_encode(out, 12 + plan.size, &plan);
    if (*len == 0) {
        exit(1);
    }
    return out;
}

static bool apply(uint8_t **out, size_t *len, enum mistake *culprit, const struct rt_offer *offer,
                  size_t size, uint64_t mistakes)
{
    size_t sound_len;
    uint8_t *request = sound(&sound_len, offer, size);
    *out = malloc(sound_len + MISTAKE_ROOM);
    if (*out == NULL) {
        exit(1);
    }
    bool ok = mistake_make(*out, len, culprit, rt_bytes_from(request, sound_len), offer->version, mistakes);
    CHECK(ok == (*culprit == NUM_MISTAKES) && (ok || *len == 0), "%llx", (unsigned long long)mistakes);
    CHECK(mistakes != 0 || (*len == sound_len && memcmp(*out, request, *len) == 0), "no mistake");
    free(request);
    return ok;
}

/* The place among the verdicts of what is said; NUM_VERDICTS for what is not named. */
static unsigned judge(struct rt_bytes in, bool framed, enum mistake mistake)
{
    char slug[32];
    unsigned index = 0;
    while (index < NUM_VERDICTS && verdict(slug, mistake, index) && !is_said(in, framed, slug)) {
        index++;
    }
    return verdict(slug, mistake, index) ? index : NUM_VERDICTS;
}

/* Mistakes that leave the size of the packet alone where there is padding. */
static bool keeps_size(enum mistake mistake)
{
    return mistake < MISTAKE_message_empty && mistake != MISTAKE_padding_none && mistake != MISTAKE_too_short;
}

static void check_mistake(const struct rt_offer *offer, enum mistake mistake, bool usual)
{
    uint8_t *out;
    size_t len;
    enum mistake culprit;
    const char *name = mistake_info(mistake)->name;
    bool framed = offer->version->framed;
    if (apply(&out, &len, &culprit, offer, RT_REQUEST_SIZE, UINT64_C(1) << mistake)) {
        unsigned index = judge(rt_bytes_from(out, len), framed, mistake);
        CHECK(index < NUM_VERDICTS, "%s in %s", name, offer->version->name);
        CHECK(!usual || index == 0, "%s: %u", name, index);
        occurred[mistake][index < NUM_VERDICTS ? index : 0]++;
        CHECK(!keeps_size(mistake) || len == RT_REQUEST_SIZE + (framed ? 12u : 0), "%s: %zu", name, len);
    } else {
        CHECK_EQ(name, culprit, mistake);
        CHECK(!usual || mistake == MISTAKE_header_before_bare, "%s: refused", name);
    }
    free(out);
}

static void every_version(void)
{
    for (size_t row = 0; row < ROW_SQUAT_US; row++) {
        const struct rt_version *v = rt_version_row(row);
        struct rt_offer offer = {0};
        CHECK_EQ(v->name, rt_offer_add(&offer, v, v->last_code), RT_OFFER_TAKEN);
        for (unsigned i = 0; i < NUM_MISTAKES; i++) {
            check_mistake(&offer, (enum mistake)i, false);
        }
    }
}

static struct rt_offer usual_offer(void)
{
    struct rt_offer offer = {0};
    CHECK_EQ("RFC", rt_offer_add(&offer, rt_version_row(ROW_RFC), 1), RT_OFFER_TAKEN);
    CHECK_EQ("14", rt_offer_add(&offer, rt_version_row(ROW_14), 0x8000000c), RT_OFFER_TAKEN);
    return offer;
}

/* What the list says, occurs. */
static void check_list(void)
{
    char slug[32];
    for (unsigned i = 0; i < NUM_MISTAKES; i++) {
        const struct mistake_info *info = mistake_info((enum mistake)i);
        CHECK_EQ(info->name, mistake_find(info->name), i);
        CHECK(!verdict(slug, (enum mistake)i, NUM_VERDICTS), "%s: more verdicts than are looked at",
              info->name);
        for (unsigned j = 0; j < NUM_VERDICTS && verdict(slug, (enum mistake)i, j); j++) {
            CHECK(occurred[i][j] > 0, "%s: %s in no version", info->name, slug);
        }
    }
    CHECK_EQ("no name", mistake_find("no-such-mistake"), NUM_MISTAKES);
    CHECK_EQ("no name", mistake_find(""), NUM_MISTAKES);
}

static void refused(void)
{
    static const struct {
        const char *name;
        size_t row, size;
        enum mistake mistake;
    } rows[] = {
        {"no VER in Google's", ROW_GOOGLE, 1024, MISTAKE_no_version},
        {"no TYPE in 11", ROW_11, 1024, MISTAKE_no_type},
        {"no SRV in 09", ROW_08, 1024, MISTAKE_srv_other},
        {"no padding to spoil", ROW_RFC, 0, MISTAKE_padding_not_zero},
        {"no padding to leave out", ROW_RFC, 0, MISTAKE_padding_none},
        {"padding without bytes", ROW_RFC, 72, MISTAKE_padding_not_zero},
        {"no offset", ROW_GOOGLE, 0, MISTAKE_offset_unaligned},
        {"one offset", ROW_GOOGLE, 1024, MISTAKE_offset_decreasing},
        {"one tag", ROW_GOOGLE, 0, MISTAKE_tags_unsorted},
        {"no header", ROW_00, 1024, MISTAKE_length_more},
        {"nothing to follow", ROW_00, 1024, MISTAKE_trailing},
        {"a header there is", ROW_01, 1024, MISTAKE_header_before_bare},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct rt_version *v = rt_version_row(rows[i].row);
        struct rt_offer offer = {0};
        uint8_t *out;
        size_t len;
        enum mistake culprit;
        CHECK_EQ(rows[i].name, rt_offer_add(&offer, v, v->last_code), RT_OFFER_TAKEN);
        CHECK(!apply(&out, &len, &culprit, &offer, rows[i].size, UINT64_C(1) << rows[i].mistake), "%s",
              rows[i].name);
        CHECK_EQ(rows[i].name, culprit, rows[i].mistake);
        free(out);
    }
}

/* Any set is made or refused, in its bounds: sanitizers look. */
static void sets(void)
{
    uint64_t state = 10049;
    unsigned long made = 0;
    for (unsigned n = 0; n < 20000; n++) {
        const struct rt_version *v = rt_version_row((size_t)(check_random(&state) % ROW_SQUAT_US));
        struct rt_offer offer = {0};
        uint8_t *out;
        size_t len;
        enum mistake culprit;
        CHECK_EQ(v->name, rt_offer_add(&offer, v, v->last_code), RT_OFFER_TAKEN);
        uint64_t mask = check_random(&state) & check_random(&state) & check_random(&state);
        mask &= n % 2 == 0 ? check_random(&state) : UINT64_MAX;
        size_t size = check_random(&state) % 2 == 0 ? 0 : 200 + 4 * (size_t)(check_random(&state) % 300);
        made += apply(&out, &len, &culprit, &offer, size, mask & ((UINT64_C(1) << NUM_MISTAKES) - 1)) ? 1 : 0;
        free(out);
    }
    CHECK(made > 1000, "only %lu sets were made", made);
}

int main(void)
{
    struct rt_offer usual = usual_offer();
    for (unsigned i = 0; i < NUM_MISTAKES; i++) {
        check_mistake(&usual, (enum mistake)i, true);
    }
    every_version();
    check_list();
    refused();
    sets();
    uint8_t *out;
    size_t len;
    enum mistake culprit;
    CHECK(apply(&out, &len, &culprit, &usual, RT_REQUEST_SIZE, 0), "no mistake");
    free(out);
    return check_done("mistake");
}
