/* rt_case_*, rt_evidence_* and rt_steps_* on whatever rt_judge makes of any bytes: of reports, of
 * packets, alone, in pairs and after themselves, and of many servers. All text is printable ASCII, JSON is
 * JSON, each text is the same through any window, the verdict comes first, and what a step gives is what the
 * check said. Maximum length 8192. */
#include "verify/explain.h"
#include "fuzz/invariants.h"
#include "fuzz/target.h"
#include "parser/json.h"

#define LINKS_MAX 16
#define CROWD_MAX 40

/* Whom to trust and what to allow. */
enum mode { STRICT, LAX, ONE_KEY, EXPIRED, NUM_MODES };

static const struct rt_bytes name = {(const uint8_t *)"a\"\n\xff\xe2\x80\xae", 7, 0};

/* Where a text comes from. */
struct origin {
    const struct rt_case *c;
    const struct rt_evidence *e;
    const struct rt_statement *s; /* or JSON */
    bool is_end;
};

static void write(struct rt_text *text, const struct origin *o)
{
    if (o->s != NULL && o->c != NULL) {
        rt_case_text(text, o->c, o->s);
    } else if (o->s != NULL) {
        rt_evidence_text(text, o->e, o->s);
    } else if (o->c != NULL) {
        rt_case_json(text, o->c, true);
    } else if (o->is_end) {
        rt_evidence_json_end(text, o->e);
    } else {
        rt_evidence_json_begin(text, o->e);
    }
}

/* A window of `cap` characters from `from` on shows what the whole text has there. */
static void check_window(const struct origin *o, const char *whole, size_t len, size_t from, size_t cap)
{
    char part[64];
    struct rt_text text = {part, cap, from, 0};
    size_t left = len - from;
    write(&text, o);
    INVARIANT(text.pos == len && rt_text_len(&text) == (left < cap ? left : cap));
    INVARIANT(memcmp(part, whole + from, rt_text_len(&text)) == 0);
    INVARIANT(rt_text_advance(&text) == (left > cap) && (left <= cap || text.from == from + cap));
}

/* The text, from malloc. */
static char *whole_text(size_t *len, const struct origin *o)
{
    static const size_t caps[] = {1, 7, 64};
    struct rt_text text = rt_text_into(NULL, 0);
    write(&text, o);
    *len = text.pos;
    char *whole = malloc(*len + 1);
    INVARIANT(whole != NULL && *len > 0);
    text = rt_text_into(whole, *len);
    write(&text, o);
    INVARIANT(rt_text_len(&text) == *len && !rt_text_overflows(&text));
    for (size_t i = 0; i < *len; i++) {
        INVARIANT(whole[i] >= 0x20 && whole[i] <= 0x7e);
    }
    for (size_t i = 0; i < sizeof caps / sizeof caps[0]; i++) {
        check_window(o, whole, *len, *len % 5 * (*len - 1) / 4, caps[i]);
    }
    return whole;
}

static void check_json(const char *text, size_t len)
{
    struct rt_json root;
    struct rt_error err;
    INVARIANT(rt_json_parse(&root, &err, rt_bytes_from(text, len), len) && root.text.len == len);
}

/* Less detail says nothing that more does not, in the same order. */
static void check_statements(const struct rt_case *c, const struct rt_evidence *e)
{
    struct rt_statement s = {0}, brief = {0};
    size_t len, num = 0;
    bool more =
        c != NULL ? rt_case_next(&brief, c, RT_DETAIL_BRIEF) : rt_evidence_next(&brief, e, RT_DETAIL_BRIEF);
    while (c != NULL ? rt_case_next(&s, c, RT_DETAIL_FULL) : rt_evidence_next(&s, e, RT_DETAIL_FULL)) {
        INVARIANT((num++ == 0) == (s.kind == RT_SAYS_VERDICT) && num < 1000 && s.label[0] != '\0');
        if (more && brief.kind == s.kind && brief.index == s.index) {
            more = c != NULL ? rt_case_next(&brief, c, RT_DETAIL_BRIEF)
                             : rt_evidence_next(&brief, e, RT_DETAIL_BRIEF);
        }
        struct origin o = {c, e, &s, false};
        free(whole_text(&len, &o));
    }
    INVARIANT(num > 0 && !more);
}

static void check_title(const struct rt_step *step)
{
    char out[100];
    struct rt_text text = rt_text_into(out, sizeof out);
    rt_step_title(&text, step);
    INVARIANT(text.pos > 0 && !rt_text_overflows(&text));
    for (size_t i = 0; i < text.pos; i++) {
        INVARIANT(out[i] >= ' ' && out[i] <= '~');
    }
}

/* The last hash of the tree gives ROOT if and only if the check passed. */
static void check_steps(const struct rt_case *c)
{
    struct rt_steps steps;
    struct rt_step step;
    struct rt_step_part line;
    enum rt_outcome merkle =
        c->judgement != NULL ? c->judgement->verdict.check[RT_CHECK_MERKLE].outcome : RT_UNVERIFIED;
    size_t num = 0;
    rt_steps_begin(&steps, c);
    for (; rt_steps_next(&step, &steps); num++) {
        bool in_tree = step.kind == RT_STEP_LEAF || step.kind == RT_STEP_NODE;
        check_title(&step);
        for (size_t i = 0; rt_step_line(&line, &step, i); i++) {
            INVARIANT(i < RT_STEP_PARTS_MAX + 4 && line.label[0] != '\0' && line.bytes.len > 0);
        }
        if (in_tree && step.expected.len > 0) {
            bool leads = rt_bytes_equal(step.expected, step.result);
            INVARIANT(merkle != RT_PASSED || leads);
        }
    }
    INVARIANT(num <= 36 &&
              (num > 0) == (c->judgement != NULL && c->judgement->verdict.response.version != NULL));
}

static void check_case(const struct rt_case *c)
{
    size_t len;
    struct origin o = {.c = c};
    char *text = whole_text(&len, &o);
    check_json(text, len);
    free(text);
    check_statements(c, NULL);
    check_steps(c);
}

static void check_evidence(const struct rt_evidence *e)
{
    size_t begin_len, end_len;
    struct origin begin = {.e = e}, end = {.e = e, .is_end = true};
    char *first = whole_text(&begin_len, &begin), *last = whole_text(&end_len, &end);
    char *all = malloc(begin_len + end_len);
    INVARIANT(all != NULL);
    memcpy(all, first, begin_len);
    memcpy(all + begin_len, last, end_len);
    check_json(all, begin_len + end_len);
    free(first);
    free(last);
    free(all);
    check_statements(NULL, e);
}

/* Judging under way. */
struct court {
    struct rt_trusted_key key[2]; /* the second one is nobody's */
    struct rt_trust trust;
    struct rt_policy policy;
    struct rt_link links[CROWD_MAX];
    struct rt_chain_server servers[CROWD_MAX];
    struct rt_chain chain;
    struct rt_judge judge;
    enum mode mode;
    bool is_over; /* it was concluded: links have their last times */
    size_t num;   /* links that were heard, first or again */
};

static void open_court(struct court *court, enum mode mode)
{
    *court = (struct court){.mode = mode,
                            .trust = {.trust_embedded = mode == LAX},
                            .policy = {.accept_draft_context = mode != STRICT,
                                       .limit_radius = mode == ONE_KEY,
                                       .max_radius_micros = 20000000}};
    court->trust.keys = court->key;
    court->trust.num_keys = mode == STRICT ? 0 : mode == EXPIRED ? 2 : 1;
    court->key[0].until = (struct rt_date){.there = mode == EXPIRED};
    court->key[1].id = 1;
    rt_chain_begin(&court->chain, court->links, CROWD_MAX, court->servers, CROWD_MAX);
    rt_judge_begin(&court->judge, &court->trust, &court->policy, &court->chain);
}

/* Once more, each exchange for itself, but with what is known of its link now. */
static void reopen_court(struct court *court)
{
    rt_judge_begin(&court->judge, &court->trust, &court->policy, NULL);
    court->is_over = true;
    court->num = 0;
}

static void hear(struct court *court, const struct rt_exchange *x, const struct rt_error *refusal)
{
    struct rt_judgement judgement;
    struct rt_diagnoses diagnoses;
    struct rt_diagnosis_context context = {.trust = &court->trust, .previous = court->judge.previous};
    struct rt_case c = {.source = name,
                        .index = x->index,
                        .id = x->id,
                        .rand = x->rand,
                        .names = {&court->trust, &name, 1},
                        .previous = court->judge.previous};
    if (refusal != NULL) {
        rt_judge_refuse(&court->judge);
        c.refusal = refusal;
    } else {
        rt_judge_next(&judgement, &court->judge, x);
        const struct rt_question question = {
            .response = x->response, .request = x->request, .nonce = x->nonce};
        rt_diagnose(&diagnoses, &judgement.verdict, &question, &context);
        c.judgement = &judgement;
        c.diagnoses = &diagnoses;
        c.link = court->is_over && court->num < court->chain.num_links ? &court->links[court->num] : NULL;
    }
    court->num++;
    check_case(&c);
}

static void check_document(struct rt_evidence *e, const uint8_t hash[32], struct rt_bytes nonce,
                           struct rt_bytes rand)
{
    struct rt_document document;
    struct rt_sha256 of_document;
    memcpy(of_document.b, hash, sizeof of_document.b);
    rt_document_check(&document, &of_document, nonce, rand);
    INVARIANT(document.error.code != RT_UNCHECKED);
    e->document = &document;
    check_evidence(e);
    e->document = NULL;
}

/* With a document that was stamped, plain or salted, and one that was not. */
static void close_court(struct court *court, const struct rt_remarks *remarks)
{
    static const uint8_t hash[32] = {1}, salt[32] = {2}, other[64] = {3};
    static const size_t order[CROWD_MAX];
    struct rt_bytes rand = rt_bytes_from(salt, sizeof salt);
    struct rt_sha256 salted;
    struct rt_evidence e = {.source = name, .names = {&court->trust, &name, 1}, .judge = &court->judge};
    e.conclusion = rt_judge_conclude(&e.trusted, &court->judge);
    check_evidence(&e);
    e.remarks = remarks;
    e.exchange = order;
    struct rt_sha256_stream stream;
    rt_sha256_begin(&stream);
    rt_sha256_add(&stream, rand);
    rt_sha256_add(&stream, rt_bytes_from(hash, sizeof hash));
    rt_sha256_end(&salted, &stream);
    const struct rt_bytes nonces[] = {rt_bytes_from(hash, 32), rt_bytes_from(salted.b, 32),
                                      rt_bytes_from(other, 32), rt_bytes_from(other, 64)};
    size_t which = (court->mode + court->chain.num_links) % 4;
    check_document(&e, hash, nonces[which], which == 1 ? rand : rt_bytes_from(NULL, 0));
}

/* The first key is that of a server with a name, which reaches all sentences. */
static void name_key(struct court *court, const struct rt_exchange *x)
{
    if (court->judge.num[RT_VERDICT_VALID] == 0 && x->public_key.len == sizeof court->key[0].key.b) {
        memcpy(court->key[0].key.b, x->public_key.data, sizeof court->key[0].key.b);
    }
}

static void read_all(struct court *court, struct rt_report report, struct rt_remarks *remarks)
{
    static uint8_t rooms[2][RT_EXCHANGE_ROOM];
    struct rt_error err;
    for (size_t i = 0; i < LINKS_MAX; i++) {
        struct rt_exchange x;
        bool read = rt_report_next(&x, &err, remarks, &report, rooms[i % 2], sizeof rooms[0]);
        if (!read && err.code == RT_OK) {
            break;
        }
        name_key(court, &x);
        hear(court, &x, read ? NULL : &err);
    }
}

static void check_report(struct rt_report report, enum mode mode)
{
    static struct court court;
    struct rt_remarks remarks = {0};
    open_court(&court, mode);
    read_all(&court, report, &remarks);
    close_court(&court, &remarks);
    reopen_court(&court);
    read_all(&court, report, &remarks);
}

/* A byte for each of many links: who says, and how late. More servers and contradictions than are told. */
static void check_crowd(struct rt_bytes in)
{
    static struct court court;
    uint8_t byte;
    open_court(&court, LAX);
    for (size_t i = 0; i < CROWD_MAX && rt_bytes_u8(&byte, in, i); i++) {
        struct rt_verdict v = {.kind = RT_VERDICT_VALID, .is_evidence = true};
        struct rt_key key = {{(uint8_t)(i % (1 + byte % CROWD_MAX)), 1}};
        v.check[RT_CHECK_MERKLE].outcome = RT_PASSED;
        v.midpoint = rt_time_from_raw(1790856000 + byte / 4 * (byte % 4 == 0 ? 86400u : 1u), RT_UNIT_SECONDS);
        v.interval = rt_interval_from(v.midpoint, 3000000);
        INVARIANT(rt_chain_add(&court.chain, &v, &key, i == 0 ? RT_LINK_FIRST : RT_LINK_PROVED, true));
        court.judge.num[RT_VERDICT_VALID]++;
    }
    close_court(&court, NULL);
}

/* The packet itself, with its own nonce, after the request before it if there is one, and again after that.
 */
static void check_packets(struct rt_bytes in, enum mode mode)
{
    static const uint8_t zeros[64];
    static struct court court;
    struct rt_error err;
    struct rt_response response;
    struct rt_exchange x = {.response = in};
    struct rt_bytes packet, behind;
    if (rt_frame_split(&packet, &behind, &err, in) && behind.len > 0) {
        x.request = packet;
        x.response = rt_bytes_from(behind.data, behind.len);
    }
    open_court(&court, mode);
    hear(&court, &x, NULL);
    if (rt_response_parse(&response, &err, x.response, RT_FORM_ANY)) {
        x.nonce = response.nonce;
    }
    x.rand = rt_bytes_from(zeros, 32);
    x.public_key = rt_bytes_from(zeros, 32);
    hear(&court, &x, NULL);
    close_court(&court, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rt_report report;
    struct rt_error err;
    struct rt_remarks remarks = {0};
    struct rt_bytes in = rt_bytes_from(data, size);
    for (enum mode mode = STRICT; mode < NUM_MODES; mode++) {
        if (rt_report_open(&report, &err, &remarks, in, size)) {
            check_report(report, mode);
        } else if (size > 0) {
            check_packets(in, mode);
        }
    }
    check_crowd(in);
    return 0;
}
