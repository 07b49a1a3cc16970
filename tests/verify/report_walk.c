/* The judge of reports as a filter, like verdict_walk: a line of JSON in, with the text of a report or chain
 * file and whom to trust, a line out with what it proves and each exchange with its place in the order. */
#include "verdict_json.h"
#include "verify/judge.h"

#define MAX_KEYS      64
#define MAX_EXCHANGES 1024
#define MAX_TEXT      (1 << 24)

struct session {
    struct rt_trusted_key keys[MAX_KEYS];
    struct rt_trust trust;
    struct rt_policy policy;
    struct rt_link links[MAX_EXCHANGES];
    struct rt_chain_server servers[MAX_EXCHANGES];
    struct rt_chain chain;
    struct rt_judge judge;
    json_t *list;
};

static struct rt_date read_date(const json_t *pair)
{
    struct rt_date date = {0};
    date.there = json_is_array(pair);
    if (date.there) {
        date.time.day = json_integer_value(json_array_get(pair, 0));
        date.time.micros = (uint64_t)json_integer_value(json_array_get(pair, 1));
    }
    return date;
}

static void read_trust(struct session *s, const json_t *line)
{
    const json_t *rows = json_object_get(line, "trusted");
    for (size_t i = 0; i < json_array_size(rows) && i < MAX_KEYS; i++) {
        const json_t *row = json_array_get(rows, i);
        struct rt_trusted_key *key = &s->keys[i];
        uint8_t *octets;
        if (verdict_hex(&octets, row, "publicKey").len == sizeof key->key.b) {
            memcpy(key->key.b, octets, sizeof key->key.b);
        }
        free(octets);
        key->from = read_date(json_object_get(row, "from"));
        key->until = read_date(json_object_get(row, "until"));
        s->trust.num_keys++;
    }
    s->trust.keys = s->keys;
    s->trust.grace_micros = (uint64_t)json_integer_value(json_object_get(line, "graceMicros"));
    s->trust.trust_embedded = json_is_true(json_object_get(line, "trustEmbedded"));
}

static json_t *json_key(const struct rt_key *key)
{
    char hex[2 * sizeof key->b + 1];
    for (size_t i = 0; i < sizeof key->b; i++) {
        snprintf(hex + 2 * i, 3, "%02x", key->b[i]);
    }
    return json_string(hex);
}

static json_t *json_judgement(const struct rt_judgement *j)
{
    static const char standings[][10] = {"unknown", "embedded", "trusted"};
    return json_pack("{s:s, s:o, s:s, s:o}", "kind", rt_verdict_name(j->verdict.kind), "error",
                     verdict_slug(j->error.code), "standing", standings[j->standing], "key",
                     j->has_key ? json_key(&j->key) : json_null());
}

/* An entry that the reader refused has its place among the links all the same. */
static json_t *json_refusal(const struct rt_error *err)
{
    return json_pack("{s:s, s:o, s:s, s:n}", "kind", "malformed", "error", verdict_slug(err->code),
                     "standing", "unknown", "key");
}

/* Two buffers in turn: each exchange is linked to the bytes of the one before. */
static void read_exchanges(struct session *s, struct rt_report *report)
{
    static uint8_t buffers[2][RT_EXCHANGE_ROOM];
    struct rt_exchange exchange;
    struct rt_error err;
    struct rt_remarks remarks = {0};
    for (size_t turn = 0;; turn ^= 1) {
        if (rt_report_next(&exchange, &err, &remarks, report, buffers[turn], RT_EXCHANGE_ROOM)) {
            struct rt_judgement judgement;
            rt_judge_next(&judgement, &s->judge, &exchange);
            json_array_append_new(s->list, json_judgement(&judgement));
        } else if (err.code == RT_OK) {
            return;
        } else {
            rt_judge_refuse(&s->judge);
            json_array_append_new(s->list, json_refusal(&err));
        }
    }
}

/* What is known of a link when all are. */
static void place_links(const struct session *s)
{
    static const char linkages[][8] = {"first", "proved", "missing", "broken"};
    for (size_t i = 0; i < s->chain.num_links; i++) {
        const struct rt_link *l = &s->links[i];
        json_t *link = json_array_get(s->list, i);
        json_object_set_new(link, "link", json_string(linkages[l->linkage]));
        json_object_set_new(link, "binds", json_boolean(l->binds));
        json_object_set_new(link, "counts", json_boolean(l->counts));
        json_object_set_new(link, "run", json_integer(l->run));
        json_object_set_new(link, "tight", l->counts ? verdict_interval(l->tight) : json_null());
    }
}

static json_t *json_violations(const struct rt_chain *chain)
{
    json_t *list = json_array();
    for (size_t i = 0; i < chain->num_violations; i++) {
        json_array_append_new(list, json_pack("[I, I]", (json_int_t)chain->violations[i].earlier,
                                              (json_int_t)chain->violations[i].later));
    }
    return list;
}

static json_t *json_certain(const struct rt_chain *chain)
{
    json_t *list = json_array();
    for (size_t i = 0; i < chain->num_servers; i++) {
        if (chain->servers[i].certain) {
            json_array_append_new(list, json_key(&chain->servers[i].key));
        }
    }
    return list;
}

static json_t *json_set(const struct rt_chain *chain, uint32_t mask)
{
    json_t *set = json_array();
    for (size_t bit = 0; bit < RT_SUSPECTS_MAX; bit++) {
        if ((mask >> bit & 1) != 0) {
            json_array_append_new(set, json_key(&chain->servers[chain->suspect[bit]].key));
        }
    }
    return set;
}

static json_t *json_suspects(const struct rt_chain *chain)
{
    if (chain->num_conflicting > RT_SUSPECTS_MAX) {
        return json_null();
    }
    json_t *list = json_array();
    uint32_t mask = 0;
    while (rt_chain_suspects_next(&mask, chain)) {
        json_array_append_new(list, json_set(chain, mask));
    }
    return list;
}

static json_t *conclusion(struct session *s)
{
    static const char names[][12] = {"none", "valid", "incomplete", "invalid", "malformed", "malfeasance"};
    bool trusted;
    enum rt_conclusion end = rt_judge_conclude(&trusted, &s->judge);
    place_links(s);
    return json_pack("{s:s, s:b, s:o, s:b, s:o, s:o, s:o}", "conclusion", names[end], "trusted", trusted,
                     "violations", json_violations(&s->chain), "moreViolations", s->chain.more_violations,
                     "certain", json_certain(&s->chain), "suspects", json_suspects(&s->chain), "links",
                     json_incref(s->list));
}

static json_t *answer(struct session *s, const json_t *line)
{
    struct rt_report report;
    struct rt_error err;
    struct rt_remarks remarks = {0};
    const json_t *text = json_object_get(line, "text");
    memset(s, 0, sizeof *s);
    read_trust(s, line);
    verdict_policy(&s->policy, line);
    rt_chain_begin(&s->chain, s->links, MAX_EXCHANGES, s->servers, MAX_EXCHANGES);
    rt_judge_begin(&s->judge, &s->trust, &s->policy, &s->chain);
    if (!rt_report_open(&report, &err, &remarks,
                        rt_bytes_from(json_string_value(text), json_string_length(text)), MAX_TEXT)) {
        return json_pack("{s:o}", "refused", verdict_slug(err.code));
    }
    s->list = json_array();
    read_exchanges(s, &report);
    json_t *out = conclusion(s);
    json_decref(s->list);
    return out;
}

int main(void)
{
    static struct session session;
    json_error_t error;
    json_t *line;
    while ((line = json_loadf(stdin, JSON_DISABLE_EOF_CHECK, &error)) != NULL) {
        json_t *out = answer(&session, line);
        json_dumpf(out, stdout, JSON_COMPACT);
        putchar('\n');
        json_decref(out);
        json_decref(line);
    }
    return feof(stdin) ? 0 : 2;
}
