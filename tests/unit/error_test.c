/* The lists of errors and remarks: numbers, slugs, and no table string cut short of its NUL. */
#include "parser/error.h"
#include "parser/remark.h"
#include "tests/check.h"

/* Lengths of the literals themselves, for the arrays of the rows to be held against. */
static const struct {
    const char *name, *slug, *clause, *text;
} errors[] =
    {
#define ERROR_ROW(name, number, stage, slug, clause, text) {#name, slug, clause, text},
        RT_ERROR_LIST(ERROR_ROW)
#undef ERROR_ROW
},
  remarks[] = {
#define REMARK_ROW(name, slug, clause, text) {#name, slug, clause, text},
      RT_REMARK_LIST(REMARK_ROW)
#undef REMARK_ROW
};
enum { NUM_ERRORS = sizeof errors / sizeof errors[0], NUM_REMARKS = sizeof remarks / sizeof remarks[0] };

static bool is_kebab(const char *slug)
{
    size_t len = strlen(slug);
    for (size_t i = 0; i < len; i++) {
        bool letter = (slug[i] >= 'a' && slug[i] <= 'z') || (slug[i] >= '0' && slug[i] <= '9');
        if (!letter && (slug[i] != '-' || i == 0 || i + 1 == len || slug[i - 1] == '-')) {
            return false;
        }
    }
    return len > 0;
}

/* A sentence: printable, no full stop at its end, nothing before or behind it. */
static bool is_sentence(const char *text)
{
    size_t len = strlen(text);
    for (size_t i = 0; i < len; i++) {
        if (text[i] < ' ' || text[i] > '~') {
            return false;
        }
    }
    return len > 0 && text[0] != ' ' && text[len - 1] != ' ' && text[len - 1] != '.';
}

static void check_array(const char *name, const char *array, size_t size, const char *literal)
{
    CHECK(memchr(array, '\0', size) != NULL, "%s: cut short: %.*s", name, (int)size, array);
    CHECK(strlen(literal) < size && strncmp(array, literal, size) == 0, "%s: \"%s\"", name, literal);
}

static enum rt_stage stage_of(unsigned number)
{
    return number < 200   ? RT_STAGE_PACKET
           : number < 300 ? RT_STAGE_MESSAGE
           : number < 400 ? RT_STAGE_SCHEMA
           : number < 500 ? RT_STAGE_TEXT
           : number < 600 ? RT_STAGE_REPORT
           : number < 700 ? RT_STAGE_LIST
           : number < 750 ? RT_STAGE_VERIFY
           : number < 800 ? RT_STAGE_CHAIN
           : number < 900 ? RT_STAGE_KEY
                          : RT_STAGE_CAPTURE;
}

static void error_list(void)
{
    unsigned before = 99;
    for (size_t i = 0; i < NUM_ERRORS; i++) {
        const struct rt_error_info *row = rt_error_row(i);
        const char *name = errors[i].name;
        CHECK(row != NULL && row == rt_error_info(row->code), "%s: found by its code", name);
        CHECK((unsigned)row->code > before, "%s: %d does not ascend", name, (int)row->code);
        CHECK_EQ(name, row->stage, stage_of((unsigned)row->code));
        check_array(name, row->slug, sizeof row->slug, errors[i].slug);
        check_array(name, row->clause, sizeof row->clause, errors[i].clause);
        check_array(name, row->text, sizeof row->text, errors[i].text);
        CHECK(is_kebab(row->slug) && is_sentence(row->text) && is_sentence(row->clause), "%s: %s", name,
              row->slug);
        for (size_t j = 0; j < i; j++) {
            CHECK(strcmp(row->slug, rt_error_row(j)->slug) != 0, "%s: slug twice", name);
            CHECK(strcmp(row->text, rt_error_row(j)->text) != 0, "%s: sentence twice", name);
        }
        before = (unsigned)row->code;
    }
    CHECK(rt_error_row(NUM_ERRORS) == NULL && rt_error_row(SIZE_MAX) == NULL, "past the end");
    static const int none[] = {RT_UNCHECKED, RT_OK, 2, 99, 109, 199, 315, 999, 0x7fffffff};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        const struct rt_error_info *row = rt_error_info((enum rt_code)none[i]);
        CHECK(row != NULL && row->slug[0] == '\0' && row->stage == RT_STAGE_NONE, "%d is an error", none[i]);
    }
}

static void remark_list(void)
{
    CHECK_EQ("remarks", NUM_REMARKS, RT_NUM_REMARKS);
    for (unsigned i = 0; i < NUM_REMARKS; i++) {
        const struct rt_remark_info *row = rt_remark_info((enum rt_remark_code)i);
        const char *name = remarks[i].name;
        check_array(name, row->slug, sizeof row->slug, remarks[i].slug);
        check_array(name, row->clause, sizeof row->clause, remarks[i].clause);
        check_array(name, row->text, sizeof row->text, remarks[i].text);
        CHECK(is_kebab(row->slug) && is_sentence(row->text) && is_sentence(row->clause), "%s: %s", name,
              row->slug);
        for (unsigned j = 0; j < i; j++) {
            CHECK(strcmp(row->slug, rt_remark_info((enum rt_remark_code)j)->slug) != 0, "%s: slug twice",
                  name);
        }
        for (size_t j = 0; j < NUM_ERRORS; j++) {
            CHECK(strcmp(row->slug, errors[j].slug) != 0, "%s: the slug of an error", name);
        }
    }
    CHECK(rt_remark_info(RT_NUM_REMARKS) == rt_remark_info(RT_NUM_REMARKS - 1), "past the end");
}

static void adding(void)
{
    struct rt_remarks list = {0};
    for (unsigned again = 0; again < 2; again++) {
        for (unsigned i = 0; i < RT_NUM_REMARKS; i++) {
            rt_remark_add(&list, (enum rt_remark_code)i, RT_IN_DELE, 7, i + 100 * again);
        }
        CHECK_EQ("remarks", list.num, RT_NUM_REMARKS);
    }
    for (unsigned i = 0; i < RT_NUM_REMARKS; i++) {
        const struct rt_remark *r = &list.item[i];
        CHECK(r->code == i && r->offset == i && r->place == RT_IN_DELE && r->tag == 7,
              "the first of each stays");
    }
    rt_remark_drop(&list, RT_NUM_REMARKS);
    CHECK(list.num == RT_NUM_REMARKS, "nothing to drop");
    rt_remark_drop(&list, (enum rt_remark_code)3);
    CHECK(list.num == RT_NUM_REMARKS - 1, "dropped");
    for (size_t i = 0; i < list.num; i++) {
        CHECK(list.item[i].code == i + (i >= 3), "the others stay, in order");
    }
}

static void results(void)
{
    static const char *const stages[] = {"none", "packet", "message", "schema", "text",   "report",
                                         "list", "verify", "chain",   "key",    "capture"};
    struct rt_error err = {RT_OK, RT_IN_TOP, 1, 1};
    CHECK(!rt_fail(&err, RT_E_TAG_ORDER, RT_IN_CERT, 5, 6), "fail");
    CHECK(err.code == RT_E_TAG_ORDER && err.place == RT_IN_CERT && err.tag == 5 && err.offset == 6, "fail");
    CHECK(rt_succeed(&err), "succeed");
    CHECK(err.code == RT_OK && err.place == RT_IN_TOP && err.tag == 0 && err.offset == 0, "succeed");
    CHECK(RT_UNCHECKED == 0 && RT_OK != 0, "zero is not success");
    for (unsigned i = 0; i < 11; i++) {
        CHECK_STR("stage", rt_stage_name((enum rt_stage)i), stages[i]);
    }
    CHECK_STR("no stage", rt_stage_name((enum rt_stage)11), "none");
}

int main(void)
{
    error_list();
    remark_list();
    adding();
    results();
    return check_done("error");
}
