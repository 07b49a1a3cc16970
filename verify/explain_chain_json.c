/* The JSON of many exchanges, around that of each. Keys and their order are fixed: roughproof-verify(1) lists
 * them. */
#include "explain_words.h"

#include "../parser/json_write.h"

static const struct rt_chain *chain_of(const struct rt_evidence *e)
{
    return e->judge->chain;
}

static void write_server_id(struct rt_text *text, const struct rt_evidence *e, size_t server)
{
    rt_write_key_id(text, &e->names, &chain_of(e)->servers[server].key);
}

void rt_evidence_json_begin(struct rt_text *text, const struct rt_evidence *e)
{
    rt_write_first(text, "source");
    rt_text_json(text, e->source);
    if (rt_write_optional(text, "format", e->format != NULL)) {
        rt_write_word(text, e->format);
    }
    rt_write_word_member(text, "verdict", rt_conclusion_name(rt_evidence_conclusion(e)));
    rt_write_bool_member(text, "trusted", e->trusted);
    rt_write_list(text, "links");
}

static void write_violation(struct rt_text *text, const struct rt_evidence *e, size_t index)
{
    const struct rt_chain *chain = chain_of(e);
    const struct rt_violation *pair = &chain->violations[index];
    const struct rt_link *earlier = &chain->links[pair->earlier], *later = &chain->links[pair->later];
    rt_write_first(text, "earlier");
    rt_text_uint(text, rt_evidence_exchange(e, pair->earlier));
    rt_write_uint_member(text, "later", rt_evidence_exchange(e, pair->later));
    rt_write_next(text, "earlierKeyId");
    write_server_id(text, e, earlier->server);
    rt_write_next(text, "laterKeyId");
    write_server_id(text, e, later->server);
    rt_write_next(text, "after");
    rt_write_time(text, earlier->stated.low);
    rt_write_next(text, "before");
    rt_write_time(text, later->stated.high);
    rt_write_next(text, "by");
    rt_say_seconds(text, rt_time_gap(later->stated.high, earlier->stated.low));
    rt_text_char(text, '}');
}

static void write_violations(struct rt_text *text, const struct rt_evidence *e)
{
    rt_write_list(text, "violations");
    for (size_t i = 0; i < chain_of(e)->num_violations; i++) {
        rt_text_string(text, i > 0 ? "," : "");
        write_violation(text, e, i);
    }
    rt_text_char(text, ']');
    rt_write_bool_member(text, "moreViolations", chain_of(e)->more_violations);
}

static void write_certain(struct rt_text *text, const struct rt_evidence *e)
{
    bool first = true;
    rt_write_list(text, "certain");
    for (size_t i = 0; i < chain_of(e)->num_servers; i++) {
        if (chain_of(e)->servers[i].certain) {
            rt_text_string(text, first ? "" : ",");
            write_server_id(text, e, i);
            first = false;
        }
    }
    rt_text_char(text, ']');
}

static void write_set(struct rt_text *text, const struct rt_evidence *e, uint32_t mask)
{
    bool first = true;
    rt_text_char(text, '[');
    for (unsigned bit = 0; bit < RT_SUSPECTS_MAX; bit++) {
        if ((mask >> bit & 1) != 0) {
            rt_text_string(text, first ? "" : ",");
            write_server_id(text, e, chain_of(e)->suspect[bit]);
            first = false;
        }
    }
    rt_text_char(text, ']');
}

static void write_suspects(struct rt_text *text, const struct rt_evidence *e)
{
    uint32_t mask = 0;
    bool first = true;
    rt_write_next(text, "suspects");
    if (chain_of(e)->num_conflicting > RT_SUSPECTS_MAX) {
        rt_text_string(text, "null");
        return;
    }
    rt_text_char(text, '[');
    for (; rt_chain_suspects_next(&mask, chain_of(e)); first = false) {
        rt_text_string(text, first ? "" : ",");
        write_set(text, e, mask);
    }
    rt_text_char(text, ']');
}

/* Pairs of servers that contradict each other, among those pairs of exchanges that are kept: where suspects
 * are too many, this is all that can be told. */
static bool is_told(const struct rt_chain *chain, size_t index)
{
    const struct rt_link *links = chain->links;
    const struct rt_violation *all = chain->violations;
    uint32_t a = links[all[index].earlier].server, b = links[all[index].later].server;
    for (size_t i = 0; i < index; i++) {
        uint32_t c = links[all[i].earlier].server, d = links[all[i].later].server;
        if ((a == c && b == d) || (a == d && b == c)) {
            return true;
        }
    }
    return false;
}

static void write_conflicts(struct rt_text *text, const struct rt_evidence *e)
{
    const struct rt_chain *chain = chain_of(e);
    bool first = true;
    rt_write_list(text, "conflicts");
    for (size_t i = 0; i < chain->num_violations; i++) {
        if (!is_told(chain, i)) {
            rt_text_string(text, first ? "[" : ",[");
            write_server_id(text, e, chain->links[chain->violations[i].earlier].server);
            rt_text_char(text, ',');
            write_server_id(text, e, chain->links[chain->violations[i].later].server);
            rt_text_char(text, ']');
            first = false;
        }
    }
    rt_text_char(text, ']');
}

static void write_server(struct rt_text *text, const struct rt_evidence *e, size_t server)
{
    const struct rt_chain_server *row = &chain_of(e)->servers[server];
    struct rt_time bound;
    rt_write_first(text, "keyId");
    write_server_id(text, e, server);
    rt_write_next(text, "publicKey");
    rt_write_base64(text, rt_bytes_from(row->key.b, sizeof row->key.b));
    rt_write_bool_member(text, "trusted", rt_server_is_trusted(e, server));
    rt_write_uint_member(text, "exchanges", row->num_links);
    rt_write_uint_member(text, "counted", row->num_counts);
    if (e->document != NULL && e->document->error.code == RT_OK) {
        if (rt_write_optional(text, "documentBefore",
                              rt_document_bound(&bound, chain_of(e), (uint32_t)server))) {
            rt_write_time(text, bound);
        }
    }
    rt_text_char(text, '}');
}

static void write_servers(struct rt_text *text, const struct rt_evidence *e)
{
    rt_write_list(text, "servers");
    for (size_t i = 0; i < chain_of(e)->num_servers; i++) {
        rt_text_string(text, i > 0 ? "," : "");
        write_server(text, e, i);
    }
    rt_text_char(text, ']');
    rt_write_uint_member(text, "agreeing", rt_evidence_num_agreeing(e));
    rt_write_uint_member(text, "runs", chain_of(e)->num_runs);
}

static void write_document(struct rt_text *text, const struct rt_evidence *e)
{
    struct rt_time bound;
    const struct rt_document *d = e->document;
    rt_write_next(text, "document");
    if (d == NULL) {
        rt_text_string(text, "null");
        return;
    }
    rt_write_first(text, "sha256");
    rt_write_hex(text, rt_bytes_from(d->hash.b, sizeof d->hash.b));
    rt_write_bool_member(text, "salted", d->salted);
    if (rt_write_optional(text, "before",
                          d->error.code == RT_OK && rt_document_before(&bound, chain_of(e)))) {
        rt_write_time(text, bound);
    }
    rt_write_next(text, "error");
    rt_write_error(text, &d->error, "request");
    rt_text_char(text, '}');
}

/* A statement as a string: its names have quotes themselves. */
static void write_statement(struct rt_text *text, const struct rt_evidence *e, const struct rt_statement *s)
{
    char part[256];
    struct rt_text window = rt_text_into(part, sizeof part);
    do {
        rt_evidence_text(&window, e, s);
        rt_write_escaped(text, rt_bytes_from(part, rt_text_len(&window)));
    } while (rt_text_advance(&window));
}

/* All sentences of a kind, one after the other. */
static void write_sentences(struct rt_text *text, const struct rt_evidence *e, enum rt_statement_kind kind)
{
    struct rt_statement s = {0};
    bool first = true;
    rt_text_char(text, '"');
    while (rt_evidence_next(&s, e, RT_DETAIL_FULL)) {
        if (s.kind == kind) {
            rt_text_string(text, first ? "" : " ");
            write_statement(text, e, &s);
            first = false;
        }
    }
    rt_text_char(text, '"');
}

static void write_remarks(struct rt_text *text, const struct rt_evidence *e)
{
    rt_write_list(text, "remarks");
    for (size_t i = 0; e->remarks != NULL && i < e->remarks->num; i++) {
        rt_text_string(text, i > 0 ? "," : "");
        rt_write_remark(text, &e->remarks->item[i], NULL);
    }
    rt_text_char(text, ']');
}

void rt_evidence_json_end(struct rt_text *text, const struct rt_evidence *e)
{
    rt_text_char(text, ']');
    write_violations(text, e);
    write_certain(text, e);
    write_suspects(text, e);
    write_conflicts(text, e);
    write_servers(text, e);
    write_document(text, e);
    rt_write_next(text, "proves");
    write_sentences(text, e, RT_SAYS_PROVES);
    rt_write_next(text, "doesNotProve");
    write_sentences(text, e, RT_SAYS_LIMITS);
    write_remarks(text, e);
    rt_text_char(text, '}');
}
