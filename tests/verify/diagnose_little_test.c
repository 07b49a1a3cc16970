/* Where there is little to go by, or nothing fits, nothing is diagnosed. */
#include "signer.h"
#include "verify/diagnose.h"

static const struct rt_policy strict;
static const uint8_t rand_bytes[64] = {1}, before[100] = {2};

static const struct rt_diagnosis_context linked = {.rand = {rand_bytes, sizeof rand_bytes, 0},
                                                   .previous = {before, sizeof before, 0}};

static size_t num_diagnoses(const struct rt_question *question, const struct rt_policy *policy,
                            const struct rt_diagnosis_context *context)
{
    static struct rt_verdict verdict;
    struct rt_diagnoses found;
    rt_verify(&verdict, question, policy);
    rt_diagnose(&found, &verdict, question, context);
    return found.num;
}

static void expect_none(const char *name, const struct rt_question *question, const struct rt_policy *policy,
                        const struct rt_diagnosis_context *context)
{
    CHECK_EQ(name, num_diagnoses(question, policy, context), 0);
}

/* Of a link there is nothing to say without the response before, without a nonce, without a version; and
 * nothing makes a nonce of Google's length from what does not belong to it. */
static void test_links(void)
{
    static struct exchange e;
    const struct rt_diagnosis_context no_response = {.rand = linked.rand};
    struct rt_question question;
    exchange_plan(&e, ROW_RFC, 1);
    exchange_finish(&e);
    expect_none("nothing before", &e.question, &strict, &no_response);
    expect_none("not linked", &e.question, &strict, &linked);
    exchange_plan(&e, ROW_07, rt_version_row(ROW_07)->first_code);
    exchange_finish(&e);
    question = e.question;
    question.request.len = 0;
    expect_none("no request", &question, &strict, &linked);
    exchange_plan(&e, ROW_GOOGLE, 0);
    exchange_finish(&e);
    expect_none("Google's", &e.question, &strict, &linked);
    question = (struct rt_question){.response = rt_bytes_from("????????", 8), .key = e.question.key};
    expect_none("no message", &question, &strict, &linked);
}

/* Seconds that are too many, but are not microseconds. */
static void test_radius(void)
{
    static struct exchange e;
    const struct rt_policy policy = {.limit_radius = true, .max_radius_micros = 1};
    exchange_plan(&e, ROW_RFC, 1);
    exchange_finish(&e);
    const struct rt_diagnosis_context nothing = {0};
    expect_none("a radius of seconds", &e.question, &policy, &nothing);
}

/* The key that a list misprints, of an exchange that the right one did not sign either. */
static void test_misprint(void)
{
    static struct exchange e;
    static const struct rt_key misprinted = {
        {0x80, 0x3e, 0xb7, 0x85, 0x28, 0xf7, 0x49, 0xc4, 0xbe, 0xc2, 0xe3, 0x9e, 0x1a, 0xbb, 0x9b, 0x5e,
         0x5a, 0xb7, 0xe4, 0xdd, 0x5c, 0xe4, 0xb6, 0xf2, 0xfd, 0x2f, 0x93, 0xec, 0xc3, 0x53, 0x3f, 0x1a}};
    const struct rt_diagnosis_context nothing = {0};
    exchange_plan(&e, ROW_RFC, 1);
    exchange_finish(&e);
    e.question.key = &misprinted;
    expect_none("misprinted", &e.question, &strict, &nothing);
}

int main(void)
{
    CHECK(sodium_init() >= 0, "libsodium does not start");
    test_links();
    test_radius();
    test_misprint();
    return check_done("diagnose little");
}
