/* Many exchanges in words: which statements there are, and what is counted for them. */
#include "explain_words.h"

enum rt_conclusion rt_evidence_conclusion(const struct rt_evidence *e)
{
    bool refuted = e->document != NULL && e->document->error.code != RT_OK;
    return refuted && e->conclusion < RT_CONCLUSION_INVALID ? RT_CONCLUSION_INVALID : e->conclusion;
}

const char *rt_conclusion_name(enum rt_conclusion conclusion)
{
    static const char names[][12] = {"none", "valid", "incomplete", "invalid", "malformed", "malfeasance"};
    return names[conclusion];
}

bool rt_server_is_trusted(const struct rt_evidence *e, size_t server)
{
    const struct rt_trust *trust = e->names.trust;
    return trust->trust_embedded || rt_trust_find(trust, &e->judge->chain->servers[server].key) != NULL;
}

size_t rt_evidence_exchange(const struct rt_evidence *e, size_t link)
{
    return e->exchange != NULL ? e->exchange[link] : link;
}

size_t rt_evidence_num(const struct rt_evidence *e)
{
    size_t num = 0;
    for (size_t i = 0; i <= RT_VERDICT_MALFORMED; i++) {
        num += e->judge->num[i];
    }
    return num;
}

size_t rt_evidence_num_agreeing(const struct rt_evidence *e)
{
    const struct rt_chain *chain = e->judge->chain;
    size_t num = 0;
    for (size_t i = 0; i < chain->num_servers; i++) {
        num += chain->servers[i].num_counts > 0 ? 1 : 0;
    }
    return num;
}

bool rt_evidence_span(struct rt_interval *out, const struct rt_evidence *e)
{
    const struct rt_chain *chain = e->judge->chain;
    bool found = false;
    *out = (struct rt_interval){{0, 0}, {0, 0}};
    for (size_t i = 0; i < chain->num_links; i++) {
        const struct rt_link *link = &chain->links[i];
        if (link->counts) {
            out->low = found ? out->low : link->tight.low;
            out->high = link->tight.high;
            found = true;
        }
    }
    return found && chain->num_runs == 1;
}

bool rt_evidence_suspects(uint32_t *mask, const struct rt_evidence *e, size_t index)
{
    *mask = 0;
    for (size_t i = 0; i <= index; i++) {
        if (!rt_chain_suspects_next(mask, e->judge->chain)) {
            return false;
        }
    }
    return true;
}

static bool has_field(const struct rt_evidence *e, size_t index)
{
    struct rt_interval span;
    const struct rt_chain *chain = e->judge->chain;
    switch (index) {
    case RT_FACT_EXCHANGES:
        return rt_evidence_num(e) > 0;
    case RT_FACT_ORDER:
        return chain->num_links > 1;
    case RT_FACT_SPAN:
        return e->conclusion != RT_CONCLUSION_MALFEASANCE && rt_evidence_span(&span, e);
    case RT_FACT_DOCUMENT:
        return e->document != NULL;
    default:
        return chain->num_links > 0;
    }
}

static size_t num_server_lines(const struct rt_evidence *e)
{
    size_t num = e->judge->chain->num_servers;
    return num <= RT_SERVERS_SAID ? num : RT_SERVERS_SAID + 1;
}

static bool is_stamped(const struct rt_evidence *e)
{
    return e->document != NULL && e->document->error.code == RT_OK;
}

static bool proves_something(const struct rt_evidence *e)
{
    enum rt_conclusion conclusion = rt_evidence_conclusion(e);
    return conclusion == RT_CONCLUSION_MALFEASANCE || (conclusion == RT_CONCLUSION_VALID && e->trusted);
}

static size_t num_of(const struct rt_evidence *e, enum rt_statement_kind kind)
{
    const struct rt_chain *chain = e->judge->chain;
    switch (kind) {
    case RT_SAYS_VERDICT:
        return 1;
    case RT_SAYS_PROVES:
        return is_stamped(e) ? 2 : 1;
    case RT_SAYS_LIMITS:
        return is_stamped(e) ? 2 : proves_something(e) ? 1 : 0;
    case RT_SAYS_FIELD:
        return RT_FACT_SERVER + num_server_lines(e);
    case RT_SAYS_VIOLATION:
        return chain->num_violations + (chain->more_violations ? 1 : 0);
    case RT_SAYS_REMARK:
        return e->remarks != NULL ? e->remarks->num : 0;
    case RT_SAYS_CHECK:
    case RT_SAYS_SUSPECTS:
    case RT_SAYS_DIAGNOSIS:
        break;
    }
    return 0;
}

/* Of suspects, whose number only going through them tells. */
static bool has_suspects(const struct rt_evidence *e, size_t index)
{
    uint32_t mask;
    const struct rt_chain *chain = e->judge->chain;
    if (chain->num_violations > 0 && chain->num_conflicting > RT_SUSPECTS_MAX) {
        return index == 0;
    }
    return index <= RT_SETS_SAID && rt_evidence_suspects(&mask, e, index);
}

static bool exists(const struct rt_evidence *e, enum rt_statement_kind kind, size_t index)
{
    return kind == RT_SAYS_SUSPECTS ? has_suspects(e, index) : index < num_of(e, kind);
}

static const char *label_of(enum rt_statement_kind kind, size_t index)
{
    static const char kinds[][12] = {"", "verdict", "contradicts", "suspects", "",
                                     "", "proves",  "but",         "remark",   "diagnosis"};
    static const char facts[][12] = {"exchanges", "order", "span", "document", "server"};
    return kind == RT_SAYS_FIELD                   ? facts[index < RT_FACT_SERVER ? index : RT_FACT_SERVER]
           : kind == RT_SAYS_SUSPECTS && index > 0 ? "or"
                                                   : kinds[kind];
}

bool rt_evidence_next(struct rt_statement *s, const struct rt_evidence *e, enum rt_detail detail)
{
    enum rt_statement_kind kind = s->kind;
    size_t index = s->index + 1;
    if (kind == 0) {
        rt_statement_set(s, RT_SAYS_VERDICT, 0, label_of(RT_SAYS_VERDICT, 0));
        return true;
    }
    for (; detail != RT_DETAIL_LINE && kind <= RT_SAYS_DIAGNOSIS; kind++, index = 0) {
        for (; exists(e, kind, index); index++) {
            if (kind != RT_SAYS_FIELD || has_field(e, index)) {
                rt_statement_set(s, kind, index, label_of(kind, index));
                return true;
            }
        }
    }
    return false;
}
