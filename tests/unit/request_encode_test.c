/* Requests of every version: what is asked for is what a parser reads, without remarks; what may share a
 * request, every size and buffer; a request of RFC 10049 by hand. */
#include "parser/request.h"
#include "parser/request_encode.h"
#include "tests/check.h"
#include "tests/unit/build.h"

#include <stdlib.h>

static uint8_t packet[RT_PACKET_MAX], nonce[64], srv[32];

static struct rt_request_plan plan_of(const struct rt_offer *offer)
{
    return (struct rt_request_plan){
        .offer = offer, .nonce = rt_bytes_from(nonce, offer->version->nonce_len), .size = RT_REQUEST_SIZE};
}

/* The only remark, RT_NUM_REMARKS for none, or SIZE_MAX for several. */
static size_t remark_of(const struct rt_request *request)
{
    struct rt_remarks remarks = {0};
    rt_request_lint(&remarks, request);
    return remarks.num == 0 ? RT_NUM_REMARKS : remarks.num == 1 ? (size_t)remarks.item[0].code : SIZE_MAX;
}

static void check_plan(const char *name, const struct rt_request_plan *asked)
{
    struct rt_request r;
    struct rt_error err;
    const struct rt_version *v = asked->offer->version;
    CHECK_EQ(name, rt_request_plan_check(asked), RT_PLAN_OK);
    size_t len = rt_request_encode(packet, sizeof packet, asked);
    CHECK_EQ(name, len, asked->size + (v->framed ? 12 : 0));
    bool ok = rt_request_parse(&r, &err, rt_bytes_from(packet, len), RT_FORM_ANY);
    CHECK(ok, "%s: %s", name, rt_error_info(err.code)->slug);
    if (ok) {
        CHECK(r.version == v && r.framed == v->framed, "%s: read as %s", name, r.version->name);
        CHECK(rt_bytes_equal(r.nonce, asked->nonce) && rt_bytes_equal(r.srv, asked->srv), "%s", name);
        CHECK(rt_bytes_equal(r.versions, rt_bytes_from(asked->offer->list, asked->offer->list_len)), "%s",
              name);
        bool lacks_type = v == rt_version_row(ROW_12);
        size_t usual = lacks_type ? RT_R_TYPE_LACKING : RT_NUM_REMARKS;
        CHECK(asked->size < RT_REQUEST_SIZE || remark_of(&r) == usual, "%s: remark %zu", name, remark_of(&r));
    }
}

static void every_version(void)
{
    for (size_t row = 0; row < ROW_SQUAT_US; row++) {
        const struct rt_version *v = rt_version_row(row);
        for (uint32_t code = v->first_code; code <= v->last_code; code++) {
            struct rt_offer offer = {0};
            CHECK_EQ(v->name, rt_offer_add(&offer, v, code), RT_OFFER_TAKEN);
            CHECK_EQ(v->name, rt_offer_add(&offer, v, code), RT_OFFER_TAKEN);
            CHECK(offer.version == v && offer.list_len == (v->framed ? 4 : 0), "%s: offered", v->name);
            struct rt_request_plan plan = plan_of(&offer);
            check_plan(v->name, &plan);
            plan.srv = rt_bytes_from(srv, sizeof srv);
            if (row >= ROW_10) {
                check_plan(v->name, &plan);
            } else {
                CHECK_EQ(v->name, rt_request_plan_check(&plan), RT_PLAN_NO_SRV);
            }
        }
    }
}

/* Rows that are offered one after the other, and by which the request is laid out or why the last was not
 * taken. */
static void sets(void)
{
    static const struct {
        const char *name;
        size_t row[4], num;
        enum rt_offer_result last;
        size_t laid_out;
    } rows[] = {
        {"Google, 00", {ROW_GOOGLE, ROW_00}, 2, RT_OFFER_BARE, ROW_GOOGLE},
        {"00, 01", {ROW_00, ROW_01}, 2, RT_OFFER_BARE, ROW_00},
        {"RFC, Google", {ROW_RFC, ROW_GOOGLE}, 2, RT_OFFER_BARE, ROW_RFC},
        {"Google, RFC", {ROW_GOOGLE, ROW_RFC}, 2, RT_OFFER_BARE, ROW_GOOGLE},
        {"01 to 04", {ROW_03, ROW_01, ROW_02}, 3, RT_OFFER_TAKEN, ROW_03},
        {"04, 05", {ROW_03, ROW_05}, 2, RT_OFFER_NONCES, ROW_03},
        {"RFC, 02", {ROW_RFC, ROW_02}, 2, RT_OFFER_NONCES, ROW_RFC},
        {"05 to 11", {ROW_11, ROW_05, ROW_08, ROW_07}, 4, RT_OFFER_TAKEN, ROW_11},
        {"11, 12", {ROW_11, ROW_12}, 2, RT_OFFER_TAKEN, ROW_12},
        {"12, 14", {ROW_12, ROW_14}, 2, RT_OFFER_TAKEN, ROW_14},
        {"12, RFC", {ROW_12, ROW_RFC}, 2, RT_OFFER_TAKEN, ROW_RFC},
        {"14, RFC", {ROW_14, ROW_RFC}, 2, RT_OFFER_TAKEN, ROW_RFC},
        {"all that can", {ROW_RFC, ROW_05, ROW_14, ROW_10}, 4, RT_OFFER_TAKEN, ROW_RFC},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rt_offer offer = {0};
        enum rt_offer_result last = RT_OFFER_UNCHECKED;
        for (size_t j = 0; j < rows[i].num; j++) {
            const struct rt_version *v = rt_version_row(rows[i].row[j]);
            last = rt_offer_add(&offer, v, v->last_code);
        }
        CHECK_EQ(rows[i].name, last, rows[i].last);
        CHECK(offer.version == rt_version_row(rows[i].laid_out), "%s: laid out as %s", rows[i].name,
              offer.version->name);
        struct rt_request_plan plan = plan_of(&offer);
        check_plan(rows[i].name, &plan);
    }
}

/* Numbers that no document defines, beside one that is defined and alone; no more than 32 of them. */
static void undefined(void)
{
    struct rt_offer offer = {0};
    struct rt_request_plan plan = {.offer = &offer, .size = RT_REQUEST_SIZE};
    struct rt_request r;
    struct rt_error err;
    CHECK_EQ("none", rt_request_plan_check(&plan), RT_PLAN_NO_VERSION);
    CHECK_EQ("none", rt_request_encode(packet, sizeof packet, &plan), 0);
    CHECK_EQ("first", rt_offer_add(&offer, NULL, 0xc0000000), RT_OFFER_TAKEN);
    CHECK(offer.version == NULL, "undefined alone");
    CHECK_EQ("alone", rt_request_plan_check(&plan), RT_PLAN_NO_VERSION);
    CHECK_EQ("bare beside", rt_offer_add(&offer, rt_version_row(ROW_GOOGLE), 0), RT_OFFER_BARE);
    CHECK_EQ("RFC", rt_offer_add(&offer, rt_version_row(ROW_RFC), 1), RT_OFFER_TAKEN);
    for (uint32_t i = 1; i < 31; i++) {
        CHECK_EQ("more", rt_offer_add(&offer, NULL, 0xc0000000 + i * 0x10101), RT_OFFER_TAKEN);
    }
    CHECK_EQ("33", rt_offer_add(&offer, NULL, 2), RT_OFFER_FULL);
    CHECK_EQ("again", rt_offer_add(&offer, NULL, 0xc0010101), RT_OFFER_TAKEN);
    plan.nonce = rt_bytes_from(nonce, 32);
    CHECK_EQ("32", rt_request_plan_check(&plan), RT_PLAN_OK);
    size_t len = rt_request_encode(packet, sizeof packet, &plan);
    CHECK(rt_request_parse(&r, &err, rt_bytes_from(packet, len), RT_FORM_PACKET), "32 versions");
    CHECK_EQ("its remark", remark_of(&r), RT_R_VERSION_UNDEFINED);
}

static void faults(void)
{
    struct rt_offer offer = {0};
    CHECK_EQ("RFC", rt_offer_add(&offer, rt_version_row(ROW_RFC), 1), RT_OFFER_TAKEN);
    struct rt_request_plan plan = plan_of(&offer);
    plan.nonce.len = 28;
    CHECK_EQ("nonce", rt_request_plan_check(&plan), RT_PLAN_NONCE);
    plan.nonce.len = 32;
    plan.srv = rt_bytes_from(srv, 28);
    CHECK_EQ("SRV", rt_request_plan_check(&plan), RT_PLAN_SRV);
    CHECK_EQ("SRV", rt_request_encode(packet, sizeof packet, &plan), 0);
}

/* Three tags and 40 bytes of values are 64; the next with padding is 72. */
static void sizes(void)
{
    struct rt_offer offer = {0};
    CHECK_EQ("RFC", rt_offer_add(&offer, rt_version_row(ROW_RFC), 1), RT_OFFER_TAKEN);
    struct rt_request_plan plan = plan_of(&offer);
    CHECK_EQ("least", rt_request_least_size(&plan), 64);
    for (plan.size = 0; plan.size <= 120; plan.size++) {
        bool ok = plan.size % 4 == 0 && (plan.size == 64 || plan.size >= 72);
        CHECK_EQ("size", rt_request_plan_check(&plan), ok ? RT_PLAN_OK : RT_PLAN_SIZE);
        CHECK_EQ("size", rt_request_encode(packet, sizeof packet, &plan), ok ? 12 + plan.size : 0);
        if (ok) {
            check_plan("size", &plan);
        }
    }
    plan.size = 65520;
    check_plan("the largest", &plan);
    plan.size += 4;
    CHECK_EQ("larger", rt_request_plan_check(&plan), RT_PLAN_SIZE);
    plan.size = SIZE_MAX - 3;
    CHECK_EQ("the greatest number", rt_request_plan_check(&plan), RT_PLAN_SIZE);
}

static void buffers(void)
{
    struct rt_offer offer = {0};
    CHECK_EQ("RFC", rt_offer_add(&offer, rt_version_row(ROW_RFC), 1), RT_OFFER_TAKEN);
    struct rt_request_plan plan = plan_of(&offer);
    plan.size = 100;
    for (size_t cap = 0; cap <= 112; cap++) {
        uint8_t *out = malloc(cap + 1);
        if (out == NULL) {
            exit(1);
        }
        out[cap] = 0xa5;
        CHECK_EQ("cap", rt_request_encode(out, cap, &plan), cap == 112 ? 112 : 0);
        CHECK_EQ("beyond", out[cap], 0xa5);
        free(out);
    }
}

/* RFC 10049 5.1, tag by tag. */
static void by_hand(void)
{
    static const char hex[] =
        "524f55474854494d"
        "80000000"
        "05000000"
        "08000000"
        "28000000"
        "48000000"
        "4c000000"
        "56455200"
        "53525600"
        "4e4f4e43"
        "54595045"
        "5a5a5a5a"
        "010000000c000080"
        "5353535353535353535353535353535353535353535353535353535353535353"
        "4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e"
        "00000000"
        "000000000000000000000000";
    uint8_t expected[140];
    struct rt_offer offer = {0};
    CHECK(check_hex(expected, sizeof expected, hex), "the table");
    CHECK_EQ("14", rt_offer_add(&offer, rt_version_row(ROW_14), 0x8000000c), RT_OFFER_TAKEN);
    CHECK_EQ("RFC", rt_offer_add(&offer, rt_version_row(ROW_RFC), 1), RT_OFFER_TAKEN);
    struct rt_request_plan plan = plan_of(&offer);
    plan.srv = rt_bytes_from(srv, sizeof srv);
    plan.size = 128;
    CHECK_EQ("length", rt_request_encode(packet, sizeof packet, &plan), sizeof expected);
    CHECK(memcmp(packet, expected, sizeof expected) == 0, "bytes");
}

static void names(void)
{
    static const struct {
        const char *name;
        size_t row; /* NUM_ROWS for none */
        uint32_t code;
    } rows[] = {
        {"Google", ROW_GOOGLE, 0},
        {"google", ROW_GOOGLE, 0},
        {"goog-LE", ROW_GOOGLE, 0},
        {"draft 00", ROW_00, 0},
        {"draft0", ROW_00, 0},
        {"draft-01", ROW_01, 0x80000001},
        {"draft-3", ROW_03, 0x80000003},
        {"Draft 04", ROW_03, 0x80000004},
        {"draft06", ROW_05, 0x80000006},
        {"draft-11", ROW_11, 0x8000000b},
        {"draft-12", ROW_12, 0x8000000c},
        {"draft-13", ROW_12, 0x8000000c},
        {"draft-14", ROW_14, 0x8000000c},
        {"draft-19", ROW_14, 0x8000000c},
        {"RFC 10049", ROW_RFC, 1},
        {"rfc10049", ROW_RFC, 1},
        {"draft-20", NUM_ROWS, 0},
        {"draft-255", NUM_ROWS, 0},
        {"draft-001", NUM_ROWS, 0},
        {"draft", NUM_ROWS, 0},
        {"draft-1x", NUM_ROWS, 0},
        {"drafts 12-13", NUM_ROWS, 0},
        {"drafts 14-19", NUM_ROWS, 0},
        {"squatted 1, s", NUM_ROWS, 0},
        {"goog", NUM_ROWS, 0},
        {"googles", NUM_ROWS, 0},
        {"rfc", NUM_ROWS, 0},
        {"", NUM_ROWS, 0},
    };
    uint32_t code;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct rt_version *v =
            rt_version_named(&code, rt_bytes_from(rows[i].name, strlen(rows[i].name)));
        CHECK(v == (rows[i].row == NUM_ROWS ? NULL : rt_version_row(rows[i].row)), "%s", rows[i].name);
        CHECK_EQ(rows[i].name, code, rows[i].code);
    }
    CHECK(rt_version_named(&code, rt_bytes_from("google\0", 7)) == NULL, "a NUL is no part of a name");
    CHECK(rt_version_named(&code, rt_bytes_from("draft-0+", 8)) == NULL, "a sign is no digit");
}

int main(void)
{
    memset(nonce, 0x4e, sizeof nonce);
    memset(srv, 0x53, sizeof srv);
    every_version();
    sets();
    undefined();
    faults();
    sizes();
    buffers();
    by_hand();
    names();
    return check_done("request_encode");
}
