/* The version table, row by row against protocol.md sections 1 and 12, and what chooses among its rows. */
#include "parser/text.h"
#include "parser/version.h"
#include "tests/check.h"
#include "tests/unit/build.h"

#define ROUGHTIME  "526f75676854696d65"
#define DELEGATION "2076312064656c65676174696f6e207369676e6174757265"
#define RESPONSE   "20763120726573706f6e7365207369676e617475726500"
#define DASHED     ROUGHTIME DELEGATION "2d2d00"
#define PLAIN      ROUGHTIME DELEGATION "00"
#define RFC        "526f75676874696d65" DELEGATION "00"
#define SIGNED     ROUGHTIME RESPONSE
#define SIGNEDR    "526f75676874696d65" RESPONSE

#define FULL   RT_HASH_SHA512
#define CUT    RT_HASH_SHA512_FIRST32
#define H256   RT_HASH_SHA512_256
#define NONCE  RT_LEAF_NONCE
#define PACKET RT_LEAF_PACKET
#define ANY    RT_LIST_ANY
#define ONCE   RT_LIST_DISTINCT
#define UP     RT_LIST_ASCENDING
#define US     RT_UNIT_MICROSECONDS
#define S      RT_UNIT_SECONDS
#define M      RT_UNIT_MJD

static const struct {
    uint32_t first, last;
    unsigned nonce, seen, hash_len;
    enum rt_hash_kind hash;
    enum rt_leaf leaf;
    bool node_first;
    enum rt_unit unit;
    const char *dut1, *dtai;
    bool nonzero;
    unsigned least;
    const char *delegation, *response;
    bool ascending, formed, empty;
    enum rt_list_rule list;
    bool squatted;
} expected[] = {
    /* Google, 00, 01, 02 */
    {0, 0, 64, 0, 64, FULL, NONCE, 0, US, "", "", 0, 0, DASHED, SIGNED, 1, 0, 1, ANY, 0},
    {0, 0, 64, 0, 32, CUT, NONCE, 0, M, "", "", 0, 0, DASHED, SIGNED, 0, 0, 0, ANY, 0},
    {0x80000001, 0x80000001, 64, 0, 32, CUT, NONCE, 0, M, "ms", "ms", 0, 0, DASHED, SIGNED, 0, 0, 0, ANY, 0},
    {0x80000002, 0x80000002, 64, 0, 32, H256, NONCE, 0, M, "ms", "ms", 0, 0, DASHED, SIGNED, 1, 0, 0, ANY, 0},
    /* 03-04, 05-06, 07 */
    {0x80000003, 0x80000004, 64, 32, 32, CUT, NONCE, 0, M, "ms", "ms", 0, 0, DASHED, SIGNED, 1, 0, 0, ANY, 0},
    {0x80000005, 0x80000006, 32, 0, 32, CUT, NONCE, 1, M, "ms", "ms", 0, 0, DASHED, SIGNED, 1, 0, 0, ANY, 0},
    {0x80000007, 0x80000007, 32, 0, 32, H256, NONCE, 1, M, "us", "s", 0, 0, PLAIN, SIGNED, 1, 0, 0, ANY, 0},
    /* 08-09, 10, 11 */
    {0x80000008, 0x80000009, 32, 0, 32, CUT, NONCE, 1, S, "", "", 0, 0, DASHED, SIGNED, 1, 0, 0, ANY, 0},
    {0x8000000a, 0x8000000a, 32, 0, 32, CUT, NONCE, 1, S, "", "", 0, 3, DASHED, SIGNED, 1, 0, 0, ONCE, 0},
    {0x8000000b, 0x8000000b, 32, 0, 32, CUT, NONCE, 1, S, "", "", 0, 3, DASHED, SIGNED, 1, 1, 0, ONCE, 0},
    /* 12-13, 14-19, RFC 10049 */
    {0x8000000c, 0x8000000c, 32, 0, 32, CUT, PACKET, 1, S, "", "", 1, 3, PLAIN, SIGNED, 1, 1, 0, UP, 0},
    {0x8000000c, 0x8000000c, 32, 0, 32, CUT, PACKET, 1, S, "", "", 1, 3, PLAIN, SIGNED, 1, 1, 0, UP, 0},
    {1, 1, 32, 0, 32, CUT, PACKET, 0, S, "", "", 1, 3, RFC, SIGNEDR, 1, 1, 0, UP, 0},
    /* version 1 before it was assigned */
    {1, 1, 32, 0, 32, H256, NONCE, 0, US, "", "", 0, 0, DASHED, SIGNED, 1, 0, 0, ANY, 1},
    {1, 1, 32, 0, 32, CUT, NONCE, 0, S, "", "", 0, 0, DASHED, SIGNED, 1, 0, 0, ANY, 1},
};

static void check_context(const char *name, const char *context, size_t len, const char *hex)
{
    uint8_t b[40] = {0};
    CHECK(check_hex(b, strlen(hex) / 2, hex), "the table");
    CHECK_EQ(name, len, strlen(hex) / 2);
    CHECK(memcmp(context, b, len) == 0 && context[len - 1] == '\0', "%s: context %s", name, context);
}

static void check_row(size_t i)
{
    const struct rt_version *row = rt_version_row(i);
    const char *name = row->name;
    CHECK(memchr(name, '\0', sizeof row->name) && memchr(row->document, '\0', sizeof row->document), "NUL");
    CHECK(name[0] != '\0' && row->document[0] != '\0', "row %zu has no name", i);
    CHECK_EQ(name, row->first_code, expected[i].first);
    CHECK_EQ(name, row->last_code, expected[i].last);
    CHECK_EQ(name, row->framed, i >= ROW_01);
    CHECK_EQ(name, row->nonce_len, expected[i].nonce);
    CHECK_EQ(name, row->nonce_len_seen, expected[i].seen);
    CHECK_EQ(name, row->hash_len, expected[i].hash_len);
    CHECK_EQ(name, row->hash, expected[i].hash);
    CHECK_EQ(name, row->leaf, expected[i].leaf);
    CHECK_EQ(name, row->node_first_seen, expected[i].node_first);
    CHECK_EQ(name, row->unit, expected[i].unit);
    CHECK_STR(name, row->dut1_unit, expected[i].dut1);
    CHECK_STR(name, row->dtai_unit, expected[i].dtai);
    CHECK_EQ(name, row->radius_nonzero, expected[i].nonzero);
    CHECK_EQ(name, row->radius_least, expected[i].least);
    CHECK_EQ(name, row->rules.ascending, expected[i].ascending);
    CHECK_EQ(name, row->rules.formed, expected[i].formed);
    CHECK_EQ(name, row->rules.empty, expected[i].empty);
    CHECK_EQ(name, row->list_rule, expected[i].list);
    CHECK_EQ(name, row->squatted, expected[i].squatted);
    check_context(name, row->delegation_context, row->delegation_context_len, expected[i].delegation);
    check_context(name, row->response_context, row->response_context_len, expected[i].response);
}

/* protocol.md 1d: what each version demands and allows in each place. */
#define BASE  (RT_BIT(SIG) | RT_BIT(PATH) | RT_BIT(SREP) | RT_BIT(CERT) | RT_BIT(INDX))
#define TIME  (RT_BIT(ROOT) | RT_BIT(MIDP) | RT_BIT(RADI))
#define LEAPS (RT_BIT(DUT1) | RT_BIT(DTAI) | RT_BIT(LEAP))
#define N     RT_BIT(NONC)
#define V     RT_BIT(VER)
#define T     RT_BIT(TYPE)
#define VS    RT_BIT(VERS)
#define PAD   RT_BIT(PAD)
#define Z     RT_BIT(ZZZZ)
#define SRV   RT_BIT(SRV)

static const struct {
    uint32_t request, request_may, response, response_may, lacking, srep, srep_may;
} sets[] = {
    {N, RT_BIT(PADG), BASE, 0, 0, TIME, 0},
    {N, PAD, BASE, 0, 0, TIME, 0},
    {N | V, PAD, BASE | V, 0, 0, TIME | N, LEAPS},
    {N | V, PAD, BASE | V, 0, 0, TIME | N, LEAPS},
    {N | V, PAD, BASE | V | N, 0, N, TIME, LEAPS},
    {N | V, PAD, BASE | V | N, 0, 0, TIME, LEAPS},
    {N | V, PAD, BASE | V | N, 0, 0, TIME, LEAPS},
    {N | V, Z, BASE | V | N, 0, N, TIME, LEAPS},
    {N | V, Z | SRV, BASE | V | N, 0, N, TIME, 0},
    {N | V, Z | SRV, BASE | V | N, 0, N, TIME, 0},
    {N | V, Z | SRV, BASE | N, 0, 0, TIME | V | VS, 0},
    {N | V | T, Z | SRV, BASE | N | T, 0, 0, TIME | V | VS, 0},
    {N | V | T, Z | SRV, BASE | N | T, 0, 0, TIME | V | VS, 0},
    {N | V, PAD | Z, BASE | V, N, 0, TIME, 0},
    {N | V, PAD | Z, BASE | V, N, 0, TIME, 0},
};

static void check_sets(size_t i)
{
    const struct rt_version *row = rt_version_row(i);
    CHECK_EQ(row->name, row->request.need, sets[i].request);
    CHECK_EQ(row->name, row->request.may, sets[i].request_may);
    CHECK_EQ(row->name, row->request.lacking, 0);
    CHECK_EQ(row->name, row->response.need, sets[i].response);
    CHECK_EQ(row->name, row->response.may, sets[i].response_may);
    CHECK_EQ(row->name, row->response.lacking, sets[i].lacking);
    CHECK_EQ(row->name, row->srep.need, sets[i].srep);
    CHECK_EQ(row->name, row->srep.may, sets[i].srep_may);
    CHECK_EQ(row->name, row->srep.lacking, 0);
    CHECK_EQ(row->name, row->cert.need, RT_BIT(SIG) | RT_BIT(DELE));
    CHECK_EQ(row->name, row->dele.need, RT_BIT(PUBK) | RT_BIT(MINT) | RT_BIT(MAXT));
    CHECK_EQ(row->name, row->cert.may | row->cert.lacking | row->dele.may | row->dele.lacking, 0);
}

enum { NONE = -1 };

static void check_is_row(const char *name, const struct rt_version *got, int row)
{
    const struct rt_version *want = row == NONE ? NULL : rt_version_row((size_t)row);
    CHECK(got == want, "%s: %s, not %s", name, got != NULL ? got->name : "none",
          want != NULL ? want->name : "none");
}

static void find(void)
{
    static const struct {
        const char *name;
        struct rt_version_signs signs;
        int row;
    } rows[] = {
        {"64 bytes", {.is_long = true}, ROW_GOOGLE},
        {"64 bytes and PAD", {.is_long = true, .has_pad = true}, ROW_00},
        {"32 bytes", {0}, ROW_00},
        {"64 bytes, framed", {.is_long = true, .framed = true}, NONE},
        {"32 bytes, framed", {.framed = true}, NONE},
        {"code 0", {.has_code = true, .code = 0}, NONE},
        {"code 0, modern", {.has_code = true, .is_modern = true, .has_type = true}, NONE},
        {"1, modern", {.has_code = true, .code = 1, .is_modern = true, .framed = true}, ROW_RFC},
        {"1, modern, micros", {.has_code = true, .code = 1, .is_modern = true, .unit = US}, ROW_RFC},
        {"1, top", {.has_code = true, .code = 1}, ROW_SQUAT_S},
        {"1, top, TYPE", {.has_code = true, .code = 1, .has_type = true}, ROW_SQUAT_S},
        {"1, top, seconds", {.has_code = true, .code = 1, .unit = S, .framed = true}, ROW_SQUAT_S},
        {"1, top, MJD", {.has_code = true, .code = 1, .unit = M}, ROW_SQUAT_S},
        {"1, top, micros", {.has_code = true, .code = 1, .unit = US}, ROW_SQUAT_US},
        {"2", {.has_code = true, .code = 2, .is_modern = true}, NONE},
        {"0x80000000", {.has_code = true, .code = 0x80000000}, NONE},
        {"0x8000000c", {.has_code = true, .code = 0x8000000c, .is_modern = true}, ROW_12},
        {"0x8000000c, TYPE",
         {.has_code = true, .code = 0x8000000c, .is_modern = true, .has_type = true},
         ROW_14},
        {"0x8000000d", {.has_code = true, .code = 0x8000000d, .is_modern = true}, NONE},
        {"2^32 - 1", {.has_code = true, .code = UINT32_MAX, .is_modern = true}, NONE},
        {"unframed 0x80000003", {.has_code = true, .code = 0x80000003}, ROW_03},
    };
    static const int by_code[] = {ROW_01, ROW_02, ROW_03, ROW_03, ROW_05, ROW_05,
                                  ROW_07, ROW_08, ROW_08, ROW_10, ROW_11};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        check_is_row(rows[i].name, rt_version_find(&rows[i].signs), rows[i].row);
    }
    for (uint32_t i = 0; i < 11; i++) {
        struct rt_version_signs signs = {.has_code = true, .code = 0x80000001 + i, .framed = true};
        check_is_row("by code", rt_version_find(&signs), by_code[i]);
        signs.has_type = true;
        signs.unit = US;
        check_is_row("by code, TYPE", rt_version_find(&signs), by_code[i]);
    }
}

static void choose(void)
{
    static const struct {
        const char *name;
        size_t num;
        uint32_t list[4];
        bool has_type;
        int row;
        uint32_t code;
    } rows[] = {
        {"nothing", 0, {0}, true, NONE, 0},
        {"0 alone", 1, {0}, true, NONE, 0},
        {"1", 1, {1}, true, ROW_RFC, 1},
        {"1 without TYPE", 1, {1}, false, ROW_SQUAT_S, 1},
        {"1 before 0c", 2, {1, 0x8000000c}, true, ROW_RFC, 1},
        {"0c and 1", 2, {0x8000000c, 1}, true, ROW_RFC, 1},
        {"1 without TYPE is last", 2, {1, 0x80000001}, false, ROW_01, 0x80000001},
        {"1 and 0c without TYPE", 2, {1, 0x8000000c}, false, ROW_12, 0x8000000c},
        {"0c", 1, {0x8000000c}, true, ROW_14, 0x8000000c},
        {"0c without TYPE", 1, {0x8000000c}, false, ROW_12, 0x8000000c},
        {"downwards", 4, {0x80000003, 0x80000007, 0x80000008, 0x8000000b}, false, ROW_11, 0x8000000b},
        {"downwards, unsorted", 3, {0x8000000a, 0x80000008, 0x80000009}, false, ROW_10, 0x8000000a},
        {"of one row", 2, {0x80000005, 0x80000006}, false, ROW_05, 0x80000006},
        {"undefined beside defined", 3, {0x80000003, 0x8000000d, 0xffffffff}, true, ROW_03, 0x80000003},
        {"undefined first", 2, {0xffffffff, 0x80000004}, true, ROW_03, 0x80000004},
        {"0 beside 0c", 2, {0, 0x8000000c}, true, ROW_14, 0x8000000c},
        {"undefined alone", 2, {2, 0x8000000d}, true, NONE, 0x8000000d},
        {"undefined, descending", 2, {0x8000000d, 2}, true, NONE, 0x8000000d},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t b[20] = {0};
        uint32_t code = 77;
        for (size_t j = 0; j < rows[i].num; j++) {
            rt_encode_u32(b + 4 * j, rows[i].list[j]);
        }
        for (size_t extra = 0; extra < 4; extra++) { /* bytes that are no whole entry are none */
            struct rt_bytes list = rt_bytes_from(b, 4 * rows[i].num + extra);
            check_is_row(rows[i].name, rt_version_choose(&code, list, rows[i].has_type), rows[i].row);
            CHECK_EQ(rows[i].name, code, rows[i].code);
        }
    }
}

static void code_names(void)
{
    static const struct {
        uint32_t code;
        const char *name;
    } rows[] = {
        {0, "reserved"},
        {1, "RFC 10049"},
        {2, "unassigned"},
        {0x7fffffff, "unassigned"},
        {0x80000000, "experimental use"},
        {0x80000001, "draft 01"},
        {0x80000009, "draft 09"},
        {0x8000000a, "draft 10"},
        {0x8000000b, "draft 11"},
        {0x8000000c, "drafts 12-19"},
        {0x8000000d, "never defined"},
        {0x8000000f, "never defined"},
        {0x90000001, "experiment of tannerryan: ML-DSA-44"},
        {0xb2d98825, "pre-IETF Google, in server lists"},
        {0xbfffffff, "experimental use"},
        {0xc0000000, "private use"},
        {0xffffffff, "private use"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char name[64] = {0};
        struct rt_text text = rt_text_into(name, sizeof name - 1);
        rt_version_code_name(&text, rows[i].code);
        CHECK_STR("code", name, rows[i].name);
    }
}

int main(void)
{
    CHECK_EQ("rows", sizeof expected / sizeof expected[0], NUM_ROWS);
    CHECK(rt_version_row(NUM_ROWS) == NULL && rt_version_row(SIZE_MAX) == NULL, "past the end");
    for (size_t i = 0; i < NUM_ROWS && rt_version_row(i) != NULL; i++) {
        check_row(i);
        check_sets(i);
    }
    find();
    choose();
    code_names();
    return check_done("version");
}
