/* What each statement about many exchanges says. */
#include "explain_words.h"

#include "../parser/describe.h"

static const struct rt_chain *chain_of(const struct rt_evidence *e)
{
    return e->judge->chain;
}

static const struct rt_key *key_of(const struct rt_evidence *e, size_t link)
{
    return &chain_of(e)->servers[chain_of(e)->links[link].server].key;
}

static void say_server(struct rt_text *text, const struct rt_evidence *e, size_t server)
{
    rt_say_key(text, &e->names, &chain_of(e)->servers[server].key);
}

/* `"a", "b" and "c"`: the servers of a set of suspects. */
static void say_set(struct rt_text *text, const struct rt_evidence *e, uint32_t mask)
{
    for (unsigned bit = 0; bit < RT_SUSPECTS_MAX; bit++) {
        if ((mask >> bit & 1) != 0) {
            uint32_t rest = mask >> bit >> 1;
            say_server(text, e, chain_of(e)->suspect[bit]);
            rt_text_string(text, rest == 0 ? "" : (rest & (rest - 1)) == 0 ? " and " : ", ");
        }
    }
}

/* The verdict. */

static size_t first_certain(const struct rt_chain *chain)
{
    size_t i = 0;
    while (i < chain->num_servers && !chain->servers[i].certain) {
        i++;
    }
    return i;
}

static void say_malfeasance(struct rt_text *text, const struct rt_evidence *e)
{
    uint32_t mask;
    size_t certain = first_certain(chain_of(e));
    bool one = rt_evidence_suspects(&mask, e, 0) && (mask & (mask - 1)) == 0 &&
               !rt_evidence_suspects(&(uint32_t){0}, e, 1);
    if (certain < chain_of(e)->num_servers) {
        say_server(text, e, certain);
        rt_text_string(text, " lied: it contradicts itself");
    } else if (one) {
        rt_text_string(text, "at least one server lied; ");
        say_set(text, e, mask);
        rt_text_string(text, " alone would explain it");
    } else {
        rt_text_string(text, "at least one server lied, and it cannot be told which");
    }
}

static void say_agreement(struct rt_text *text, const struct rt_evidence *e)
{
    size_t num = rt_evidence_num_agreeing(e);
    if (num == 0) {
        rt_text_string(text, "no time in it is evidence");
    } else if (num == 1) {
        rt_text_string(text, "one server, which does not contradict itself");
    } else {
        rt_say_count(text, num, "server");
        rt_text_string(text, chain_of(e)->num_runs == 1 ? " agree, in an order that is proved"
                                                        : ", none of which contradicts another");
    }
}

static bool is_mixed(const struct rt_judge *judge)
{
    return judge->num_untrusted < judge->num[RT_VERDICT_VALID];
}

static void say_valid(struct rt_text *text, const struct rt_evidence *e)
{
    if (e->trusted) {
        rt_text_string(text, ": ");
        say_agreement(text, e);
    } else {
        rt_text_string(text, is_mixed(e->judge)
                                 ? ", but in part under embedded keys: nobody vouches for those"
                                 : " under embedded keys alone: nobody vouches for them");
    }
}

static void say_others(struct rt_text *text, const struct rt_evidence *e, enum rt_verdict_kind kind)
{
    size_t num = e->judge->num[kind], all = rt_evidence_num(e);
    rt_text_uint(text, num);
    rt_text_string(text, " of ");
    rt_say_count(text, all, "exchange");
    rt_text_string(text, num == 1 ? " is " : " are ");
    rt_text_string(text, rt_verdict_name(kind));
}

static void say_invalid(struct rt_text *text, const struct rt_evidence *e)
{
    if (e->document != NULL && e->document->error.code != RT_OK) {
        rt_say_error(text, &e->document->error, RT_OF_REQUEST);
    } else {
        say_others(text, e, RT_VERDICT_INVALID);
    }
}

static void say_verdict(struct rt_text *text, const struct rt_evidence *e)
{
    enum rt_conclusion conclusion = rt_evidence_conclusion(e);
    rt_text_string(text, rt_conclusion_name(conclusion));
    rt_text_string(text, conclusion == RT_CONCLUSION_VALID ? "" : ": ");
    switch (conclusion) {
    case RT_CONCLUSION_NONE:
        rt_text_string(text, "there are no exchanges");
        break;
    case RT_CONCLUSION_VALID:
        say_valid(text, e);
        break;
    case RT_CONCLUSION_INCOMPLETE:
        say_others(text, e, RT_VERDICT_INCOMPLETE);
        break;
    case RT_CONCLUSION_INVALID:
        say_invalid(text, e);
        break;
    case RT_CONCLUSION_MALFORMED:
        say_others(text, e, RT_VERDICT_MALFORMED);
        break;
    case RT_CONCLUSION_MALFEASANCE:
        say_malfeasance(text, e);
        break;
    }
}

/* Violations and suspects. */

static void say_exchange(struct rt_text *text, const struct rt_evidence *e, size_t link)
{
    rt_text_string(text, "exchange ");
    rt_text_uint(text, rt_evidence_exchange(e, link) + 1);
    rt_text_string(text, ": ");
    rt_say_key(text, &e->names, key_of(e, link));
    rt_text_string(text, " said ");
}

static void say_violation(struct rt_text *text, const struct rt_evidence *e, size_t index)
{
    const struct rt_chain *chain = chain_of(e);
    if (index >= chain->num_violations) {
        rt_text_string(text, "and more pairs than are kept");
        return;
    }
    const struct rt_violation *pair = &chain->violations[index];
    const struct rt_interval *earlier = &chain->links[pair->earlier].stated;
    const struct rt_interval *later = &chain->links[pair->later].stated;
    say_exchange(text, e, pair->earlier);
    rt_text_string(text, "after ");
    rt_say_time(text, earlier->low);
    rt_text_string(text, "; later, ");
    say_exchange(text, e, pair->later);
    rt_text_string(text, "before ");
    rt_say_time(text, later->high);
    rt_text_string(text, ": back by ");
    rt_say_gap(text, rt_time_gap(later->high, earlier->low));
}

static void say_suspects(struct rt_text *text, const struct rt_evidence *e, size_t index)
{
    uint32_t mask;
    if (chain_of(e)->num_conflicting > RT_SUSPECTS_MAX) {
        rt_text_uint(text, chain_of(e)->num_conflicting);
        rt_text_string(text, " servers are part of contradictions, too many to tell who need have lied");
    } else if (index >= RT_SETS_SAID) {
        rt_text_string(text, "without one of more sets than are told here");
    } else if (rt_evidence_suspects(&mask, e, index)) {
        rt_text_string(text, "without ");
        say_set(text, e, mask);
        rt_text_string(text, " nothing contradicts");
    }
}

/* Facts. */

static void say_exchanges(struct rt_text *text, const struct rt_judge *judge)
{
    static const enum rt_verdict_kind kinds[] = {RT_VERDICT_VALID, RT_VERDICT_INCOMPLETE, RT_VERDICT_INVALID,
                                                 RT_VERDICT_MALFORMED};
    bool first = true;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (judge->num[kinds[i]] > 0) {
            rt_text_string(text, first ? "" : ", ");
            rt_text_uint(text, judge->num[kinds[i]]);
            rt_text_char(text, ' ');
            rt_text_string(text, rt_verdict_name(kinds[i]));
            first = false;
        }
    }
}

static void say_order(struct rt_text *text, const struct rt_chain *chain)
{
    if (chain->num_runs == 1) {
        rt_text_string(text, "proved: each request was made from the response before");
    } else if (chain->num_runs == chain->num_links) {
        rt_text_string(text, "not proved: nothing links these exchanges");
    } else {
        rt_text_string(text, "proved within each of ");
        rt_text_uint(text, chain->num_runs);
        rt_text_string(text, " runs of exchanges, and not between them");
    }
}

static void say_span(struct rt_text *text, const struct rt_evidence *e)
{
    struct rt_interval span;
    const struct rt_chain *chain = chain_of(e);
    if (rt_evidence_span(&span, e)) {
        bool all = chain->links[0].counts && chain->links[chain->num_links - 1].counts;
        rt_text_string(text, "the first answer ");
        rt_text_string(text, all ? "" : "that counts ");
        rt_text_string(text, "was given after ");
        rt_say_time(text, span.low);
        rt_text_string(text, ", the last before ");
        rt_say_time(text, span.high);
    }
}

static void say_document(struct rt_text *text, const struct rt_document *d)
{
    if (d->error.code != RT_OK) {
        rt_text_string(text, "not the one that was stamped; its SHA-256 is ");
    } else {
        rt_text_string(text, d->salted ? "the first nonce is SHA-256 of rand and of its SHA-256, "
                                       : "the first nonce is its SHA-256, ");
    }
    rt_text_hex(text, rt_bytes_from(d->hash.b, sizeof d->hash.b));
}

static void say_bound(struct rt_text *text, const struct rt_evidence *e, size_t server)
{
    struct rt_time bound;
    if (e->document != NULL && e->document->error.code == RT_OK &&
        rt_document_bound(&bound, chain_of(e), (uint32_t)server)) {
        rt_text_string(text, "; if it was honest, the document existed before ");
        rt_say_time(text, bound);
    }
}

static void say_server_line(struct rt_text *text, const struct rt_evidence *e, size_t server)
{
    if (server >= RT_SERVERS_SAID) {
        rt_text_string(text, "and ");
        rt_text_uint(text, chain_of(e)->num_servers - server);
        rt_text_string(text, " more");
        return;
    }
    const struct rt_chain_server *row = &chain_of(e)->servers[server];
    struct rt_bytes name = rt_name_of(&e->names, &row->key);
    if (name.len > 0) {
        rt_text_json(text, name);
        rt_text_string(text, ", ");
    }
    rt_text_base64(text, rt_bytes_from(row->key.b, sizeof row->key.b));
    rt_text_string(text, rt_server_is_trusted(e, server) ? ", trusted: " : ", embedded: ");
    rt_say_count(text, row->num_links, "exchange");
    say_bound(text, e, server);
}

static void say_field(struct rt_text *text, const struct rt_evidence *e, size_t index)
{
    switch (index) {
    case RT_FACT_EXCHANGES:
        say_exchanges(text, e->judge);
        break;
    case RT_FACT_ORDER:
        say_order(text, chain_of(e));
        break;
    case RT_FACT_SPAN:
        say_span(text, e);
        break;
    case RT_FACT_DOCUMENT:
        say_document(text, e->document);
        break;
    default:
        say_server_line(text, e, index - RT_FACT_SERVER);
        break;
    }
}

/* Sentences. */

static void say_untrusted_proves(struct rt_text *text, const struct rt_judge *judge)
{
    rt_text_string(text, is_mixed(judge) ? "what its exchanges under trusted keys prove. Of the other keys "
                                         : "nothing about time yet: of its keys ");
    rt_text_string(
        text,
        "nothing is known but that they came with it, and anyone can make such keys. Contradictions "
        "are looked for under trusted keys alone.");
}

static void say_valid_proves(struct rt_text *text, const struct rt_evidence *e)
{
    const struct rt_chain *chain = chain_of(e);
    if (!e->trusted) {
        say_untrusted_proves(text, e->judge);
    } else if (chain->num_links == 1) {
        rt_text_string(text, "what its one exchange proves.");
    } else if (chain->num_runs == 1) {
        rt_text_string(text, "these exchanges happened in this order, and no stated time contradicts it.");
    } else {
        rt_text_string(text,
                       "what each exchange proves by itself. Where their order is not proved, no "
                       "contradiction could show.");
    }
}

static void say_proves(struct rt_text *text, const struct rt_evidence *e)
{
    switch (rt_evidence_conclusion(e)) {
    case RT_CONCLUSION_VALID:
        say_valid_proves(text, e);
        break;
    case RT_CONCLUSION_MALFEASANCE:
        rt_text_string(text, "at least one of these servers signed a wrong time. ");
        rt_text_string(text, chain_of(e)->num_runs == 1 ? "Each" : "Within a run each");
        rt_text_string(text,
                       " request was made from the response before, so they were answered in this order; yet "
                       "time went back.");
        break;
    case RT_CONCLUSION_NONE:
        rt_text_string(text, "nothing.");
        break;
    case RT_CONCLUSION_INCOMPLETE:
    case RT_CONCLUSION_INVALID:
    case RT_CONCLUSION_MALFORMED:
        rt_text_string(
            text,
            "nothing as a whole. The exchanges that are valid stand for themselves; the others are no "
            "evidence against anybody (RFC 10049 8.4.2).");
        break;
    }
}

static void say_limits(struct rt_text *text, const struct rt_evidence *e)
{
    bool malfeasance = rt_evidence_conclusion(e) == RT_CONCLUSION_MALFEASANCE;
    rt_text_string(
        text, malfeasance
                  ? "it does not prove that nobody else lied, nor what time it really was."
                  : "it does not prove that the servers were right: those that err together agree as well.");
}

/* What a stamp proves. */
static void say_existed(struct rt_text *text, const struct rt_evidence *e)
{
    struct rt_time bound;
    if (!rt_document_before(&bound, chain_of(e))) {
        rt_text_string(text,
                       "nothing about the document: no time in this chain is evidence under a trusted key.");
        return;
    }
    rt_text_string(text, "this file existed before ");
    rt_say_time(text, bound);
    rt_text_string(text, ", if at least one of these servers was honest.");
}

void rt_evidence_text(struct rt_text *text, const struct rt_evidence *e, const struct rt_statement *s)
{
    static const char unstamped[] =
        "it does not prove that the file did not exist earlier, nor who made it, nor that what "
        "it says is true; and it tells nobody what time it is now.";
    switch (s->kind) {
    case RT_SAYS_VERDICT:
        say_verdict(text, e);
        break;
    case RT_SAYS_VIOLATION:
        say_violation(text, e, s->index);
        break;
    case RT_SAYS_SUSPECTS:
        say_suspects(text, e, s->index);
        break;
    case RT_SAYS_FIELD:
        say_field(text, e, s->index);
        break;
    case RT_SAYS_PROVES:
        if (s->index == 0) {
            say_proves(text, e);
        } else {
            say_existed(text, e);
        }
        break;
    case RT_SAYS_LIMITS:
        if (s->index == 0) {
            say_limits(text, e);
        } else {
            rt_text_string(text, unstamped);
        }
        break;
    case RT_SAYS_REMARK:
        rt_remark_text(text, &e->remarks->item[s->index]);
        break;
    case RT_SAYS_CHECK:
    case RT_SAYS_DIAGNOSIS:
        break;
    }
}
