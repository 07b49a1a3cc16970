/* Requests: of every version, each value found, and each error in its place. */
#include "parser/request.h"
#include "tests/check.h"
#include "tests/unit/build.h"
#include "tests/unit/rounds.h"

static uint8_t packet[MESSAGE_MAX];
static struct plan plan;

static bool parse(struct rt_request *r, struct rt_error *err)
{
    return rt_request_parse(r, err, rt_bytes_from(packet, build(packet, &plan)), RT_FORM_ANY);
}

static void check_slice(const char *name, struct rt_bytes got, enum rt_id id)
{
    const struct parts *top = &plan.part[RT_IN_TOP];
    bool there = (top->seen >> id & 1) != 0;
    CHECK_EQ(name, got.len, there ? top->len[id] : 0);
    CHECK(got.len == 0 || (got.at == offset_of(&plan, RT_IN_TOP, id) && got.data == packet + got.at),
          "%s: at %zu", name, got.at);
}

static void check_row(size_t row, uint32_t code)
{
    const struct rt_version *v = rt_version_row(row);
    struct rt_request r;
    struct rt_error err;
    plan_request(&plan, row, code);
    if ((v->request.may & RT_BIT(SRV)) != 0) {
        set_fill(&plan.part[RT_IN_TOP], RT_ID_SRV, 0x53, 32);
    }
    CHECK(parse(&r, &err), "%s: %s", v->name, rt_error_info(err.code)->slug);
    check_error_is(v->name, &err, RT_OK, RT_IN_TOP, 0, 0);
    CHECK(r.version == rt_version_row(row == ROW_SQUAT_US ? ROW_SQUAT_S : row), "%s: version", v->name);
    CHECK(r.code == code && r.framed == v->framed, "%s: code 0x%x", v->name, (unsigned)r.code);
    CHECK(r.packet.data == packet && r.packet.len == r.message.bytes.len + (v->framed ? 12 : 0), "%s: packet",
          v->name);
    check_slice(v->name, r.versions, RT_ID_VER);
    check_slice(v->name, r.nonce, RT_ID_NONC);
    check_slice(v->name, r.srv, RT_ID_SRV);
    check_slice(v->name, r.padding, row == ROW_GOOGLE ? RT_ID_PADG : row < ROW_08 ? RT_ID_PAD : RT_ID_ZZZZ);
    CHECK(r.padding.len >= 900, "%s: padding of %zu", v->name, r.padding.len);
    check_again(v->name, &r.message);
}

/* protocol.md 1d: a request of draft 14 on is VER SRV NONC TYPE ZZZZ, and of RFC App. B has ZZZZ(912). */
static void worked_example(void)
{
    static const char header[] =
        "524f55474854494d000400000500000004000000240000004400000048000000"
        "56455200535256004e4f4e43545950455a5a5a5a01000000";
    uint8_t expected[sizeof header / 2] = {0};
    plan_request(&plan, ROW_RFC, 1);
    set_fill(&plan.part[RT_IN_TOP], RT_ID_SRV, 0, 32);
    set_fill(&plan.part[RT_IN_TOP], RT_ID_ZZZZ, 0, 912);
    CHECK_EQ("App. B", build(packet, &plan), 1036);
    CHECK(check_hex(expected, sizeof expected, header), "the table");
    CHECK(memcmp(packet, expected, sizeof expected) == 0, "the header of App. B");
}

static const struct mutation {
    const char *name;
    size_t row;
    enum rt_id id;
    size_t len;
    const char *hex; /* zeros without */
    enum rt_code code;
    size_t skip;
} mutations[] = {
    {"TYPE 1", ROW_RFC, RT_ID_TYPE, 4, "01000000", RT_E_TYPE_VALUE, 0},
    {"TYPE 1, 14", ROW_14, RT_ID_TYPE, 4, "01000000", RT_E_TYPE_VALUE, 0},
    {"TYPE empty", ROW_RFC, RT_ID_TYPE, 0, NULL, RT_E_VALUE_LENGTH, 0},
    {"TYPE 1 where it is not defined", ROW_11, RT_ID_TYPE, 4, "01000000", RT_OK, 0},
    {"NONC of 28", ROW_RFC, RT_ID_NONC, 28, NULL, RT_E_VALUE_LENGTH, 0},
    {"NONC of 64", ROW_RFC, RT_ID_NONC, 64, NULL, RT_E_VALUE_LENGTH, 0},
    {"NONC empty", ROW_08, RT_ID_NONC, 0, NULL, RT_E_VALUE_LENGTH, 0},
    {"NONC of 32, 03", ROW_03, RT_ID_NONC, 32, NULL, RT_OK, 0},
    {"NONC of 32, 02", ROW_02, RT_ID_NONC, 32, NULL, RT_E_VALUE_LENGTH, 0},
    {"NONC of 64, 05", ROW_05, RT_ID_NONC, 64, NULL, RT_E_VALUE_LENGTH, 0},
    {"NONC of 60, bare", ROW_GOOGLE, RT_ID_NONC, 60, NULL, RT_E_VALUE_LENGTH, 0},
    {"SRV of 64", ROW_RFC, RT_ID_SRV, 64, NULL, RT_E_VALUE_LENGTH, 0},
    {"SRV of 64 where it is not defined", ROW_08, RT_ID_SRV, 64, NULL, RT_OK, 0},
    {"unassigned beside 1", ROW_RFC, RT_ID_VER, 8, "0100000002000000", RT_OK, 0},
    {"descending", ROW_RFC, RT_ID_VER, 8, "0c00008001000000", RT_E_VERSIONS_ORDER, 4},
    {"repeated", ROW_RFC, RT_ID_VER, 8, "0100000001000000", RT_E_VERSIONS_REPEAT, 4},
    {"repeated, not beside", ROW_RFC, RT_ID_VER, 12, "010000000c00008001000000", RT_E_VERSIONS_REPEAT, 8},
    {"descending, 12", ROW_12, RT_ID_VER, 8, "0c0000800b000080", RT_E_VERSIONS_ORDER, 4},
    {"descending, 11", ROW_11, RT_ID_VER, 8, "0b0000800a000080", RT_OK, 0},
    {"repeated, 11", ROW_11, RT_ID_VER, 12, "0b0000800a0000800b000080", RT_E_VERSIONS_REPEAT, 8},
    {"repeated, 10", ROW_10, RT_ID_VER, 8, "0a0000800a000080", RT_E_VERSIONS_REPEAT, 4},
    {"repeated, 09", ROW_08, RT_ID_VER, 8, "0900008009000080", RT_OK, 0},
    {"unknown", ROW_RFC, RT_ID_VER, 4, "02000000", RT_E_VERSION_UNKNOWN, 0},
    {"two unknown", ROW_RFC, RT_ID_VER, 8, "020000000d000080", RT_E_VERSION_UNKNOWN, 0},
    {"unknown beside 1", ROW_RFC, RT_ID_VER, 8, "010000000d000080", RT_OK, 0},
    {"32 versions", ROW_08, RT_ID_VER, 128, "08000080", RT_OK, 0},
    {"33 versions", ROW_08, RT_ID_VER, 132, "08000080", RT_E_VERSIONS_COUNT, 0},
    {"padding empty", ROW_RFC, RT_ID_ZZZZ, 0, NULL, RT_OK, 0},
    {"padding not zero", ROW_RFC, RT_ID_ZZZZ, 4, "ffffffff", RT_OK, 0},
    {"PAD\\xff since 11", ROW_11, RT_ID_PADG, 4, NULL, RT_E_TAG_FORM, 0},
    {"PAD\\xff before", ROW_10, RT_ID_PADG, 4, NULL, RT_OK, 0},
    {"DUT1 since 11", ROW_11, RT_ID_DUT1, 4, NULL, RT_E_TAG_FORM, 0},
    {"LEAP is opaque here", ROW_05, RT_ID_LEAP, 4, "00000080", RT_OK, 0},
};

/* Index of the tag among those of the message. */
static size_t index_of(enum rt_id id)
{
    size_t index = 0;
    for (unsigned i = 0; i < RT_NUM_IDS; i++) {
        bool before = rt_tag_of((enum rt_id)i) < rt_tag_of(id);
        index += before && (plan.part[RT_IN_TOP].seen >> i & 1) != 0 ? 1 : 0;
    }
    return index;
}

static void check_mutation(const struct mutation *m)
{
    const struct rt_version *v = rt_version_row(m->row);
    struct parts *top = &plan.part[RT_IN_TOP];
    struct rt_request r;
    struct rt_error err;
    plan_request(&plan, m->row, v->last_code);
    set_fill(top, m->id, 0, m->len);
    size_t known = m->hex != NULL ? strlen(m->hex) / 2 : 0;
    CHECK(m->hex == NULL || check_hex(top->value[m->id], known, m->hex), "%s: the table", m->name);
    bool ok = m->code == RT_OK;
    CHECK(parse(&r, &err) == ok, "%s: %s", m->name, rt_error_info(err.code)->slug);
    size_t at = offset_of(&plan, RT_IN_TOP, m->id) + m->skip;
    if (m->code == RT_E_TAG_FORM) {
        at = 12 + (size_t)4 * num_parts(top) + 4 * index_of(m->id);
    }
    check_error_is(m->name, &err, m->code, RT_IN_TOP, ok ? 0 : rt_tag_of(m->id), ok ? 0 : at);
    CHECK(ok == (r.version != NULL) && (ok || (r.nonce.len == 0 && r.message.num_tags == 0)),
          "%s: what is left", m->name);
    CHECK(r.packet.data == packet && r.framed == v->framed, "%s: packet and form stay", m->name);
}

static void missing(void)
{
    static const struct {
        const char *name;
        size_t row;
        enum rt_id id;
        enum rt_code code;
        uint32_t tag;
        size_t offset;
    } rows[] = {
        {"VER", ROW_RFC, RT_ID_VER, RT_E_VERSION_MISSING, RT_TAG_VER, 0},
        {"VER", ROW_05, RT_ID_VER, RT_E_VERSION_MISSING, RT_TAG_VER, 0},
        {"VER, long nonce", ROW_03, RT_ID_VER, RT_E_PACKET_FRAMED, 0, 0},
        {"NONC", ROW_RFC, RT_ID_NONC, RT_E_TAG_MISSING, RT_TAG_NONC, 12},
        {"NONC", ROW_GOOGLE, RT_ID_NONC, RT_E_NOT_REQUEST, 0, 0},
        {"padding", ROW_RFC, RT_ID_ZZZZ, RT_OK, 0, 0},
        {"TYPE: drafts 12-13", ROW_14, RT_ID_TYPE, RT_OK, 0, 0},
        {"TYPE: squatted", ROW_RFC, RT_ID_TYPE, RT_OK, 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rt_request r;
        struct rt_error err;
        plan_request(&plan, rows[i].row, rt_version_row(rows[i].row)->last_code);
        drop(&plan.part[RT_IN_TOP], rows[i].id);
        CHECK(parse(&r, &err) == (rows[i].code == RT_OK), "%s", rows[i].name);
        check_error_is(rows[i].name, &err, rows[i].code, RT_IN_TOP, rows[i].tag, rows[i].offset);
    }
}

static void refusals(void)
{
    static const uint8_t empty[4] = {0};
    struct rt_request r;
    struct rt_error err;
    plan_response(&plan, ROW_RFC, 1);
    CHECK(!parse(&r, &err), "a response");
    check_error_is("a response", &err, RT_E_NOT_REQUEST, RT_IN_TOP, 0, 12);
    CHECK(!rt_request_parse(&r, &err, rt_bytes_from(NULL, 0), RT_FORM_ANY), "nothing");
    check_error_is("nothing", &err, RT_E_MESSAGE_SHORT, RT_IN_TOP, 0, 0);
    CHECK(!rt_request_parse(&r, &err, rt_bytes_from(NULL, 0), RT_FORM_PACKET), "no packet");
    check_error_is("no packet", &err, RT_E_PACKET_SHORT, RT_IN_TOP, 0, 0);
    CHECK(!rt_request_parse(&r, &err, rt_bytes_from(empty, 4), RT_FORM_ANY), "no tags");
    check_error_is("no tags", &err, RT_E_MESSAGE_EMPTY, RT_IN_TOP, 0, 0);
    plan_request(&plan, ROW_RFC, 1);
    size_t len = build(packet, &plan);
    for (size_t cut = 0; cut < len; cut++) {
        CHECK(!rt_request_parse(&r, &err, rt_bytes_from(packet, cut), RT_FORM_PACKET), "%zu bytes of it",
              cut);
        CHECK_EQ("cut", err.code, cut < 12 ? RT_E_PACKET_SHORT : RT_E_PACKET_TRUNCATED);
    }
}

int main(void)
{
    for (size_t row = 0; row < NUM_ROWS; row++) {
        check_row(row, rt_version_row(row)->first_code);
        check_row(row, rt_version_row(row)->last_code);
    }
    worked_example();
    for (size_t i = 0; i < sizeof mutations / sizeof mutations[0]; i++) {
        check_mutation(&mutations[i]);
    }
    missing();
    refusals();
    return check_done("request");
}
