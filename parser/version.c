#include "version.h"

#include "text.h"

#define DASHED  "RoughTime v1 delegation signature--"
#define PLAIN   "RoughTime v1 delegation signature"
#define RFC     "Roughtime v1 delegation signature"
#define SIGNED  "RoughTime v1 response signature"
#define SIGNEDR "Roughtime v1 response signature"

/* Columns that go together. */
#define NAMES(short_name, long_name) .name = short_name, .document = long_name
#define CODES(first, last)           .framed = true, .first_code = first, .last_code = last
#define DRAFTS(first, last)          .first_draft = (first), .num_drafts = (last) - (first) + 1
#define CONTEXTS(delegation, response)                                                                       \
    .delegation_context_len = sizeof(delegation), .response_context_len = sizeof(response),                  \
    .delegation_context = delegation, .response_context = response
#define HASHES(kind, len, hashed) .hash = kind, .hash_len = len, .leaf = hashed
#define MJD(dut1, dtai)                                                                                      \
    .unit = RT_UNIT_MJD, .chain_rule = RT_CHAIN_DOUBLE, .dut1_unit = dut1, .dtai_unit = dtai
#define CERT_AND_DELE                                                                                        \
    .cert = {.need = RT_BIT(SIG) | RT_BIT(DELE)}, .dele = {.need = RT_BIT(PUBK) | RT_BIT(MINT) | RT_BIT(MAXT)}

/* Sets of tags. */
#define REQUEST          (RT_BIT(VER) | RT_BIT(NONC))
#define RESPONSE         (RT_BIT(SIG) | RT_BIT(PATH) | RT_BIT(SREP) | RT_BIT(CERT) | RT_BIT(INDX))
#define VERSION_AND_NONC (RESPONSE | RT_BIT(VER) | RT_BIT(NONC))
#define SREP             (RT_BIT(ROOT) | RT_BIT(MIDP) | RT_BIT(RADI))
#define LEAP_TAGS        (RT_BIT(DUT1) | RT_BIT(DTAI) | RT_BIT(LEAP))

/* What all versions from draft 12 on share. */
#define MODERN                                                                                               \
    .hash = RT_HASH_SHA512_FIRST32, .hash_len = 32, .leaf = RT_LEAF_PACKET, .nonce_len = 32,                 \
    .unit = RT_UNIT_SECONDS, .radius_nonzero = true, .radius_least = 3, .rules = {true, true, false},        \
    .list_rule = RT_LIST_ASCENDING, .srep = {.need = SREP | RT_BIT(VER) | RT_BIT(VERS)}, CERT_AND_DELE
#define WITH_TYPE                                                                                            \
    .request = {.need = REQUEST | RT_BIT(TYPE), .may = RT_BIT(SRV) | RT_BIT(ZZZZ)},                          \
    .response = {.need = RESPONSE | RT_BIT(NONC) | RT_BIT(TYPE)}

/* The two forms of version 1 before it was assigned share all but unit and hash. */
#define SQUATTED                                                                                             \
    CODES(RT_VERSION_RFC10049, RT_VERSION_RFC10049), CONTEXTS(DASHED, SIGNED),                               \
        .nonce_len = 32, .rules = {true, false, false}, .squatted = true,                                    \
        .request = {.need = REQUEST, .may = RT_BIT(PAD) | RT_BIT(ZZZZ)},                                     \
        .response = {.need = RESPONSE | RT_BIT(VER), .may = RT_BIT(NONC)}, .srep = {.need = SREP},           \
        CERT_AND_DELE

/* A paragraph a version, columns in one order. */
static const struct rt_version rows[] = {
    {NAMES("Google", "Google PROTOCOL.md"), HASHES(RT_HASH_SHA512, 64, RT_LEAF_NONCE),
     CONTEXTS(DASHED, SIGNED), .nonce_len = 64, .unit = RT_UNIT_MICROSECONDS, .chain_rule = RT_CHAIN_DOUBLE,
     .rules = {true, false, true}, .request = {.need = RT_BIT(NONC), .may = RT_BIT(PADG)},
     .response = {.need = RESPONSE}, .srep = {.need = SREP}, CERT_AND_DELE},

    {NAMES("draft 00", "draft-ietf-ntp-roughtime-00"), DRAFTS(0, 0),
     HASHES(RT_HASH_SHA512_FIRST32, 32, RT_LEAF_NONCE), CONTEXTS(DASHED, SIGNED), .nonce_len = 64,
     MJD("", ""), .rules = {false, false, false}, .request = {.need = RT_BIT(NONC), .may = RT_BIT(PAD)},
     .response = {.need = RESPONSE}, .srep = {.need = SREP}, CERT_AND_DELE},

    {NAMES("draft 01", "draft-ietf-ntp-roughtime-01"), DRAFTS(1, 1), CODES(0x80000001, 0x80000001),
     HASHES(RT_HASH_SHA512_FIRST32, 32, RT_LEAF_NONCE), CONTEXTS(DASHED, SIGNED), .nonce_len = 64,
     MJD("ms", "ms"), .rules = {false, false, false}, .request = {.need = REQUEST, .may = RT_BIT(PAD)},
     .response = {.need = RESPONSE | RT_BIT(VER)}, .srep = {.need = SREP | RT_BIT(NONC), .may = LEAP_TAGS},
     CERT_AND_DELE},

    {NAMES("draft 02", "draft-ietf-ntp-roughtime-02"), DRAFTS(2, 2), CODES(0x80000002, 0x80000002),
     HASHES(RT_HASH_SHA512_256, 32, RT_LEAF_NONCE), CONTEXTS(DASHED, SIGNED), .nonce_len = 64,
     MJD("ms", "ms"), .rules = {true, false, false}, .request = {.need = REQUEST, .may = RT_BIT(PAD)},
     .response = {.need = RESPONSE | RT_BIT(VER)}, .srep = {.need = SREP | RT_BIT(NONC), .may = LEAP_TAGS},
     CERT_AND_DELE},

    {NAMES("drafts 03-04", "draft-ietf-ntp-roughtime-03, -04"), DRAFTS(3, 4), CODES(0x80000003, 0x80000004),
     HASHES(RT_HASH_SHA512_FIRST32, 32, RT_LEAF_NONCE), CONTEXTS(DASHED, SIGNED), .nonce_len = 64,
     .nonce_len_seen = 32, MJD("ms", "ms"), .rules = {true, false, false},
     .request = {.need = REQUEST, .may = RT_BIT(PAD)},
     .response = {.need = VERSION_AND_NONC, .lacking = RT_BIT(NONC)},
     .srep = {.need = SREP, .may = LEAP_TAGS}, CERT_AND_DELE},

    {NAMES("drafts 05-06", "draft-ietf-ntp-roughtime-05, -06"), DRAFTS(5, 6), CODES(0x80000005, 0x80000006),
     HASHES(RT_HASH_SHA512_FIRST32, 32, RT_LEAF_NONCE), .node_first_seen = true, CONTEXTS(DASHED, SIGNED),
     .nonce_len = 32, MJD("ms", "ms"), .rules = {true, false, false},
     .request = {.need = REQUEST, .may = RT_BIT(PAD)}, .response = {.need = VERSION_AND_NONC},
     .srep = {.need = SREP, .may = LEAP_TAGS}, CERT_AND_DELE},

    {NAMES("draft 07", "draft-ietf-ntp-roughtime-07"), DRAFTS(7, 7), CODES(0x80000007, 0x80000007),
     HASHES(RT_HASH_SHA512_256, 32, RT_LEAF_NONCE), .node_first_seen = true, CONTEXTS(PLAIN, SIGNED),
     .nonce_len = 32, MJD("us", "s"), .rules = {true, false, false},
     .request = {.need = REQUEST, .may = RT_BIT(PAD)}, .response = {.need = VERSION_AND_NONC},
     .srep = {.need = SREP, .may = LEAP_TAGS}, CERT_AND_DELE},

    {NAMES("drafts 08-09", "draft-ietf-ntp-roughtime-08, -09"), DRAFTS(8, 9), CODES(0x80000008, 0x80000009),
     HASHES(RT_HASH_SHA512_FIRST32, 32, RT_LEAF_NONCE), .node_first_seen = true, CONTEXTS(DASHED, SIGNED),
     .nonce_len = 32, .unit = RT_UNIT_SECONDS, .rules = {true, false, false},
     .request = {.need = REQUEST, .may = RT_BIT(ZZZZ)},
     .response = {.need = VERSION_AND_NONC, .lacking = RT_BIT(NONC)},
     .srep = {.need = SREP, .may = LEAP_TAGS}, CERT_AND_DELE},

    {NAMES("draft 10", "draft-ietf-ntp-roughtime-10"), DRAFTS(10, 10), CODES(0x8000000a, 0x8000000a),
     HASHES(RT_HASH_SHA512_FIRST32, 32, RT_LEAF_NONCE), .node_first_seen = true, CONTEXTS(DASHED, SIGNED),
     .nonce_len = 32, .unit = RT_UNIT_SECONDS, .radius_least = 3, .rules = {true, false, false},
     .list_rule = RT_LIST_DISTINCT, .request = {.need = REQUEST, .may = RT_BIT(SRV) | RT_BIT(ZZZZ)},
     .response = {.need = VERSION_AND_NONC, .lacking = RT_BIT(NONC)}, .srep = {.need = SREP}, CERT_AND_DELE},

    {NAMES("draft 11", "draft-ietf-ntp-roughtime-11"), DRAFTS(11, 11), CODES(0x8000000b, 0x8000000b),
     HASHES(RT_HASH_SHA512_FIRST32, 32, RT_LEAF_NONCE), .node_first_seen = true, CONTEXTS(DASHED, SIGNED),
     .nonce_len = 32, .unit = RT_UNIT_SECONDS, .radius_least = 3, .rules = {true, true, false},
     .list_rule = RT_LIST_DISTINCT, .request = {.need = REQUEST, .may = RT_BIT(SRV) | RT_BIT(ZZZZ)},
     .response = {.need = VERSION_AND_NONC, .lacking = RT_BIT(NONC)}, .srep = {.need = SREP}, CERT_AND_DELE},

    {NAMES("drafts 12-13", "draft-ietf-ntp-roughtime-12, -13"), DRAFTS(12, 13),
     CODES(RT_VERSION_DRAFT12, RT_VERSION_DRAFT12), MODERN, .node_first_seen = true, CONTEXTS(PLAIN, SIGNED),
     .request = {.need = REQUEST, .may = RT_BIT(SRV) | RT_BIT(ZZZZ)},
     .response = {.need = RESPONSE | RT_BIT(NONC)}},

    {NAMES("drafts 14-19", "draft-ietf-ntp-roughtime-14 to -19"), DRAFTS(14, 19),
     CODES(RT_VERSION_DRAFT12, RT_VERSION_DRAFT12), MODERN, .node_first_seen = true, CONTEXTS(PLAIN, SIGNED),
     WITH_TYPE},

    {NAMES("RFC 10049", "RFC 10049"), CODES(RT_VERSION_RFC10049, RT_VERSION_RFC10049), MODERN,
     CONTEXTS(RFC, SIGNEDR), WITH_TYPE},

    {NAMES("squatted 1, us", "roughenough 1.x, 2021 to early 2024"), SQUATTED,
     HASHES(RT_HASH_SHA512_256, 32, RT_LEAF_NONCE), .unit = RT_UNIT_MICROSECONDS},

    {NAMES("squatted 1, s", "roughenough 1.x, 2024 to 2025"), SQUATTED,
     HASHES(RT_HASH_SHA512_FIRST32, 32, RT_LEAF_NONCE), .unit = RT_UNIT_SECONDS},
};

#define NUM_ROWS (sizeof rows / sizeof rows[0])

const struct rt_version *rt_version_row(size_t index)
{
    return index < NUM_ROWS ? &rows[index] : NULL;
}

/* Without a code: Google's hashes and nonces have 64 bytes; draft 00 shares the nonces but pads with PAD. */
static const struct rt_version *row_without_code(const struct rt_version_signs *signs)
{
    if (signs->framed) {
        return NULL;
    }
    return signs->is_long && !signs->has_pad ? &rows[0] : &rows[1];
}

/* The numbers 1 and 0x8000000c have several rows each. */
static bool fits(const struct rt_version *row, const struct rt_version_signs *signs)
{
    if (!row->framed || signs->code < row->first_code || signs->code > row->last_code) {
        return false;
    }
    if (row->squatted) {
        bool micros = row->unit == RT_UNIT_MICROSECONDS;
        return !signs->is_modern && micros == (signs->unit == RT_UNIT_MICROSECONDS);
    }
    if (signs->code == RT_VERSION_RFC10049) {
        return signs->is_modern;
    }
    bool needs_type = (row->response.need & RT_BIT(TYPE)) != 0;
    return signs->code != RT_VERSION_DRAFT12 || needs_type == signs->has_type;
}

const struct rt_version *rt_version_find(const struct rt_version_signs *signs)
{
    if (!signs->has_code) {
        return row_without_code(signs);
    }
    for (size_t i = NUM_ROWS; i > 0; i--) { /* newest first: no two rows fit */
        if (fits(&rows[i - 1], signs)) {
            return &rows[i - 1];
        }
    }
    return NULL;
}

/* How early a server that follows RFC 10049 takes this version: 1 first, then downwards; a squatted 1 last.
 */
static uint64_t preference(const struct rt_version *row, uint32_t code)
{
    if (code == RT_VERSION_RFC10049) {
        return row->squatted ? 1 : UINT64_C(1) << 32;
    }
    return code;
}

const struct rt_version *rt_version_choose(uint32_t *code, struct rt_bytes list, bool has_type)
{
    const struct rt_version *best = NULL;
    struct rt_version_signs signs = {.has_code = true, .is_modern = has_type, .has_type = has_type};
    *code = 0;
    for (size_t i = 0; rt_bytes_u32(&signs.code, list, i); i += 4) {
        const struct rt_version *row = rt_version_find(&signs);
        bool better = best == NULL ? row != NULL || signs.code > *code
                                   : row != NULL && preference(row, signs.code) > preference(best, *code);
        if (better) {
            best = row;
            *code = signs.code;
        }
    }
    return best;
}

/* A group's name says "drafts 03-04"; one number of it is one draft, but for 0x8000000c. */
static bool name_defined(struct rt_text *text, uint32_t code)
{
    if (code == RT_VERSION_RFC10049) {
        rt_text_string(text, "RFC 10049");
        return true;
    }
    if (code == RT_VERSION_DRAFT12) {
        rt_text_string(text, "drafts 12-19");
        return true;
    }
    if (code > 0x80000000 && code < RT_VERSION_DRAFT12) {
        rt_text_string(text, "draft ");
        rt_text_uint_padded(text, code - 0x80000000, 2);
        return true;
    }
    return false;
}

void rt_version_code_name(struct rt_text *text, uint32_t code)
{
    if (name_defined(text, code)) {
        return;
    }
    const char *name = code == 0                                  ? "reserved"
                       : code == 0x90000001                       ? "experiment of tannerryan: ML-DSA-44"
                       : code == 0xb2d98825                       ? "pre-IETF Google, in server lists"
                       : code >= 0x8000000d && code <= 0x80000010 ? "never defined"
                       : code >= 0x80000000 && code < 0xc0000000  ? "experimental use"
                       : code >= 0xc0000000                       ? "private use"
                                                                  : "unassigned";
    rt_text_string(text, name);
}
