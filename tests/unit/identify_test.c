/* Which kind and version bytes are taken for: every row both ways, and what tells them apart. */
#include "parser/identify.h"
#include "tests/check.h"
#include "tests/unit/build.h"

enum { NONE = -1 };

static void fill(struct rt_slots *slots, const struct parts *parts, uint8_t buffer[MESSAGE_MAX])
{
    struct rt_message message;
    struct rt_error err;
    size_t len = encode(buffer, MESSAGE_MAX, parts);
    CHECK(rt_message_parse(&message, &err, rt_bytes_from(buffer, len), RT_IN_TOP), "a part of %zu bytes",
          len);
    rt_slots_fill(slots, &message);
}

static void check_identity(const char *name, const struct plan *plan, enum rt_kind kind, int row,
                           bool has_code, uint32_t code)
{
    static uint8_t outer[MESSAGE_MAX], inner[MESSAGE_MAX];
    struct rt_slots message, srep = {0};
    struct rt_identity identity;
    fill(&message, &plan->part[RT_IN_TOP], outer);
    if (plan->part[RT_IN_SREP].seen != 0) {
        fill(&srep, &plan->part[RT_IN_SREP], inner);
    }
    rt_identify(&identity, &message, &srep, plan->framed);
    CHECK_EQ(name, identity.kind, kind);
    CHECK(identity.version == (row == NONE ? NULL : rt_version_row((size_t)row)), "%s: %s", name,
          identity.version == NULL ? "no version" : identity.version->name);
    CHECK_EQ(name, identity.has_code, has_code);
    CHECK_EQ(name, identity.code, code);
}

static void rows(void)
{
    static struct plan plan;
    for (size_t row = 0; row < NUM_ROWS; row++) {
        const struct rt_version *v = rt_version_row(row);
        bool has_code = v->first_code != 0;
        plan_response(&plan, row, v->first_code);
        check_identity(v->name, &plan, RT_KIND_RESPONSE, (int)row, has_code, v->first_code);
        plan_response(&plan, row, v->last_code);
        plan.framed = false; /* stripped of its header */
        check_identity(v->name, &plan, RT_KIND_RESPONSE, (int)row, has_code, v->last_code);
        plan_request(&plan, row, v->last_code);
        int seen_as = row == ROW_SQUAT_US ? ROW_SQUAT_S : (int)row; /* requests carry no time */
        check_identity(v->name, &plan, RT_KIND_REQUEST, seen_as, has_code, v->last_code);
    }
}

static void codes(void)
{
    static struct plan plan;
    struct parts *top = &plan.part[RT_IN_TOP], *srep = &plan.part[RT_IN_SREP];
    plan_response(&plan, ROW_RFC, 1);
    set_u32(top, RT_ID_VER, 0x8000000b);
    check_identity("SREP.VER speaks first", &plan, RT_KIND_RESPONSE, ROW_RFC, true, 1);
    set_fill(srep, RT_ID_VER, 0, 0);
    check_identity("an empty SREP.VER does not", &plan, RT_KIND_RESPONSE, ROW_11, true, 0x8000000b);
    drop(top, RT_ID_VER);
    check_identity("no VER at all", &plan, RT_KIND_RESPONSE, NONE, false, 0);
    plan.framed = false;
    check_identity("no VER at all, bare", &plan, RT_KIND_RESPONSE, ROW_00, false, 0);
    set_fill(srep, RT_ID_ROOT, 0, 64);
    check_identity("ROOT of 64 bytes, bare", &plan, RT_KIND_RESPONSE, ROW_GOOGLE, false, 0);

    plan_response(&plan, ROW_14, 0x8000000d);
    check_identity("never defined", &plan, RT_KIND_RESPONSE, NONE, true, 0x8000000d);
    plan_response(&plan, ROW_12, 0x8000000c);
    set_fill(top, RT_ID_TYPE, 0, 0);
    check_identity("TYPE is there, empty", &plan, RT_KIND_RESPONSE, ROW_14, true, 0x8000000c);
    plan_response(&plan, ROW_08, 0x80000008);
    drop(top, RT_ID_VER);
    set_u32(top, RT_ID_VERX, 0x80000008);
    check_identity("VER\\xff", &plan, RT_KIND_RESPONSE, ROW_08, true, 0x80000008);
    set_u32(top, RT_ID_VER, 0x80000009);
    check_identity("VER before VER\\xff", &plan, RT_KIND_RESPONSE, ROW_08, true, 0x80000009);

    plan_response(&plan, ROW_SQUAT_S, 1);
    set_u64(srep, RT_ID_MIDP, raw_time(RT_UNIT_MICROSECONDS, 0));
    check_identity("squatted, in microseconds", &plan, RT_KIND_RESPONSE, ROW_SQUAT_US, true, 1);
    set_u64(srep, RT_ID_MIDP, UINT64_MAX);
    check_identity("squatted, in nothing plausible", &plan, RT_KIND_RESPONSE, ROW_SQUAT_S, true, 1);
    srep->seen = 0;
    check_identity("squatted, SREP unreadable", &plan, RT_KIND_RESPONSE, ROW_SQUAT_S, true, 1);
}

static void requests(void)
{
    static struct plan plan;
    struct parts *top = &plan.part[RT_IN_TOP];
    uint8_t list[12];
    rt_encode_u32(list, 1);
    rt_encode_u32(list + 4, 0x8000000b);
    rt_encode_u32(list + 8, 0x8000000c);
    plan_request(&plan, ROW_RFC, 1);
    set(top, RT_ID_VER, list, 12);
    check_identity("three versions", &plan, RT_KIND_REQUEST, ROW_RFC, true, 1);
    drop(top, RT_ID_TYPE);
    check_identity("three versions, no TYPE", &plan, RT_KIND_REQUEST, ROW_12, true, 0x8000000c);
    set(top, RT_ID_VER, list, 8);
    check_identity("two versions, no TYPE", &plan, RT_KIND_REQUEST, ROW_11, true, 0x8000000b);
    set_u32(top, RT_ID_VER, 0x7fffffff);
    check_identity("unassigned", &plan, RT_KIND_REQUEST, NONE, true, 0x7fffffff);
    set_fill(top, RT_ID_VER, 0, 0);
    check_identity("an empty list, framed", &plan, RT_KIND_REQUEST, NONE, false, 0);
    plan.framed = false;
    check_identity("an empty list, bare", &plan, RT_KIND_REQUEST, ROW_00, false, 0);
    drop(top, RT_ID_VER);
    set_u32(top, RT_ID_VERX, 0x80000008);
    check_identity("VER\\xff", &plan, RT_KIND_REQUEST, ROW_08, true, 0x80000008);

    plan_request(&plan, ROW_GOOGLE, 0);
    plan.framed = true;
    check_identity("Google's behind a header", &plan, RT_KIND_REQUEST, NONE, false, 0);
    plan.framed = false;
    drop(top, RT_ID_PADG);
    check_identity("64 bytes, no padding", &plan, RT_KIND_REQUEST, ROW_GOOGLE, false, 0);
    set_fill(top, RT_ID_NONC, 0, 32);
    check_identity("32 bytes, no padding", &plan, RT_KIND_REQUEST, ROW_00, false, 0);
    set_fill(top, RT_ID_NONC, 0, 64);
    set_fill(top, RT_ID_PAD, 0, 4);
    check_identity("64 bytes and PAD", &plan, RT_KIND_REQUEST, ROW_00, false, 0);
}

/* Nested messages on their own, and what is none of all that. */
static void others(void)
{
    static struct plan whole, plan;
    struct parts *top = &plan.part[RT_IN_TOP];
    plan_response(&whole, ROW_RFC, 1);
    plan = (struct plan){.part = {whole.part[RT_IN_SREP]}};
    check_identity("SREP", &plan, RT_KIND_SREP, ROW_RFC, true, 1);
    set_u32(top, RT_ID_VER, 0x8000000c);
    check_identity("SREP of 0c", &plan, RT_KIND_SREP, ROW_14, true, 0x8000000c);
    drop(top, RT_ID_VER);
    check_identity("SREP without VER", &plan, RT_KIND_SREP, NONE, false, 0);
    drop(top, RT_ID_ROOT);
    check_identity("MIDP", &plan, RT_KIND_SREP, NONE, false, 0);
    plan = (struct plan){.part = {whole.part[RT_IN_CERT]}};
    check_identity("CERT", &plan, RT_KIND_CERT, NONE, false, 0);
    plan = (struct plan){.part = {whole.part[RT_IN_DELE]}};
    check_identity("DELE", &plan, RT_KIND_DELE, NONE, false, 0);
    plan = (struct plan){0};
    check_identity("empty", &plan, RT_KIND_MESSAGE, NONE, false, 0);
    set_fill(top, RT_ID_ZZZZ, 0, 4);
    check_identity("padding alone", &plan, RT_KIND_MESSAGE, NONE, false, 0);
    set_u32(top, RT_ID_VER, 1);
    check_identity("VER alone", &plan, RT_KIND_REQUEST, ROW_SQUAT_S, true, 1);
    set_fill(top, RT_ID_PATH, 0, 0);
    check_identity("PATH without SREP", &plan, RT_KIND_RESPONSE, ROW_SQUAT_S, true, 1);
    set_fill(top, RT_ID_CERT, 0, 0);
    check_identity("CERT without SREP", &plan, RT_KIND_RESPONSE, ROW_SQUAT_S, true, 1);
}

static void names(void)
{
    static const char *const kinds[] = {"message", "request", "response", "SREP", "CERT", "DELE"};
    for (unsigned kind = 0; kind <= RT_KIND_DELE; kind++) {
        CHECK_STR("kind", rt_kind_name((enum rt_kind)kind), kinds[kind]);
    }
    CHECK_STR("no kind", rt_kind_name((enum rt_kind)6), "message");
}

int main(void)
{
    rows();
    codes();
    requests();
    others();
    names();
    return check_done("identify");
}
