/* Responses: the golden sizes of every version, each value found, and each error in its place. */
#include "parser/response.h"
#include "tests/check.h"
#include "tests/unit/build.h"
#include "tests/unit/rounds.h"

static uint8_t packet[MESSAGE_MAX];
static struct plan plan;

/* protocol.md 1d: packet, SREP, then with a path of two nodes. Squatted replies: as draft 05 without NONC. */
static const struct {
    size_t row;
    uint32_t code;
    size_t size, srep;
} golden[] = {
    {ROW_GOOGLE, 0, 360, 100},      {ROW_00, 0, 328, 68},          {ROW_01, 0x80000001, 424, 140},
    {ROW_02, 0x80000002, 424, 140}, {ROW_03, 0x80000003, 424, 68}, {ROW_03, 0x80000004, 424, 68},
    {ROW_05, 0x80000005, 392, 68},  {ROW_05, 0x80000006, 392, 68}, {ROW_07, 0x80000007, 392, 68},
    {ROW_08, 0x80000008, 392, 68},  {ROW_08, 0x80000009, 392, 68}, {ROW_10, 0x8000000a, 392, 68},
    {ROW_11, 0x8000000b, 392, 68},  {ROW_12, 0x8000000c, 404, 92}, {ROW_14, 0x8000000c, 416, 92},
    {ROW_RFC, 1, 416, 92},          {ROW_SQUAT_US, 1, 352, 68},    {ROW_SQUAT_S, 1, 352, 68},
};

static void check_slice(const char *name, struct rt_bytes got, enum rt_place place, enum rt_id id)
{
    const struct parts *parts = &plan.part[place];
    bool there = (parts->seen >> id & 1) != 0;
    CHECK_EQ(name, got.len, there ? parts->len[id] : 0);
    CHECK(got.len == 0 || (got.at == offset_of(&plan, place, id) && got.data == packet + got.at),
          "%s: at %zu", name, got.at);
}

static void check_values(const char *name, const struct rt_response *r, size_t row)
{
    bool in_srep = row == ROW_01 || row == ROW_02;
    check_slice(name, r->sig, RT_IN_TOP, RT_ID_SIG);
    check_slice(name, r->nonce, in_srep ? RT_IN_SREP : RT_IN_TOP, RT_ID_NONC);
    check_slice(name, r->path, RT_IN_TOP, RT_ID_PATH);
    check_slice(name, r->srep.bytes, RT_IN_TOP, RT_ID_SREP);
    check_slice(name, r->cert.bytes, RT_IN_TOP, RT_ID_CERT);
    check_slice(name, r->dele.bytes, RT_IN_CERT, RT_ID_DELE);
    check_slice(name, r->root, RT_IN_SREP, RT_ID_ROOT);
    check_slice(name, r->versions, RT_IN_SREP, RT_ID_VERS);
    check_slice(name, r->cert_sig, RT_IN_CERT, RT_ID_SIG);
    check_slice(name, r->pubk, RT_IN_DELE, RT_ID_PUBK);
    CHECK_EQ(name, r->midpoint, raw_time(r->version->unit, 1));
    CHECK_EQ(name, r->min_time, raw_time(r->version->unit, 0));
    CHECK_EQ(name, r->max_time, raw_time(r->version->unit, 24));
    CHECK_EQ(name, r->radius, r->version->unit == RT_UNIT_SECONDS ? 5 : 5000000);
    CHECK_EQ(name, r->index, 0);
}

static void check_golden(size_t i)
{
    const struct rt_version *v = rt_version_row(golden[i].row);
    struct rt_response r;
    struct rt_error err;
    plan_response(&plan, golden[i].row, golden[i].code);
    size_t len = build(packet, &plan);
    struct rt_bytes in = rt_bytes_from(packet, len);
    CHECK_EQ(v->name, len, golden[i].size);
    CHECK(rt_response_parse(&r, &err, in, RT_FORM_ANY), "%s: %s at %zu", v->name,
          rt_error_info(err.code)->slug, err.offset);
    check_error_is(v->name, &err, RT_OK, RT_IN_TOP, 0, 0);
    if (err.code != RT_OK) {
        return;
    }
    CHECK(r.version == v && r.code == golden[i].code && r.framed == v->framed, "%s: as %s", v->name,
          r.version->name);
    CHECK(rt_bytes_equal(r.packet, in), "%s: packet", v->name);
    CHECK_EQ(v->name, r.srep.bytes.len, golden[i].srep);
    CHECK_EQ(v->name, r.cert.bytes.len, 152);
    CHECK_EQ(v->name, r.dele.bytes.len, 72);
    CHECK(r.message.place == RT_IN_TOP && r.srep.place == RT_IN_SREP && r.cert.place == RT_IN_CERT &&
              r.dele.place == RT_IN_DELE,
          "%s: places", v->name);
    check_values(v->name, &r, golden[i].row);
    check_again(v->name, &r.message);
    check_again(v->name, &r.srep);
    check_again(v->name, &r.cert);
    check_again(v->name, &r.dele);
}

/* Parses what is planned; true with the view if it is a response. */
static bool parse(struct rt_response *r, struct rt_error *err)
{
    return rt_response_parse(r, err, rt_bytes_from(packet, build(packet, &plan)), RT_FORM_ANY);
}

/* Paths of every depth: 33 nodes are too many, a byte less is no path. */
static void paths(void)
{
    struct rt_response r;
    struct rt_error err;
    for (size_t row = 0; row < NUM_ROWS; row++) {
        const struct rt_version *v = rt_version_row(row);
        for (size_t depth = 0; depth <= 33; depth++) {
            plan_response(&plan, row, v->first_code);
            set_fill(&plan.part[RT_IN_TOP], RT_ID_PATH, 0x77, depth * v->hash_len);
            CHECK(parse(&r, &err) == (depth <= 32), "%s, depth %zu", v->name, depth);
            check_error_is(v->name, &err, depth <= 32 ? RT_OK : RT_E_PATH_TOO_LONG, RT_IN_TOP,
                           depth <= 32 ? 0 : RT_TAG_PATH,
                           depth <= 32 ? 0 : offset_of(&plan, RT_IN_TOP, RT_ID_PATH));
            CHECK_EQ(v->name, r.path.len, depth <= 32 ? depth * v->hash_len : 0);
        }
        set_fill(&plan.part[RT_IN_TOP], RT_ID_PATH, 0x77, (size_t)3 * v->hash_len - 4);
        CHECK(!parse(&r, &err), "%s: no whole node", v->name);
        check_error_is(v->name, &err, RT_E_PATH_LENGTH, RT_IN_TOP, RT_TAG_PATH,
                       offset_of(&plan, RT_IN_TOP, RT_ID_PATH));
    }
}

/* Every tag that a version demands, missing in turn: the schema names it and its message. */
static void missing(void)
{
    struct rt_response r;
    struct rt_error err;
    for (size_t row = 0; row < NUM_ROWS; row++) {
        const struct rt_version *v = rt_version_row(row);
        const struct rt_tag_set *sets[] = {&v->response, &v->srep, &v->cert, &v->dele};
        for (enum rt_place place = RT_IN_TOP; place <= RT_IN_DELE; place++) {
            for (unsigned id = 0; id < RT_NUM_IDS; id++) {
                uint32_t tag = rt_tag_of((enum rt_id)id);
                bool is_sign = tag == RT_TAG_VER || (tag == RT_TAG_ROOT && row == ROW_GOOGLE) ||
                               (tag == RT_TAG_TYPE && row == ROW_14); /* then it is another version */
                if ((sets[place]->need >> id & 1) == 0 || is_sign) {
                    continue;
                }
                plan_response(&plan, row, v->first_code);
                drop(&plan.part[place], (enum rt_id)id);
                bool lacking = (sets[place]->lacking >> id & 1) != 0;
                CHECK(parse(&r, &err) == lacking, "%s without 0x%x", v->name, (unsigned)tag);
                bool whole = tag == RT_TAG_SREP || tag == RT_TAG_CERT || tag == RT_TAG_DELE;
                bool untold = tag == RT_TAG_SREP && (v->srep.need & RT_BIT(VER)) != 0; /* with it went VER */
                CHECK(lacking || err.code == (untold ? RT_E_VERSION_MISSING : RT_E_TAG_MISSING),
                      "%s without 0x%x: %s", v->name, (unsigned)tag, rt_error_info(err.code)->slug);
                CHECK(lacking || whole ||
                          (err.tag == tag && err.place == place &&
                           err.offset == offset_of_message(&plan, place)),
                      "%s without 0x%x: 0x%x in %d at %zu", v->name, (unsigned)tag, (unsigned)err.tag,
                      (int)err.place, err.offset);
            }
        }
    }
}

/* One value changed. The value becomes `len` bytes of hex, or of zero without. */
static const struct mutation {
    const char *name;
    size_t row;
    enum rt_place place;
    enum rt_id id;
    int len;
    const char *hex;
    enum rt_code code;
    size_t skip; /* within the value */
} mutations[] = {
    {"SIG of 60", ROW_RFC, RT_IN_TOP, RT_ID_SIG, 60, NULL, RT_E_VALUE_LENGTH, 0},
    {"SIG of 68", ROW_RFC, RT_IN_TOP, RT_ID_SIG, 68, NULL, RT_E_VALUE_LENGTH, 0},
    {"SIG empty", ROW_RFC, RT_IN_TOP, RT_ID_SIG, 0, NULL, RT_E_VALUE_LENGTH, 0},
    {"NONC of 64", ROW_RFC, RT_IN_TOP, RT_ID_NONC, 64, NULL, RT_E_VALUE_LENGTH, 0},
    {"NONC of 28", ROW_05, RT_IN_TOP, RT_ID_NONC, 28, NULL, RT_E_VALUE_LENGTH, 0},
    {"NONC of 32, 03", ROW_03, RT_IN_TOP, RT_ID_NONC, 32, NULL, RT_OK, 0},
    {"NONC of 36, 03", ROW_03, RT_IN_TOP, RT_ID_NONC, 36, NULL, RT_E_VALUE_LENGTH, 0},
    {"NONC of 32, 01", ROW_01, RT_IN_SREP, RT_ID_NONC, 32, NULL, RT_E_VALUE_LENGTH, 0},
    {"NONC of 32, 02", ROW_02, RT_IN_SREP, RT_ID_NONC, 32, NULL, RT_E_VALUE_LENGTH, 0},
    {"TYPE 0", ROW_RFC, RT_IN_TOP, RT_ID_TYPE, 4, "00000000", RT_E_TYPE_VALUE, 0},
    {"TYPE 2", ROW_14, RT_IN_TOP, RT_ID_TYPE, 4, "02000000", RT_E_TYPE_VALUE, 0},
    {"TYPE big-endian", ROW_RFC, RT_IN_TOP, RT_ID_TYPE, 4, "00000001", RT_E_TYPE_VALUE, 0},
    {"TYPE of 8", ROW_RFC, RT_IN_TOP, RT_ID_TYPE, 8, "0100000000000000", RT_E_VALUE_LENGTH, 0},
    {"TYPE 7 where it is not defined", ROW_11, RT_IN_TOP, RT_ID_TYPE, 4, "07000000", RT_OK, 0},
    {"VER of two", ROW_11, RT_IN_TOP, RT_ID_VER, 8, "0b0000800b000080", RT_E_VALUE_LENGTH, 0},
    {"SREP.VER of two", ROW_RFC, RT_IN_SREP, RT_ID_VER, 8, "0100000001000000", RT_E_VALUE_LENGTH, 0},
    {"VER unknown", ROW_11, RT_IN_TOP, RT_ID_VER, 4, "0d000080", RT_E_VERSION_UNKNOWN, 0},
    {"SREP.VER unknown", ROW_RFC, RT_IN_SREP, RT_ID_VER, 4, "02000000", RT_E_VERSION_UNKNOWN, 0},
    {"SREP.VER 0", ROW_RFC, RT_IN_SREP, RT_ID_VER, 4, "00000000", RT_E_VERSION_UNKNOWN, 0},
    {"VERS empty", ROW_RFC, RT_IN_SREP, RT_ID_VERS, 0, NULL, RT_E_VERSIONS_COUNT, 0},
    {"VERS lacks VER", ROW_RFC, RT_IN_SREP, RT_ID_VERS, 4, "0c000080", RT_E_VERSIONS_LACK_VER, 0},
    {"VERS of two", ROW_RFC, RT_IN_SREP, RT_ID_VERS, 8, "010000000c000080", RT_OK, 0},
    {"VERS descends", ROW_RFC, RT_IN_SREP, RT_ID_VERS, 8, "0c00008001000000", RT_E_VERSIONS_ORDER, 4},
    {"VERS repeats", ROW_RFC, RT_IN_SREP, RT_ID_VERS, 8, "0100000001000000", RT_E_VERSIONS_REPEAT, 4},
    {"VERS repeats late", ROW_14, RT_IN_SREP, RT_ID_VERS, 12, "010000000c0000800c000080",
     RT_E_VERSIONS_REPEAT, 8},
    {"VERS with 0, as int08h's", ROW_14, RT_IN_SREP, RT_ID_VERS, 8, "000000000c000080", RT_OK, 0},
    {"VERS is unsigned", ROW_14, RT_IN_SREP, RT_ID_VERS, 12, "010000000c000080ffffffff", RT_OK, 0},
    {"VERS of 33", ROW_RFC, RT_IN_SREP, RT_ID_VERS, 132, NULL, RT_E_VERSIONS_COUNT, 0},
    {"VERS unsorted where undefined", ROW_11, RT_IN_SREP, RT_ID_VERS, 8, "0c00008001000000", RT_OK, 0},
    {"RADI 0", ROW_RFC, RT_IN_SREP, RT_ID_RADI, 4, "00000000", RT_E_RADIUS_ZERO, 0},
    {"RADI 0, 12", ROW_12, RT_IN_SREP, RT_ID_RADI, 4, "00000000", RT_E_RADIUS_ZERO, 0},
    {"RADI 0, 11", ROW_11, RT_IN_SREP, RT_ID_RADI, 4, "00000000", RT_OK, 0},
    {"RADI 0, Google", ROW_GOOGLE, RT_IN_SREP, RT_ID_RADI, 4, "00000000", RT_OK, 0},
    {"RADI of 8", ROW_RFC, RT_IN_SREP, RT_ID_RADI, 8, "0500000000000000", RT_E_VALUE_LENGTH, 0},
    {"MIDP of 4", ROW_RFC, RT_IN_SREP, RT_ID_MIDP, 4, "05000000", RT_E_VALUE_LENGTH, 0},
    {"MIDP of 12", ROW_GOOGLE, RT_IN_SREP, RT_ID_MIDP, 12, NULL, RT_E_VALUE_LENGTH, 0},
    {"ROOT of 28", ROW_RFC, RT_IN_SREP, RT_ID_ROOT, 28, NULL, RT_E_VALUE_LENGTH, 0},
    {"ROOT of 64", ROW_RFC, RT_IN_SREP, RT_ID_ROOT, 64, NULL, RT_E_VALUE_LENGTH, 0},
    {"ROOT of 68, bare", ROW_GOOGLE, RT_IN_SREP, RT_ID_ROOT, 68, NULL, RT_E_VALUE_LENGTH, 0},
    {"DUT1 negative", ROW_05, RT_IN_SREP, RT_ID_DUT1, 4, "01000080", RT_OK, 0},
    {"DUT1 minus zero", ROW_05, RT_IN_SREP, RT_ID_DUT1, 4, "00000080", RT_E_INT32_FORM, 0},
    {"DTAI minus zero", ROW_07, RT_IN_SREP, RT_ID_DTAI, 4, "00000080", RT_E_INT32_FORM, 0},
    {"DTAI of 8", ROW_07, RT_IN_SREP, RT_ID_DTAI, 8, "2500000025000000", RT_E_VALUE_LENGTH, 0},
    {"DTAI empty", ROW_07, RT_IN_SREP, RT_ID_DTAI, 0, NULL, RT_E_VALUE_LENGTH, 0},
    {"LEAP empty", ROW_07, RT_IN_SREP, RT_ID_LEAP, 0, NULL, RT_OK, 0},
    {"LEAP minus zero", ROW_07, RT_IN_SREP, RT_ID_LEAP, 8, "99e1000000000080", RT_E_INT32_FORM, 4},
    {"LEAP of 12", ROW_01, RT_IN_SREP, RT_ID_LEAP, 12, "99e1000099e1008099e10000", RT_OK, 0},
    {"DUT1 minus zero where undefined", ROW_11, RT_IN_SREP, RT_ID_DTAI, 4, "00000080", RT_OK, 0},
    {"CERT.SIG of 32", ROW_RFC, RT_IN_CERT, RT_ID_SIG, 32, NULL, RT_E_VALUE_LENGTH, 0},
    {"PUBK of 64", ROW_RFC, RT_IN_DELE, RT_ID_PUBK, 64, NULL, RT_E_VALUE_LENGTH, 0},
    {"PUBK empty", ROW_GOOGLE, RT_IN_DELE, RT_ID_PUBK, 0, NULL, RT_E_VALUE_LENGTH, 0},
    {"MINT of 4", ROW_RFC, RT_IN_DELE, RT_ID_MINT, 4, NULL, RT_E_VALUE_LENGTH, 0},
    {"MAXT of 12", ROW_RFC, RT_IN_DELE, RT_ID_MAXT, 12, NULL, RT_E_VALUE_LENGTH, 0},
    {"INDX of 8", ROW_RFC, RT_IN_TOP, RT_ID_INDX, 8, NULL, RT_E_VALUE_LENGTH, 0},
    {"INDX empty", ROW_RFC, RT_IN_TOP, RT_ID_INDX, 0, NULL, RT_E_VALUE_LENGTH, 0},
    {"a known tag in an undefined place", ROW_RFC, RT_IN_DELE, RT_ID_SIG, 4, NULL, RT_OK, 0},
    {"grease: SREP inside DELE", ROW_RFC, RT_IN_DELE, RT_ID_SREP, 4, "ffffffff", RT_OK, 0},
    {"VER\\xff for VER", ROW_08, RT_IN_TOP, RT_ID_VERX, 4, "08000080", RT_OK, 0},
    {"VER\\xff of 8 beside VER", ROW_08, RT_IN_TOP, RT_ID_VERX, 8, "0800008008000080", RT_E_VALUE_LENGTH, 0},
    {"tag-form since 11", ROW_11, RT_IN_SREP, RT_ID_DUT1, 4, NULL, RT_E_TAG_FORM, 0},
    {"no tag-form before", ROW_10, RT_IN_SREP, RT_ID_DUT1, 4, NULL, RT_OK, 0},
};

static void check_mutation(const struct mutation *m)
{
    const struct rt_version *v = rt_version_row(m->row);
    struct parts *parts = &plan.part[m->place];
    struct rt_response r;
    struct rt_error err;
    plan_response(&plan, m->row, v->first_code);
    set_fill(parts, m->id, 0, (size_t)m->len);
    CHECK(m->hex == NULL || check_hex(parts->value[m->id], (size_t)m->len, m->hex), "%s: the table", m->name);
    bool ok = m->code == RT_OK;
    CHECK(parse(&r, &err) == ok, "%s: %s", m->name, rt_error_info(err.code)->slug);
    size_t at = offset_of(&plan, m->place, m->id) + m->skip;
    if (m->code == RT_E_TAG_FORM) { /* the tag's own word, DUT1 being number 1 of 4 */
        at = offset_of_message(&plan, m->place) + (size_t)4 * num_parts(parts);
    }
    check_error_is(m->name, &err, m->code, ok ? RT_IN_TOP : m->place, ok ? 0 : rt_tag_of(m->id), ok ? 0 : at);
    CHECK(ok == (r.version != NULL) && (ok || (r.code == 0 && r.sig.len == 0 && r.message.num_tags == 0)),
          "%s: what is left", m->name);
    CHECK(r.packet.data == packet && r.framed == v->framed, "%s: packet and form stay", m->name);
}

/* A byte of the packet changed: structure of each message at its place. */
static void structure(void)
{
    static const struct {
        const char *name;
        enum rt_place place;
        size_t skip;
        const char *word;
        enum rt_code code;
        uint32_t tag;
    } rows[] = {
        {"top", RT_IN_TOP, 0, "00000000", RT_E_MESSAGE_EMPTY, 0},
        {"top", RT_IN_TOP, 0, "00000001", RT_E_HEADER_TRUNCATED, 0},
        {"top", RT_IN_TOP, 4, "02000000", RT_E_OFFSET_UNALIGNED, 0},
        {"SREP", RT_IN_SREP, 0, "00000000", RT_E_MESSAGE_EMPTY, 0},
        {"SREP", RT_IN_SREP, 0, "01000020", RT_E_HEADER_TRUNCATED, 0},
        {"SREP", RT_IN_SREP, 8, "00000000", RT_E_OFFSET_ORDER, 0},
        {"CERT", RT_IN_CERT, 4, "41000000", RT_E_OFFSET_UNALIGNED, 0},
        {"CERT", RT_IN_CERT, 4, "8c000000", RT_E_OFFSET_RANGE, 0},
        {"DELE", RT_IN_DELE, 0, "ffffffff", RT_E_HEADER_TRUNCATED, 0},
        {"DELE", RT_IN_DELE, 8, "34000000", RT_E_OFFSET_RANGE, 0},
        {"DELE", RT_IN_DELE, 16, "5055424b", RT_E_TAG_DUPLICATE, RT_TAG_PUBK},
        {"DELE", RT_IN_DELE, 20, "41414100", RT_E_TAG_ORDER, 0x00414141},
        {"CERT", RT_IN_CERT, 8, "7a7a7a7a", RT_E_TAG_ORDER, RT_TAG_DELE},
        {"SREP", RT_IN_SREP, 24, "52414431", RT_E_TAG_FORM, 0x31444152},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rt_response r;
        struct rt_error err;
        plan_response(&plan, ROW_RFC, 1);
        size_t len = build(packet, &plan);
        size_t at = offset_of_message(&plan, rows[i].place) + rows[i].skip;
        CHECK(check_hex(packet + at, 4, rows[i].word), "the table");
        CHECK(!rt_response_parse(&r, &err, rt_bytes_from(packet, len), RT_FORM_PACKET), "%s", rows[i].name);
        size_t where = rows[i].tag == RT_TAG_DELE ? at + 4 : at;
        check_error_is(rows[i].name, &err, rows[i].code, rows[i].place, rows[i].tag, where);
    }
}

/* What is no response, or not of this form. */
static void refusals(void)
{
    struct rt_response r;
    struct rt_error err;
    plan_request(&plan, ROW_RFC, 1);
    CHECK(!parse(&r, &err), "a request");
    check_error_is("a request", &err, RT_E_NOT_RESPONSE, RT_IN_TOP, 0, 12);
    plan_response(&plan, ROW_GOOGLE, 0);
    plan.framed = true;
    CHECK(!parse(&r, &err), "Google's behind a header");
    check_error_is("framed", &err, RT_E_PACKET_FRAMED, RT_IN_TOP, 0, 0);
    plan_response(&plan, ROW_00, 0);
    plan.framed = true;
    CHECK(!parse(&r, &err), "draft 00 behind a header");
    check_error_is("no version", &err, RT_E_VERSION_MISSING, RT_IN_TOP, RT_TAG_VER, 0);
    plan_response(&plan, ROW_RFC, 1);
    plan.framed = false;
    CHECK(parse(&r, &err) && !r.framed && r.version == rt_version_row(ROW_RFC), "stripped of its header");
    size_t len = build(packet, &plan);
    CHECK(!rt_response_parse(&r, &err, rt_bytes_from(packet, len), RT_FORM_PACKET) && r.framed, "no packet");
    check_error_is("no packet", &err, RT_E_PACKET_MAGIC, RT_IN_TOP, 0, 0);
    CHECK(!rt_response_parse(&r, &err, rt_bytes_from(NULL, 0), RT_FORM_ANY) && !r.framed, "nothing");
    check_error_is("nothing", &err, RT_E_MESSAGE_SHORT, RT_IN_TOP, 0, 0);
}

/* Drafts 00 and 01 alone take tags in any order. */
static void unsorted(void)
{
    static const struct {
        size_t row;
        enum rt_code code;
    } rows[] = {{ROW_GOOGLE, RT_E_TAG_ORDER}, {ROW_00, RT_OK}, {ROW_01, RT_OK}, {ROW_02, RT_E_TAG_ORDER}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct rt_version *v = rt_version_row(rows[i].row);
        struct rt_response r;
        struct rt_error err;
        plan_response(&plan, rows[i].row, v->first_code);
        size_t len = build(packet, &plan);
        uint8_t *dele = packet + offset_of_message(&plan, RT_IN_DELE);
        memcpy(dele + 16, "MAXTMINT", 8); /* MINT and MAXT change places */
        bool ok = rows[i].code == RT_OK;
        CHECK(rt_response_parse(&r, &err, rt_bytes_from(packet, len), RT_FORM_ANY) == ok, "%s", v->name);
        check_error_is(v->name, &err, rows[i].code, ok ? RT_IN_TOP : RT_IN_DELE, ok ? 0 : RT_TAG_MINT,
                       ok ? 0 : (size_t)(dele - packet) + 20);
        CHECK(!ok || r.min_time > r.max_time, "%s: by tag, not by place", v->name);
    }
}

int main(void)
{
    for (size_t i = 0; i < sizeof golden / sizeof golden[0]; i++) {
        check_golden(i);
    }
    plan_response(&plan, ROW_GOOGLE, 0);
    set_fill(&plan.part[RT_IN_TOP], RT_ID_NONC, 0x4e, 64);
    CHECK_EQ("Google with NONC echo", build(packet, &plan), 432);
    plan_response(&plan, ROW_07, 0x80000007);
    set_u32(&plan.part[RT_IN_SREP], RT_ID_DTAI, 37);
    set_fill(&plan.part[RT_IN_SREP], RT_ID_LEAP, 0, 0);
    CHECK_EQ("draft 07 with DTAI and LEAP", build(packet, &plan), 412);
    CHECK_EQ("its SREP", plan.part[RT_IN_TOP].len[RT_ID_SREP], 88);
    struct rt_response r;
    struct rt_error err;
    CHECK(parse(&r, &err), "netnod's form: %s", rt_error_info(err.code)->slug);
    paths();
    missing();
    for (size_t i = 0; i < sizeof mutations / sizeof mutations[0]; i++) {
        check_mutation(&mutations[i]);
    }
    structure();
    refusals();
    unsorted();
    return check_done("response");
}
