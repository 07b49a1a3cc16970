#include "verify_parts.h"

static const char check_names[RT_NUM_CHECKS][12] = {"structure",  "version", "nonce",  "radius",
                                                    "delegation", "window",  "merkle", "signature"};
static const char check_clauses[RT_NUM_CHECKS][24] = {
    "RFC 10049 4, 5.1, 5.2", "RFC 10049 5.2.5, 7", "RFC 10049 5.2.2",      "RFC 10049 5.2.5",
    "RFC 10049 5.2.6, 5.4",  "RFC 10049 5.4",      "RFC 10049 5.3.1, 5.4", "RFC 10049 5.2.1, 5.4"};

const char *rt_check_name(enum rt_check check)
{
    return check_names[(size_t)check < RT_NUM_CHECKS ? check : RT_CHECK_STRUCTURE];
}

const char *rt_check_clause(enum rt_check check)
{
    return check_clauses[(size_t)check < RT_NUM_CHECKS ? check : RT_CHECK_STRUCTURE];
}

const char *rt_verdict_name(enum rt_verdict_kind kind)
{
    static const char names[][12] = {"unverified", "valid", "incomplete", "invalid", "malformed"};
    size_t index = (size_t)kind;
    return names[index < sizeof names / sizeof names[0] ? index : 0];
}

static void settle(struct rt_verdict *v, enum rt_check check, bool passed, const struct rt_error *err)
{
    v->check[check].outcome = passed ? RT_PASSED : RT_FAILED;
    v->check[check].error = *err;
}

static void lack(struct rt_verdict *v, enum rt_check check, enum rt_code code)
{
    v->check[check].outcome = RT_LACKING;
    v->check[check].error.code = code;
}

static void skip(struct rt_verdict *v, enum rt_check check)
{
    v->check[check].outcome = RT_NO_MATTER;
    v->check[check].error.code = RT_OK;
}

/* False if the response cannot be read: then there is nothing else to check. A request that cannot be read is
 * zeroed, but its packet stays: it may be a leaf. */
static bool check_structure(struct rt_verdict *v, const struct rt_question *question,
                            const struct rt_policy *policy)
{
    struct rt_finding *finding = &v->check[RT_CHECK_STRUCTURE];
    bool read = rt_response_parse_as(&v->response, &finding->error, question->response, RT_FORM_ANY,
                                     policy->treat_as);
    finding->outcome = read ? RT_PASSED : RT_FAILED;
    if (read && question->request.len > 0 &&
        !rt_request_parse_as(&v->request, &finding->error, question->request, RT_FORM_ANY,
                             policy->treat_as)) {
        finding->outcome = RT_FAILED;
        finding->subject = RT_OF_REQUEST;
    }
    v->nonce = question->request.len > 0 ? v->request.nonce : question->nonce;
    return read;
}

static bool offers(struct rt_bytes versions, uint32_t code)
{
    uint32_t entry;
    for (size_t i = 0; rt_bytes_u32(&entry, versions, 4 * i); i++) {
        if (entry == code) {
            return true;
        }
    }
    return false;
}

static bool version_was_offered(struct rt_error *err, const struct rt_response *response,
                                struct rt_bytes versions)
{
    struct rt_bytes value;
    bool numbered = response->version->framed;
    if (numbered ? offers(versions, response->code) : versions.len == 0) {
        return rt_succeed(err);
    }
    if (rt_message_find(&value, &response->srep, RT_TAG_VER)) {
        return rt_fail(err, RT_E_VERSION_NOT_OFFERED, RT_IN_SREP, RT_TAG_VER, value.at);
    }
    uint32_t tag = rt_message_find(&value, &response->message, RT_TAG_VER) ? RT_TAG_VER : RT_TAG_VERX;
    if (rt_message_find(&value, &response->message, tag)) {
        return rt_fail(err, RT_E_VERSION_NOT_OFFERED, RT_IN_TOP, tag, value.at);
    }
    return rt_fail(err, RT_E_VERSION_NOT_OFFERED, RT_IN_TOP, RT_TAG_VER, response->packet.at);
}

/* Where the leaf is the nonce, the nonce will do in place of the request: the version number is then
 * authenticated by nobody. */
static void check_version(struct rt_verdict *v)
{
    struct rt_error err;
    if (v->request.version != NULL) {
        settle(v, RT_CHECK_VERSION, version_was_offered(&err, &v->response, v->request.versions), &err);
    } else if (v->request.packet.len == 0 && v->response.version->leaf == RT_LEAF_PACKET) {
        lack(v, RT_CHECK_VERSION, RT_E_REQUEST_MISSING);
    } else if (v->request.packet.len == 0) {
        skip(v, RT_CHECK_VERSION);
    }
}

static bool nonce_is_repeated(struct rt_error *err, const struct rt_response *response, struct rt_bytes nonce)
{
    bool inside = (response->version->srep.need & RT_BIT(NONC)) != 0; /* drafts 01 and 02 */
    return rt_bytes_equal(response->nonce, nonce)
               ? rt_succeed(err)
               : rt_fail(err, RT_E_NONCE_MISMATCH, inside ? RT_IN_SREP : RT_IN_TOP, RT_TAG_NONC,
                         response->nonce.at);
}

static void check_nonce(struct rt_verdict *v)
{
    struct rt_error err;
    if (v->response.nonce.len == 0) {
        skip(v, RT_CHECK_NONCE);
    } else if (v->nonce.len > 0) {
        settle(v, RT_CHECK_NONCE, nonce_is_repeated(&err, &v->response, v->nonce), &err);
    } else if (v->request.packet.len == 0) {
        lack(v, RT_CHECK_NONCE, RT_E_REQUEST_MISSING);
    }
}

static void check_radius(struct rt_verdict *v, const struct rt_policy *policy)
{
    struct rt_error err;
    const struct rt_response *r = &v->response;
    if (!policy->limit_radius) {
        skip(v, RT_CHECK_RADIUS);
        return;
    }
    bool passed = rt_time_radius_micros(r->radius, r->version->unit) <= policy->max_radius_micros;
    if (passed) {
        passed = rt_succeed(&err);
    } else {
        struct rt_bytes value;
        bool there = rt_message_find(&value, &r->srep, RT_TAG_RADI);
        passed = rt_fail(&err, RT_E_RADIUS_TOO_LARGE, RT_IN_SREP, RT_TAG_RADI, there ? value.at : 0);
    }
    settle(v, RT_CHECK_RADIUS, passed, &err);
}

/* The row whose contexts the drafts with TYPE have: those of the RFC but for one letter. */
static const struct rt_version *draft_row(void)
{
    static const struct rt_version_signs signs = {
        .framed = true, .has_code = true, .code = RT_VERSION_DRAFT12, .is_modern = true, .has_type = true};
    return rt_version_find(&signs);
}

/* Version 1 signed as the drafts did, where the policy allows that. */
static bool allows_draft_context(const struct rt_verdict *v, const struct rt_policy *policy)
{
    const struct rt_version *own = v->response.version;
    return policy->accept_draft_context && own->first_code == RT_VERSION_RFC10049 && !own->squatted;
}

static void check_delegation(struct rt_verdict *v, const struct rt_key *key, const struct rt_policy *policy,
                             enum rt_ed25519_result known)
{
    struct rt_error err, other;
    const struct rt_response *r = &v->response;
    if (key == NULL) {
        lack(v, RT_CHECK_DELEGATION, RT_E_KEY_MISSING);
        return;
    }
    bool passed = known != RT_ED25519_UNVERIFIED ? rt_check_result(&err, known, &r->cert_sig, RT_IN_CERT)
                                                 : rt_check_delegation(&err, r, key, r->version);
    if (!passed && allows_draft_context(v, policy) && rt_check_delegation(&other, r, key, draft_row())) {
        rt_remark_add(&v->remarks, RT_R_CONTEXT_DRAFT, RT_IN_CERT, RT_TAG_SIG, r->cert_sig.at);
        passed = rt_succeed(&err);
    }
    settle(v, RT_CHECK_DELEGATION, passed, &err);
}

static void check_signature(struct rt_verdict *v, const struct rt_policy *policy,
                            enum rt_ed25519_result known)
{
    struct rt_error err, other;
    const struct rt_response *r = &v->response;
    bool passed = known != RT_ED25519_UNVERIFIED ? rt_check_result(&err, known, &r->sig, RT_IN_TOP)
                                                 : rt_check_signature(&err, r, r->version);
    if (!passed && allows_draft_context(v, policy) && rt_check_signature(&other, r, draft_row())) {
        rt_remark_add(&v->remarks, RT_R_CONTEXT_DRAFT, RT_IN_TOP, RT_TAG_SIG, r->sig.at);
        passed = rt_succeed(&err);
    }
    settle(v, RT_CHECK_SIGNATURE, passed, &err);
}

static void check_window(struct rt_verdict *v)
{
    struct rt_error err;
    bool passed = rt_check_window(&err, &v->response);
    settle(v, RT_CHECK_WINDOW, passed, &err);
    rt_remark_drop(&v->remarks, RT_R_MIDPOINT_OUTSIDE); /* the same, once more */
}

struct rt_bytes rt_verify_leaf(const struct rt_verdict *v)
{
    return v->response.version->leaf == RT_LEAF_PACKET ? v->request.packet : v->nonce;
}

static void check_merkle(struct rt_verdict *v, const struct rt_hash *known_root)
{
    struct rt_error err;
    enum rt_merkle_order order = RT_MERKLE_HASH_FIRST;
    const struct rt_response *r = &v->response;
    struct rt_bytes leaf = rt_verify_leaf(v);
    if (leaf.len == 0) {
        /* A request that cannot be read has no nonce; its fault was told already. */
        if (v->request.packet.len == 0) {
            lack(v, RT_CHECK_MERKLE, RT_E_REQUEST_MISSING);
        }
        return;
    }
    bool passed = known_root->len > 0 && rt_bytes_equal(rt_hash_bytes(known_root), r->root)
                      ? rt_succeed(&err)
                      : rt_check_merkle(&order, &err, r, leaf, r->version);
    settle(v, RT_CHECK_MERKLE, passed, &err);
    rt_remark_drop(&v->remarks, RT_R_INDEX_BITS); /* the same as index-leftover */
    if (passed && order == RT_MERKLE_NODE_FIRST) {
        rt_remark_add(&v->remarks, RT_R_PATH_NODE_FIRST, RT_IN_TOP, RT_TAG_PATH, r->path.at);
    }
}

/* How the two belong together, and whether what was written there was read. */
static void remark(struct rt_verdict *v, const struct rt_key *key, const struct rt_hash *known_srv)
{
    const struct rt_response *r = &v->response;
    const struct rt_request *q = &v->request;
    if (r->version->framed && (r->code < r->version->first_code || r->code > r->version->last_code)) {
        rt_remark_add(&v->remarks, RT_R_VERSION_TREATED, RT_IN_TOP, RT_TAG_VER, r->packet.at);
    }
    if (q->packet.len > 0 && r->packet.len > q->packet.len) {
        rt_remark_add(&v->remarks, RT_R_RESPONSE_LONGER, RT_IN_TOP, 0, r->packet.at);
    }
    if (key != NULL && q->srv.len > 0) {
        struct rt_hash srv;
        if (known_srv != NULL) {
            srv = *known_srv;
        } else {
            rt_srv_from_key(&srv, key);
        }
        if (!rt_bytes_equal(rt_hash_bytes(&srv), q->srv)) {
            rt_remark_add(&v->request_remarks, RT_R_SRV_OTHER_KEY, RT_IN_TOP, RT_TAG_SRV, q->srv.at);
        }
    }
}

static enum rt_verdict_kind kind_of(const struct rt_finding *f)
{
    if (f->outcome == RT_FAILED) {
        enum rt_stage stage = rt_error_info(f->error.code)->stage;
        bool no_message = stage == RT_STAGE_PACKET || stage == RT_STAGE_MESSAGE;
        return no_message ? RT_VERDICT_MALFORMED : RT_VERDICT_INVALID;
    }
    return f->outcome == RT_LACKING ? RT_VERDICT_INCOMPLETE : RT_VERDICT_VALID;
}

/* Malformed before invalid before incomplete; among equals the first. A check that was not reached counts as
 * none: something else failed then. */
static void conclude(struct rt_verdict *v)
{
    v->kind = RT_VERDICT_VALID;
    v->culprit = RT_CHECK_STRUCTURE;
    for (size_t i = RT_NUM_CHECKS; i > 0;) {
        i--;
        enum rt_verdict_kind kind = kind_of(&v->check[i]);
        if (kind >= v->kind && kind != RT_VERDICT_VALID) {
            v->kind = kind;
            v->culprit = (enum rt_check)i;
        }
    }
}

static void read_time(struct rt_verdict *v)
{
    const struct rt_response *r = &v->response;
    enum rt_unit unit = r->version->unit;
    v->midpoint = rt_time_from_raw(r->midpoint, unit);
    v->interval = rt_interval_from(v->midpoint, rt_time_radius_micros(r->radius, unit));
    v->is_evidence = rt_time_is_plausible(r->midpoint, unit) && !r->version->squatted;
}

/* Of the remarks only how many there are: their entries are three quarters of a verdict. */
static void clear(struct rt_verdict *out)
{
    memset(out, 0, offsetof(struct rt_verdict, remarks));
    out->remarks.num = 0;
    out->request_remarks.num = 0;
}

bool rt_verify_open(struct rt_verdict *out, const struct rt_question *question,
                    const struct rt_policy *policy)
{
    clear(out);
    if (!check_structure(out, question, policy)) {
        return false;
    }
    rt_response_lint(&out->remarks, &out->response);
    if (out->request.version != NULL) {
        rt_request_lint(&out->request_remarks, &out->request);
    }
    check_version(out);
    check_nonce(out);
    check_radius(out, policy);
    return true;
}

void rt_verify_close(struct rt_verdict *v, const struct rt_question *question, const struct rt_policy *policy,
                     const struct rt_known *known, bool readable)
{
    if (readable) {
        check_delegation(v, question->key, policy, known->delegation);
        check_window(v);
        check_merkle(v, &known->root);
        check_signature(v, policy, known->signature);
        remark(v, question->key, known->srv);
        read_time(v);
    }
    conclude(v);
}

void rt_verify(struct rt_verdict *out, const struct rt_question *question, const struct rt_policy *policy)
{
    static const struct rt_known nothing;
    const bool readable = rt_verify_open(out, question, policy);
    rt_verify_close(out, question, policy, &nothing, readable);
}
