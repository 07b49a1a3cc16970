/* rt_offer_add, rt_request_encode, rt_version_named, request_make, mistake_make, with options taken from the
 * input: a request that is made without mistakes is read as it was asked for, and without remarks that were
 * not asked for; one mistake is told by a verdict that its list names; any set stays within its room; a
 * buffer that is too small is not overrun. Maximum length 512. */
#include "fuzz/invariants.h"
#include "fuzz/target.h"
#include "tools/request_maker.h"

/* The options come from the front, what is left stands in for a response. */
struct source {
    struct rt_bytes rest;
};

static uint8_t take(struct source *source)
{
    uint8_t v;
    (void)!rt_bytes_u8(&v, source->rest, 0);
    source->rest = rt_bytes_after(source->rest, 1);
    return v;
}

static uint32_t take_u32(struct source *source)
{
    uint32_t v = take(source);
    v |= (uint32_t)take(source) << 8;
    v |= (uint32_t)take(source) << 16;
    return v | (uint32_t)take(source) << 24;
}

static void check_offer(const struct rt_offer *offer)
{
    struct rt_words list = {offer->list, offer->list_len / 4};
    uint32_t code, before;
    INVARIANT(offer->list_len % 4 == 0 && offer->list_len <= sizeof offer->list);
    for (size_t i = 1; rt_words_get(&code, list, i); i++) {
        INVARIANT(rt_words_get(&before, list, i - 1) && before < code);
    }
    INVARIANT(offer->version == NULL || offer->version->framed == (list.num > 0));
}

/* A row with one of its numbers, or a number that may be anybody's. */
static void add_version(struct rt_offer *offer, struct source *source)
{
    uint8_t choice = take(source);
    const struct rt_version *row = rt_version_row(choice % 16);
    uint32_t code = take_u32(source);
    struct rt_version_signs signs = {.has_code = true, .code = code, .is_modern = true, .has_type = true};
    if (row != NULL && !row->squatted) {
        code = row->first_code + code % (row->last_code - row->first_code + 1);
    } else {
        row = rt_version_find(&signs);
    }
    struct rt_offer old = *offer;
    if (rt_offer_add(offer, row, code) != RT_OFFER_TAKEN) {
        INVARIANT(offer->version == old.version && offer->list_len == old.list_len &&
                  offer->has_type == old.has_type);
    }
    check_offer(offer);
}

/* Remarks that follow from the options. */
static bool is_asked_for(const struct request_options *options, enum rt_remark_code code)
{
    const struct rt_version *version = options->offer.version;
    return code == RT_R_VERSION_UNDEFINED || code == RT_R_VERSION_ZERO /* such a number was offered */
           || (code == RT_R_TYPE_LACKING && !options->offer.has_type &&
               version->first_code == RT_VERSION_DRAFT12) ||
           (options->size < RT_REQUEST_SIZE &&
            (code == RT_R_REQUEST_SHORT || code == RT_R_REQUEST_PACKET_1024));
}

static void check_sound(const struct request_options *options, const struct request *made)
{
    struct rt_request r;
    struct rt_error err;
    struct rt_remarks remarks = {0};
    struct rt_bytes list = rt_bytes_from(options->offer.list, options->offer.list_len);
    INVARIANT(rt_request_parse(&r, &err, rt_bytes_from(made->data, made->len), RT_FORM_ANY));
    /* Without padding nothing tells draft 00 from Google's protocol. */
    bool alike = !r.framed && r.padding.len == 0 && r.message.num_tags == 1;
    INVARIANT((alike || r.version == options->offer.version) && r.message.bytes.len == options->size);
    INVARIANT(rt_bytes_equal(r.versions, list) && r.srv.len == (options->key.len > 0 ? 32 : 0));
    INVARIANT(rt_bytes_equal(r.nonce, rt_bytes_from(made->nonce, made->nonce_len)));
    INVARIANT(options->response.len > 0 || rt_bytes_equal(r.nonce, options->random));
    inv_request(&r);
    rt_request_lint(&remarks, &r);
    for (size_t i = 0; i < remarks.num; i++) {
        INVARIANT(is_asked_for(options, remarks.item[i].code));
    }
}

/* The slug is one of the verdicts. */
static bool is_named(const char *verdicts, const char *slug)
{
    size_t len = strlen(slug);
    const char *at = strstr(verdicts, slug);
    return at != NULL && (at == verdicts || at[-1] == ' ') && (at[len] == '\0' || at[len] == ',');
}

static void check_verdict(enum mistake mistake, struct rt_bytes packet)
{
    const char *verdicts = mistake_info(mistake)->verdict;
    struct rt_request r;
    struct rt_error err;
    struct rt_remarks remarks = {0};
    bool named = strcmp(verdicts, "none") == 0;
    if (!rt_request_parse(&r, &err, packet, RT_FORM_ANY)) {
        INVARIANT(is_named(verdicts, rt_error_info(err.code)->slug));
        return;
    }
    rt_request_lint(&remarks, &r);
    for (size_t i = 0; i < remarks.num; i++) {
        named = named || is_named(verdicts, rt_remark_info(remarks.item[i].code)->slug);
    }
    INVARIANT(named);
}

/* For these the list names the verdicts: of several versions another may well be content with what the first
 * is not, numbers that nobody defines have remarks of their own, and without padding other errors may come
 * first. */
static bool is_usual(const struct request_options *options)
{
    static const uint8_t both[8] = {1, 0, 0, 0, 0x0c, 0, 0, 0x80};
    const struct rt_offer *offer = &options->offer;
    bool alone = offer->list_len <= 4 || (offer->list_len == 8 && memcmp(offer->list, both, 8) == 0);
    return alone && options->size >= RT_REQUEST_SIZE && options->size < 60000;
}

static void check_buffers(const struct request_options *options, const struct request *made)
{
    static const uint8_t zeros[32];
    struct rt_request_plan plan = {.offer = &options->offer,
                                   .nonce = rt_bytes_from(made->nonce, made->nonce_len),
                                   .srv = rt_bytes_from(zeros, options->key.len > 0 ? 32 : 0),
                                   .size = options->size};
    uint8_t *exact = malloc(made->len), *small = malloc(made->len);
    INVARIANT(exact != NULL && small != NULL);
    small[made->len - 1] = 0xa5;
    INVARIANT(rt_request_encode(exact, made->len, &plan) == made->len);
    INVARIANT(rt_request_encode(small, made->len - 1, &plan) == 0 && small[made->len - 1] == 0xa5);
    free(exact);
    free(small);
}

static void check_name(struct rt_bytes name)
{
    uint32_t code;
    const struct rt_version *row = rt_version_named(&code, name);
    INVARIANT(row != NULL ? code >= row->first_code && code <= row->last_code && !row->squatted : code == 0);
}

static void make(struct request_options *options, uint64_t mistakes)
{
    enum mistake culprit;
    struct request *made = malloc(sizeof *made);
    INVARIANT(made != NULL);
    bool fits = request_check(options) == RT_PLAN_OK;
    options->mistakes = 0;
    INVARIANT(request_make(made, &culprit, options) == fits && culprit == NUM_MISTAKES);
    if (fits) {
        check_sound(options, made);
        check_buffers(options, made);
        options->mistakes = mistakes;
        bool ok = request_make(made, &culprit, options);
        INVARIANT(ok == (culprit == NUM_MISTAKES));
        bool one = mistakes != 0 && (mistakes & (mistakes - 1)) == 0;
        for (unsigned i = 0; ok && one && is_usual(options) && i < NUM_MISTAKES; i++) {
            if ((mistakes >> i & 1) != 0) {
                check_verdict((enum mistake)i, rt_bytes_from(made->data, made->len));
            }
        }
    } else {
        INVARIANT(made->len == 0);
    }
    free(made);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t key[32] = {1};
    static const uint8_t random[64] = {2};
    struct source source = {rt_bytes_from(data, size)};
    struct request_options options = {.size = RT_REQUEST_SIZE};
    check_name(source.rest);
    uint8_t flags = take(&source), choice = take(&source);
    uint64_t mistakes = take_u32(&source);
    mistakes |= (uint64_t)take_u32(&source) << 32;
    mistakes = (flags & 1) != 0 ? UINT64_C(1) << choice % NUM_MISTAKES
                                : mistakes & ((UINT64_C(1) << NUM_MISTAKES) - 1);
    uint32_t bytes = take_u32(&source);
    options.size = (flags & 2) != 0 ? bytes % 66000 & ~UINT32_C(3) : (flags & 4) != 0 ? bytes : options.size;
    for (unsigned num = take(&source) % 40; num > 0; num--) {
        add_version(&options.offer, &source);
    }
    options.response = (flags & 8) != 0 ? source.rest : options.response;
    options.key = rt_bytes_from(key, (flags & 16) != 0 ? 32 : (flags & 32) != 0 ? choice % 33 : 0);
    if (options.offer.version != NULL) {
        size_t len = (flags & 64) != 0 ? choice % 65 : request_random_len(&options);
        options.random = rt_bytes_from(random, len);
    }
    make(&options, mistakes);
    return 0;
}
