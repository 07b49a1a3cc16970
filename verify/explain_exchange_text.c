/* What each statement about one exchange says. */
#include "explain_words.h"

#include "../parser/describe.h"

struct rt_error rt_case_error(enum rt_subject *subject, const struct rt_case *c)
{
    *subject = RT_OF_ENTRY;
    if (c->judgement == NULL) {
        return c->refusal != NULL ? *c->refusal : (struct rt_error){.code = RT_OK};
    }
    const struct rt_finding *finding = &c->judgement->verdict.check[c->judgement->verdict.culprit];
    *subject = finding->error.code == c->judgement->error.code ? finding->subject : RT_OF_RESPONSE;
    return c->judgement->error;
}

static void say_error(struct rt_text *text, const struct rt_case *c)
{
    enum rt_subject subject;
    struct rt_error error = rt_case_error(&subject, c);
    rt_say_error(text, &error, subject);
}

/* Who answered, at the beginning of a sentence. */
static void say_signer(struct rt_text *text, const struct rt_case *c)
{
    if (!c->judgement->has_key) {
        rt_text_string(text, "some key");
    } else {
        rt_say_key(text, &c->names, &c->judgement->key);
    }
}

static uint64_t radius_of(const struct rt_verdict *v)
{
    return rt_time_radius_micros(v->response.radius, v->response.version->unit);
}

static void say_time(struct rt_text *text, const struct rt_case *c)
{
    const struct rt_verdict *v = &c->judgement->verdict;
    rt_say_time(text, v->midpoint);
    rt_text_string(text, ", give or take ");
    rt_say_seconds(text, radius_of(v));
    rt_text_string(text, " s");
}

static void say_missing(struct rt_text *text, const struct rt_case *c)
{
    bool request = rt_case_lacks_request(c), key = rt_case_lacks_key(c);
    rt_text_string(text, request ? "the request" : "");
    rt_text_string(text, request && key ? " and " : "");
    rt_text_string(text, key ? "the long-term key of the server" : "");
    rt_text_string(text,
                   key && c->judgement->error.code == RT_E_KEY_UNKNOWN ? " (no trusted one is it)" : "");
}

static bool is_trusted(const struct rt_case *c)
{
    return c->judgement->standing == RT_STANDING_TRUSTED;
}

static void say_valid(struct rt_text *text, const struct rt_case *c)
{
    rt_text_string(text, is_trusted(c) ? "valid: " : "valid under an embedded key alone: ");
    say_signer(text, c);
    if (c->judgement->verdict.is_evidence) {
        rt_text_string(text, " stated ");
        say_time(text, c);
    } else {
        rt_text_string(text, " signed, but its time is no evidence");
    }
}

static void say_verdict(struct rt_text *text, const struct rt_case *c)
{
    enum rt_verdict_kind kind = c->judgement == NULL ? RT_VERDICT_MALFORMED : c->judgement->verdict.kind;
    if (kind == RT_VERDICT_VALID) {
        say_valid(text, c);
        return;
    }
    rt_text_string(text, rt_verdict_name(kind));
    rt_text_string(text, ": ");
    if (kind == RT_VERDICT_INCOMPLETE) {
        rt_text_string(text, "missing: ");
        say_missing(text, c);
    } else {
        say_error(text, c);
    }
}

/* Checks. */

static void say_tree(struct rt_text *text, const struct rt_response *r)
{
    size_t depth = r->path.len / r->version->hash_len;
    rt_text_string(text, r->version->leaf == RT_LEAF_PACKET ? "the request" : "the nonce");
    if (depth == 0) {
        rt_text_string(text, " is the only leaf under ROOT");
        return;
    }
    rt_text_string(text, " is leaf ");
    rt_text_uint(text, r->index);
    rt_text_string(text, " under ROOT, ");
    rt_say_count(text, depth, "level");
    rt_text_string(text, " deep");
}

static void say_window(struct rt_text *text, const struct rt_response *r)
{
    rt_text_string(text, "the midpoint lies in the delegation, ");
    rt_say_time(text, rt_time_from_raw(r->min_time, r->version->unit));
    rt_text_string(text, " to ");
    rt_say_time(text, rt_time_from_raw(r->max_time, r->version->unit));
}

static void say_passed(struct rt_text *text, const struct rt_case *c, enum rt_check check)
{
    const struct rt_verdict *v = &c->judgement->verdict;
    switch (check) {
    case RT_CHECK_STRUCTURE:
        rt_text_string(text, v->request.version != NULL ? "response and request are sound"
                                                        : "the response is sound");
        break;
    case RT_CHECK_VERSION:
        rt_text_string(text, "the request offered the version of the response");
        break;
    case RT_CHECK_NONCE:
        rt_text_string(text, "the response repeats the nonce of the request");
        break;
    case RT_CHECK_RADIUS:
        rt_text_string(text, "the radius is within the limit");
        break;
    case RT_CHECK_DELEGATION:
        rt_text_string(text, "CERT was signed with the long-term key");
        break;
    case RT_CHECK_WINDOW:
        say_window(text, &v->response);
        break;
    case RT_CHECK_MERKLE:
        say_tree(text, &v->response);
        break;
    case RT_CHECK_SIGNATURE:
        rt_text_string(text, "SREP was signed with the delegated key");
        break;
    case RT_NUM_CHECKS:
        break;
    }
}

static void say_no_matter(struct rt_text *text, enum rt_check check)
{
    rt_text_string(text, check == RT_CHECK_VERSION  ? "without the request nothing tells what was offered"
                         : check == RT_CHECK_NONCE  ? "the response repeats no nonce"
                         : check == RT_CHECK_RADIUS ? "no limit was set"
                                                    : "does not apply");
}

static void say_check(struct rt_text *text, const struct rt_case *c, enum rt_check check)
{
    const struct rt_finding *finding = &c->judgement->verdict.check[check];
    switch (finding->outcome) {
    case RT_PASSED:
        say_passed(text, c, check);
        rt_text_string(text, " (");
        rt_text_string(text, rt_check_clause(check));
        rt_text_char(text, ')');
        break;
    case RT_FAILED:
        rt_say_error(text, &finding->error, finding->subject);
        break;
    case RT_LACKING:
        rt_text_string(text, finding->error.code == RT_E_KEY_MISSING ? "the long-term key is missing"
                                                                     : "the request is missing");
        break;
    case RT_NO_MATTER:
        say_no_matter(text, check);
        break;
    case RT_UNVERIFIED:
        rt_text_string(text, "not reached");
        break;
    }
}

/* Fields. */

static void say_version(struct rt_text *text, const struct rt_case *c)
{
    const struct rt_response *r = &c->judgement->verdict.response;
    rt_text_string(text, r->version->name);
    if (r->version->framed) {
        rt_text_string(text, ", version ");
        if (r->code < 10) {
            rt_text_uint(text, r->code);
        } else {
            rt_text_code(text, r->code);
        }
    }
}

static void say_key(struct rt_text *text, const struct rt_case *c)
{
    const struct rt_judgement *j = c->judgement;
    if (!j->has_key) {
        rt_text_string(text, "none");
        return;
    }
    struct rt_bytes name = rt_name_of(&c->names, &j->key);
    if (name.len > 0) {
        rt_text_json(text, name);
        rt_text_string(text, ", ");
    }
    rt_text_base64(text, rt_bytes_from(j->key.b, sizeof j->key.b));
    rt_text_string(text, is_trusted(c) ? ", trusted"
                         : j->standing == RT_STANDING_EMBEDDED
                             ? ", embedded: it came with the evidence, and nobody vouches for it"
                             : ", not trusted");
}

static void say_link(struct rt_text *text, enum rt_linkage linkage)
{
    rt_text_string(text,
                   linkage == RT_LINK_PROVED
                       ? "proved: its nonce was made from the response before (RFC 10049 8.2)"
                   : linkage == RT_LINK_BROKEN
                       ? "broken: its nonce was not made from the response before (RFC 10049 8.2)"
                       : "missing: nothing shows that it came after the exchange before (RFC 10049 8.2)");
}

static void say_field(struct rt_text *text, const struct rt_case *c, enum rt_case_field field)
{
    switch (field) {
    case RT_FIELD_VERSION:
        say_version(text, c);
        break;
    case RT_FIELD_KEY:
        say_key(text, c);
        break;
    case RT_FIELD_LINK:
        say_link(text, c->judgement->linkage);
        break;
    case RT_FIELD_TIME:
        say_time(text, c);
        break;
    case RT_FIELD_INTERVAL:
        rt_say_interval(text, &c->judgement->verdict.interval);
        break;
    case RT_FIELD_ORDER:
        rt_say_interval(text, &c->link->tight);
        rt_text_string(text, ", as the order of the exchanges implies");
        break;
    case RT_FIELD_MISSING:
        say_missing(text, c);
        break;
    case RT_NUM_FIELDS:
        break;
    }
}

/* Sentences. */

static const char *what_was_answered(const struct rt_verdict *v)
{
    return v->request.packet.len > 0 ? "answered this very request"
                                     : "answered a request with this very nonce";
}

static void say_valid_proves(struct rt_text *text, const struct rt_case *c)
{
    const struct rt_verdict *v = &c->judgement->verdict;
    say_signer(text, c);
    rt_text_char(text, ' ');
    rt_text_string(text, what_was_answered(v));
    rt_text_string(text, " and stated that the true time was ");
    rt_say_interval(text, &v->interval);
    if (is_trusted(c)) {
        rt_text_string(text, ". If that is true, the request existed before ");
        rt_say_time(text, v->interval.high);
        rt_text_char(text, '.');
    } else {
        rt_text_string(text, ". But nobody vouches for that key, and anyone can make one.");
    }
}

static void say_incomplete_proves(struct rt_text *text, const struct rt_case *c)
{
    rt_text_string(text, "nothing yet. ");
    if (rt_case_lacks_key(c)) {
        rt_text_string(text, "Anyone can sign with a key of their own: that of the server is needed. ");
    }
    if (rt_case_lacks_request(c)) {
        rt_text_string(
            text, "It may be the answer to any other request, at any other time: the request is needed. ");
    }
    rt_text_string(text, "What is here is sound.");
}

static void say_invalid_proves(struct rt_text *text, const struct rt_case *c)
{
    enum rt_stage stage = rt_error_info(c->judgement->error.code)->stage;
    if (stage == RT_STAGE_CHAIN) {
        rt_text_string(text, "nothing about its order: it need not have come after the exchange before.");
    } else if (stage == RT_STAGE_KEY) {
        rt_text_string(text, "nothing: whoever held this key then, it was not meant to be used.");
    } else {
        rt_text_string(text,
                       "nothing, and nothing against its server either: anyone can alter a response, and "
                       "servers send some bad ones on purpose (RFC 10049 7).");
    }
}

static const char squatted[] =
    "nothing about time: both signatures are good, but nobody signed the version, and its "
    "number was used before it was assigned.";
static const char odd_unit[] =
    "nothing about time: both signatures are good, but nobody signed the version and its unit, "
    "in which this is no plausible time.";

static void say_proves(struct rt_text *text, const struct rt_case *c)
{
    enum rt_verdict_kind kind = c->judgement == NULL ? RT_VERDICT_MALFORMED : c->judgement->verdict.kind;
    switch (kind) {
    case RT_VERDICT_VALID:
        if (c->judgement->verdict.is_evidence) {
            say_valid_proves(text, c);
        } else {
            rt_text_string(text, c->judgement->verdict.response.version->squatted ? squatted : odd_unit);
        }
        break;
    case RT_VERDICT_INCOMPLETE:
        say_incomplete_proves(text, c);
        break;
    case RT_VERDICT_INVALID:
        say_invalid_proves(text, c);
        break;
    case RT_VERDICT_MALFORMED:
    case RT_VERDICT_UNVERIFIED:
        rt_text_string(text, "nothing: these bytes are no exchange.");
        break;
    }
}

static void say_limits(struct rt_text *text, const struct rt_case *c)
{
    if (c->judgement != NULL && c->judgement->verdict.kind == RT_VERDICT_VALID) {
        rt_text_string(
            text,
            "it does not prove that the server was right; and that the answer is not an old one, only "
            "whoever chose the nonce can know.");
    }
}

static void say_remark(struct rt_text *text, const struct rt_case *c, size_t index)
{
    enum rt_subject subject;
    const struct rt_remark *remark = rt_case_remark(&subject, c, index);
    if (remark != NULL) {
        rt_text_string(text, subject == RT_OF_REQUEST ? "request, " : "");
        rt_remark_text(text, remark);
    }
}

/* "merkle: leads to ROOT with the nonce as the leaf (RFC 10049 5.3)" */
static void say_diagnosis(struct rt_text *text, const struct rt_diagnosis *d)
{
    rt_text_string(text, rt_diagnosis_check_name(d->check));
    rt_text_string(text, d->check == RT_CHECK_STRUCTURE && d->subject == RT_OF_REQUEST ? " of the request: "
                                                                                       : ": ");
    rt_diagnosis_text(text, d);
    rt_text_string(text, " (");
    rt_text_string(text, rt_diagnosis_info(d->code)->source);
    rt_text_char(text, ')');
}

void rt_case_text(struct rt_text *text, const struct rt_case *c, const struct rt_statement *s)
{
    switch (s->kind) {
    case RT_SAYS_VERDICT:
        say_verdict(text, c);
        break;
    case RT_SAYS_CHECK:
        say_check(text, c, (enum rt_check)s->index);
        break;
    case RT_SAYS_FIELD:
        say_field(text, c, (enum rt_case_field)s->index);
        break;
    case RT_SAYS_PROVES:
        say_proves(text, c);
        break;
    case RT_SAYS_LIMITS:
        say_limits(text, c);
        break;
    case RT_SAYS_REMARK:
        say_remark(text, c, s->index);
        break;
    case RT_SAYS_DIAGNOSIS:
        if (c->undiagnosed) {
            rt_text_string(text, "not tried: enough failures of this key and error have theirs");
        } else {
            say_diagnosis(text, &c->diagnoses->item[s->index]);
        }
        break;
    case RT_SAYS_VIOLATION:
    case RT_SAYS_SUSPECTS:
        break;
    }
}
