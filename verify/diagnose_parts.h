/* What the files of diagnose share: one for each subject. */
#ifndef ROUGHPROOF_VERIFY_DIAGNOSE_PARTS_H
#define ROUGHPROOF_VERIFY_DIAGNOSE_PARTS_H

#include "diagnose.h"

/* What is explained: the verdict given, or that of the exchange read otherwise; and what is known. */
struct rt_diagnose_case {
    const struct rt_verdict *verdict;
    const struct rt_question *question;
    const struct rt_diagnosis_context *context;
};

/* Appends one, if there is room. */
void rt_diagnose_add(struct rt_diagnoses *out, enum rt_diagnosis_code code, enum rt_check check,
                     uint32_t number);

/* A failed or lacking check. */
static inline bool rt_diagnose_wants(const struct rt_verdict *verdict, enum rt_check check)
{
    enum rt_outcome outcome = verdict->check[check].outcome;
    return outcome == RT_FAILED || outcome == RT_LACKING;
}

/* Of a structure that failed. If another reading of request or response passes, sets `question` to it, the
 * version number to read an undefined one as, and returns true. */
RT_MUST_CHECK bool rt_diagnose_form(struct rt_diagnoses *out, struct rt_question *question,
                                    uint32_t *treat_as, const struct rt_diagnose_case *c);

/* The rest, of a response that could be read. */
void rt_diagnose_signatures(struct rt_diagnoses *out, const struct rt_diagnose_case *c);
void rt_diagnose_merkle(struct rt_diagnoses *out, const struct rt_diagnose_case *c);
void rt_diagnose_times(struct rt_diagnoses *out, const struct rt_verdict *verdict);
void rt_diagnose_version(struct rt_diagnoses *out, const struct rt_verdict *verdict);

void rt_diagnose_link(struct rt_diagnoses *out, const struct rt_diagnose_case *c);

#endif
