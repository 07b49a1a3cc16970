/* rt_diagnose, rt_diagnosis_text: the verdict stays as it is; findings, and the signatures verified for them,
 * are within their bounds, the same every time, and none of a valid exchange but of its link; sentences are
 * printable ASCII. The packets of the input are request, response, the response before, and rand; one alone
 * is the response. Maximum length 8192. */
#include "verify/diagnose.h"
#include "fuzz/invariants.h"
#include "fuzz/target.h"

#define MAX_PACKETS 4

/* The key of the first server in RFC 10049, Appendix B. */
static const struct rt_trusted_key keys[] = {
    {.key = {{0x16, 0x70, 0xf2, 0x2d, 0x5f, 0xfa, 0xf1, 0xea, 0x61, 0x84, 0xb7,
              0x45, 0x25, 0xb7, 0x44, 0x18, 0x27, 0x64, 0x56, 0xfa, 0x57, 0x0d,
              0xa5, 0x5e, 0xe4, 0xf6, 0x2f, 0x44, 0x37, 0x65, 0x38, 0xe6}}},
    {.key = {{1}}},
};

static size_t split(struct rt_bytes packets[MAX_PACKETS], struct rt_bytes in)
{
    struct rt_error err;
    size_t num = 0;
    while (in.len > 0 && num < MAX_PACKETS - 1) {
        struct rt_bytes rest;
        if (!rt_frame_split(&packets[num], &rest, &err, in)) {
            break;
        }
        num++;
        in = rest;
    }
    if (in.len > 0) {
        packets[num++] = in;
    }
    return num;
}

static void check_text(const struct rt_diagnosis *d)
{
    char out[400];
    struct rt_text text = rt_text_into(out, sizeof out);
    rt_diagnosis_text(&text, d);
    INVARIANT(text.pos > 0 && !rt_text_overflows(&text));
    for (size_t i = 0; i < text.pos; i++) {
        INVARIANT(out[i] >= ' ' && out[i] <= '~');
    }
}

static bool same(const struct rt_diagnosis *a, const struct rt_diagnosis *b)
{
    return a->code == b->code && a->check == b->check && a->subject == b->subject && a->number == b->number;
}

static void check_found(const struct rt_diagnoses *found, const struct rt_verdict *verdict)
{
    INVARIANT(found->num <= RT_DIAGNOSES_MAX);
    INVARIANT(found->num_verifications <= RT_DIAGNOSE_VERIFICATIONS_MAX);
    INVARIANT(found->otherwise == RT_VERDICT_UNVERIFIED ||
              verdict->check[RT_CHECK_STRUCTURE].outcome == RT_FAILED);
    for (size_t i = 0; i < found->num; i++) {
        const struct rt_diagnosis *d = &found->item[i];
        INVARIANT(d->code < RT_NUM_DIAGNOSES && d->check <= RT_CHECK_LINK);
        INVARIANT(verdict->kind != RT_VERDICT_VALID || d->check == RT_CHECK_LINK);
        check_text(d);
        for (size_t j = 0; j < i; j++) {
            INVARIANT(!same(d, &found->item[j]));
        }
    }
}

static void check_same(const struct rt_diagnoses *a, const struct rt_diagnoses *b)
{
    INVARIANT(a->num == b->num && a->otherwise == b->otherwise);
    for (size_t i = 0; i < a->num; i++) {
        INVARIANT(same(&a->item[i], &b->item[i]));
    }
}

/* Field by field, for the padding between them holds anything. */
static void check_unchanged(const struct rt_verdict *before, const struct rt_verdict *after)
{
    INVARIANT(before->kind == after->kind && before->culprit == after->culprit);
    INVARIANT(before->is_evidence == after->is_evidence && before->remarks.num == after->remarks.num);
    for (size_t i = 0; i < RT_NUM_CHECKS; i++) {
        const struct rt_finding *a = &before->check[i], *b = &after->check[i];
        INVARIANT(a->outcome == b->outcome && a->subject == b->subject);
        INVARIANT(a->error.code == b->error.code && a->error.offset == b->error.offset);
        INVARIANT(a->error.tag == b->error.tag && a->error.place == b->error.place);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct rt_verdict verdict, before;
    struct rt_bytes packets[MAX_PACKETS] = {{NULL, 0, 0}};
    size_t num = split(packets, rt_bytes_from(data, size));
    const struct rt_policy policy = {0};
    const struct rt_trust trust = {.keys = keys, .num_keys = 2};
    const struct rt_question question = {.response = packets[num > 1 ? 1 : 0],
                                         .request = packets[num > 1 ? 0 : 1],
                                         .key = size % 2 == 0 ? &keys[0].key : NULL};
    const struct rt_diagnosis_context context = {.requests = packets,
                                                 .num_requests = num,
                                                 .trust = &trust,
                                                 .previous = packets[2],
                                                 .rand = packets[3]};
    struct rt_diagnoses found, again;
    rt_verify(&verdict, &question, &policy);
    memcpy(&before, &verdict, sizeof before);
    rt_diagnose(&found, &verdict, &question, &context);
    check_unchanged(&before, &verdict);
    check_found(&found, &verdict);
    rt_diagnose(&again, &verdict, &question, &context);
    check_same(&found, &again);
    return 0;
}
