/* Order, violations, intervals and suspects: tables of the ends of every rule, and random chains against
 * brute force. */
#include "naive.h"
#include "tests/check.h"
#include "verify/chain.h"

#define S   RT_UNIT_SECONDS
#define US  RT_UNIT_MICROSECONDS
#define MJD RT_UNIT_MJD

#define NOON UINT64_C(1790856000) /* 2026-10-01T12:00:00Z */
#define DAYS (NOON / 86400 + 40587)
#define HALF (UINT64_C(43200) * 1000000)

struct memory {
    struct rt_link links[NAIVE_LINKS_MAX];
    struct rt_chain_server servers[NAIVE_LINKS_MAX];
    struct rt_chain chain;
};

static struct memory memory;

static struct rt_chain *chain_of(const struct step *steps, size_t num)
{
    struct rt_chain *chain = &memory.chain;
    memset(&memory, 0xa5, sizeof memory);
    rt_chain_begin(chain, memory.links, NAIVE_LINKS_MAX, memory.servers, NAIVE_LINKS_MAX);
    for (size_t i = 0; i < num; i++) {
        CHECK(step_add(chain, &steps[i]), "room for %zu", i);
    }
    rt_chain_conclude(chain);
    return chain;
}

/* Two linked exchanges of two servers: whether they contradict each other. */
static const struct {
    const char *name;
    struct step earlier, later;
    bool violated;
} pairs[] = {
#define STEP(unit_, midpoint_, radius_)                                                                      \
    {                                                                                                        \
        .unit = unit_, .midpoint = midpoint_, .radius = radius_                                              \
    }
    {"equal", STEP(S, NOON, 3), STEP(S, NOON, 3), false},
    {"later", STEP(S, NOON, 3), STEP(S, NOON + 86400, 3), false},
    {"at the boundary", STEP(S, NOON + 6, 3), STEP(S, NOON, 3), false},
    {"a second over", STEP(S, NOON + 7, 3), STEP(S, NOON, 3), true},
    {"no radius", STEP(S, NOON, 0), STEP(S, NOON, 0), false},
    {"no radius, a second", STEP(S, NOON + 1, 0), STEP(S, NOON, 0), true},
    {"us at the boundary", STEP(US, NOON * 1000000 + 5, 2), STEP(US, NOON * 1000000, 3), false},
    {"a microsecond over", STEP(US, NOON * 1000000 + 6, 2), STEP(US, NOON * 1000000, 3), true},
    {"MJD at the boundary", STEP(MJD, DAYS << 40 | (HALF + 5), 2), STEP(MJD, DAYS << 40 | HALF, 3), false},
    {"MJD a microsecond over", STEP(MJD, DAYS << 40 | (HALF + 6), 2), STEP(MJD, DAYS << 40 | HALF, 3), true},
    {"MJD across midnight", STEP(MJD, DAYS << 40 | 2, 4), STEP(MJD, (DAYS - 1) << 40 | (2 * HALF - 1), 0),
     false},
    {"MJD across midnight, over", STEP(MJD, DAYS << 40 | 3, 3),
     STEP(MJD, (DAYS - 1) << 40 | (2 * HALF - 1), 0), true},
    {"s then us", STEP(S, NOON + 4, 3), STEP(US, NOON * 1000000, 1000000), false},
    {"s then us, over", STEP(S, NOON + 4, 3), STEP(US, NOON * 1000000, 999999), true},
    {"us then s", STEP(US, NOON * 1000000 + 4000000, 1000000), STEP(S, NOON, 3), false},
    {"us then s, over", STEP(US, NOON * 1000000 + 4000001, 1000000), STEP(S, NOON, 3), true},
    {"s then MJD", STEP(S, NOON + 4, 3), STEP(MJD, DAYS << 40 | HALF, 1000000), false},
    {"s then MJD, over", STEP(S, NOON + 4, 3), STEP(MJD, DAYS << 40 | HALF, 999999), true},
    {"MJD then us", STEP(MJD, DAYS << 40 | (HALF + 2), 1), STEP(US, NOON * 1000000, 1), false},
    {"MJD then us, over", STEP(MJD, DAYS << 40 | (HALF + 3), 1), STEP(US, NOON * 1000000, 1), true},
    {"unsynchronised", STEP(S, NOON, UINT32_MAX), STEP(S, 0, 0), false},
    {"unsynchronised before 1970", STEP(S, 0, UINT32_MAX), STEP(S, 0, 0), false},
    {"lower ends before 1970", STEP(S, 1, 5), STEP(S, 0, 0), false},
    {"upper end in 1970", STEP(S, 6, 5), STEP(S, 0, 0), true},
    {"the last second", STEP(S, UINT64_MAX, 0), STEP(S, UINT64_MAX, UINT32_MAX), false},
    {"the last seconds", STEP(S, UINT64_MAX, 0), STEP(S, UINT64_MAX - 1, 0), true},
    {"at the last boundary", STEP(S, UINT64_MAX, UINT32_MAX),
     STEP(S, UINT64_MAX - 2 * (uint64_t)UINT32_MAX, UINT32_MAX), false},
    {"beyond the last boundary", STEP(S, UINT64_MAX, UINT32_MAX),
     STEP(S, UINT64_MAX - 2 * (uint64_t)UINT32_MAX - 1, UINT32_MAX), true},
    {"all seconds there are", STEP(S, UINT64_MAX, 0), STEP(S, 0, UINT32_MAX), true},
    {"the last microsecond", STEP(US, UINT64_MAX, UINT32_MAX),
     STEP(US, UINT64_MAX - 2 * (uint64_t)UINT32_MAX, UINT32_MAX), false},
    {"beyond it", STEP(US, UINT64_MAX, UINT32_MAX),
     STEP(US, UINT64_MAX - 2 * (uint64_t)UINT32_MAX - 1, UINT32_MAX), true},
    {"the last day of MJD", STEP(MJD, UINT64_C(0xffffff) << 40, 1),
     STEP(MJD, UINT64_C(0xfffffe) << 40 | (2 * HALF - 1), 0), false},
    {"the last day of MJD, over", STEP(MJD, UINT64_C(0xffffff) << 40, 0),
     STEP(MJD, UINT64_C(0xfffffe) << 40 | (2 * HALF - 1), 0), true},
    {"the first day of MJD", STEP(MJD, 0, UINT32_MAX), STEP(S, 0, 0), false},
    {"1970 after the first day of MJD", STEP(S, 0, 0), STEP(MJD, 0, UINT32_MAX), true},
};

static void test_pairs(void)
{
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        struct step steps[2] = {pairs[i].earlier, pairs[i].later};
        steps[1].server = 1;
        steps[1].linkage = RT_LINK_PROVED;
        const struct rt_chain *chain = chain_of(steps, 2);
        CHECK_EQ(pairs[i].name, chain->num_violations, pairs[i].violated ? 1 : 0);
        CHECK_EQ(pairs[i].name, chain->num_conflicting, pairs[i].violated ? 2 : 0);
        int order = rt_time_compare(chain->links[0].tight.low, chain->links[1].tight.high);
        CHECK(pairs[i].violated == (order > 0), "%s: %d", pairs[i].name, order);
        const char *fault = naive_fault(chain, steps, 2);
        CHECK(fault == NULL, "%s: %s", pairs[i].name, fault);
        steps[1].server = 0;
        CHECK(chain_of(steps, 2)->servers[0].certain == pairs[i].violated, "%s: oneself", pairs[i].name);
    }
}

/* Leap seconds: an MJD of one is before the next day, and its interval may be wide. */
static void test_leap_second(void)
{
    const uint64_t leap = DAYS << 40 | (2 * HALF + 500000);
    struct step steps[2] = {STEP(MJD, leap, 0), STEP(S, (DAYS - 40587 + 1) * 86400, 0)};
    steps[1].linkage = RT_LINK_PROVED;
    CHECK_EQ("leap", chain_of(steps, 2)->num_violations, 0);
    steps[1].midpoint--;
    CHECK_EQ("leap", chain_of(steps, 2)->num_violations, 1);
    struct step hostile[2] = {STEP(MJD, UINT64_MAX, UINT32_MAX), STEP(MJD, UINT64_MAX, UINT32_MAX)};
    hostile[1].linkage = RT_LINK_PROVED;
    CHECK_EQ("hostile", chain_of(hostile, 2)->num_violations, 0);
}

/* One server a day ahead, then an honest one; what becomes of it. */
static const struct {
    const char *name;
    struct step ahead, between, honest;
    size_t violations;
    uint32_t runs;
} orders[] = {
#define AHEAD     .unit = S, .midpoint = NOON + 86400, .radius = 3
#define HONEST    .unit = S, .midpoint = NOON, .radius = 3, .server = 1
#define BETWEEN   .unit = S, .midpoint = NOON + 43200, .radius = UINT32_MAX, .server = 2
#define LINKED(x) .linkage = x
    {"linked", {AHEAD}, {BETWEEN, LINKED(RT_LINK_PROVED)}, {HONEST, LINKED(RT_LINK_PROVED)}, 1, 1},
    {"broken", {AHEAD}, {BETWEEN, LINKED(RT_LINK_BROKEN)}, {HONEST, LINKED(RT_LINK_PROVED)}, 0, 2},
    {"broken later", {AHEAD}, {BETWEEN, LINKED(RT_LINK_PROVED)}, {HONEST, LINKED(RT_LINK_BROKEN)}, 0, 2},
    {"missing", {AHEAD}, {BETWEEN, LINKED(RT_LINK_MISSING)}, {HONEST, LINKED(RT_LINK_PROVED)}, 0, 2},
    {"unlinked", {AHEAD}, {BETWEEN, LINKED(RT_LINK_MISSING)}, {HONEST, LINKED(RT_LINK_MISSING)}, 0, 3},
    {"first again", {AHEAD}, {BETWEEN, LINKED(RT_LINK_FIRST)}, {HONEST, LINKED(RT_LINK_FIRST)}, 0, 3},
    {"through a bad signature",
     {AHEAD},
     {BETWEEN, LINKED(RT_LINK_PROVED), .fails_otherwise = true},
     {HONEST, LINKED(RT_LINK_PROVED)},
     1,
     1},
    {"through one nobody trusts",
     {AHEAD},
     {BETWEEN, LINKED(RT_LINK_PROVED), .is_distrusted = true},
     {HONEST, LINKED(RT_LINK_PROVED)},
     1,
     1},
    {"not through a bad tree",
     {AHEAD},
     {BETWEEN, LINKED(RT_LINK_PROVED), .fails_tree = true},
     {HONEST, LINKED(RT_LINK_PROVED)},
     0,
     2},
    {"untrusted liar",
     {AHEAD, .is_distrusted = true},
     {BETWEEN, LINKED(RT_LINK_PROVED)},
     {HONEST, LINKED(RT_LINK_PROVED)},
     0,
     1},
    {"untrusted accuser",
     {AHEAD},
     {BETWEEN, LINKED(RT_LINK_PROVED)},
     {HONEST, LINKED(RT_LINK_PROVED), .is_distrusted = true},
     0,
     1},
    {"no evidence",
     {AHEAD, .is_no_evidence = true},
     {BETWEEN, LINKED(RT_LINK_PROVED)},
     {HONEST, LINKED(RT_LINK_PROVED)},
     0,
     1},
    {"invalid",
     {AHEAD, .fails_otherwise = true},
     {BETWEEN, LINKED(RT_LINK_PROVED)},
     {HONEST, LINKED(RT_LINK_PROVED)},
     0,
     1},
};

static void test_orders(void)
{
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
        const struct step steps[3] = {orders[i].ahead, orders[i].between, orders[i].honest};
        const struct rt_chain *chain = chain_of(steps, 3);
        CHECK_EQ(orders[i].name, chain->num_violations, orders[i].violations);
        CHECK_EQ(orders[i].name, chain->num_runs, orders[i].runs);
        const char *fault = naive_fault(chain, steps, 3);
        CHECK(fault == NULL, "%s: %s", orders[i].name, fault);
    }
}

/* `num` servers, each one second ahead of the next and sure of it: everyone contradicts everyone. */
static size_t plan_staircase(struct step steps[NAIVE_LINKS_MAX], unsigned num)
{
    for (unsigned i = 0; i < num; i++) {
        steps[i] = (struct step){.server = i % NAIVE_SERVERS_MAX,
                                 .linkage = i == 0 ? RT_LINK_FIRST : RT_LINK_PROVED,
                                 .unit = S,
                                 .midpoint = NOON - i};
    }
    return num;
}

static size_t count_suspects(const struct rt_chain *chain)
{
    size_t num = 0;
    for (uint32_t mask = 0; rt_chain_suspects_next(&mask, chain); num++) {
    }
    return num;
}

static void test_limits(void)
{
    struct step steps[NAIVE_LINKS_MAX];
    /* 11 * 10 / 2 = 55 violations, 66 of 12; as many sets of all but one as there are servers, up to 16 */
    static const struct {
        unsigned links, violations, conflicting, sets;
        bool more;
    } rows[] = {{2, 1, 2, 2, false},    {11, 55, 11, 11, false}, {12, 64, 12, 12, true},
                {16, 64, 16, 16, true}, {17, 64, 17, 0, true},   {64, 64, 20, 0, true}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct rt_chain *chain = chain_of(steps, plan_staircase(steps, rows[i].links));
        CHECK_EQ("staircase", chain->num_violations, rows[i].violations);
        CHECK_EQ("staircase", chain->more_violations, rows[i].more);
        CHECK_EQ("staircase", chain->num_conflicting, rows[i].conflicting);
        CHECK_EQ("staircase", count_suspects(chain), rows[i].sets);
        const char *fault = naive_fault(chain, steps, rows[i].links);
        CHECK(fault == NULL, "staircase of %u: %s", rows[i].links, fault);
    }
}

/* Exactly 64 violations are all there are: one liar before 64 others who agree. */
static void test_exactly_full(void)
{
    struct step steps[NAIVE_LINKS_MAX + 1];
    static struct rt_link links[NAIVE_LINKS_MAX + 2];
    static struct rt_chain_server servers[2];
    struct rt_chain chain;
    rt_chain_begin(&chain, links, NAIVE_LINKS_MAX + 2, servers, 2);
    for (size_t i = 0; i <= NAIVE_LINKS_MAX; i++) {
        steps[i] = (struct step){.server = i == 0 ? 0 : 1,
                                 .linkage = i == 0 ? RT_LINK_FIRST : RT_LINK_PROVED,
                                 .unit = S,
                                 .midpoint = i == 0 ? NOON + 86400 : NOON};
        CHECK(step_add(&chain, &steps[i]), "room");
    }
    rt_chain_conclude(&chain);
    CHECK(chain.num_violations == RT_VIOLATIONS_MAX && !chain.more_violations, "exactly full");
    CHECK(step_add(&chain, &steps[1]), "room");
    rt_chain_conclude(&chain); /* again, with one more */
    CHECK(chain.num_violations == RT_VIOLATIONS_MAX && chain.more_violations, "one more");
    CHECK_EQ("sets", count_suspects(&chain), 2);
    CHECK(chain.servers[1].num_links == NAIVE_LINKS_MAX + 1 && chain.servers[1].num_counts == 65, "counts");
}

static void test_room(void)
{
    static const struct step one = {.unit = S, .midpoint = NOON}, other = {.server = 1, .unit = S};
    static const struct step keyless = {.server = NAIVE_SERVERS_MAX, .unit = S};
    struct rt_link links[3];
    struct rt_chain_server servers[1];
    struct rt_chain chain;
    rt_chain_begin(&chain, links, 3, servers, 1);
    CHECK(step_add(&chain, &one) && !step_add(&chain, &other), "one server");
    CHECK(chain.num_links == 1 && chain.num_servers == 1, "nothing added");
    CHECK(step_add(&chain, &keyless) && step_add(&chain, &one) && !step_add(&chain, &one), "three links");
    CHECK(links[1].server == RT_NO_SERVER && !links[1].counts && links[2].server == 0, "servers");
    rt_chain_conclude(&chain);
    CHECK(chain.num_violations == 0 && count_suspects(&chain) == 0, "no violation");
    rt_chain_begin(&chain, NULL, 0, NULL, 0);
    rt_chain_conclude(&chain);
    CHECK(!step_add(&chain, &one) && chain.num_runs == 0 && count_suspects(&chain) == 0, "nothing");
}

static uint64_t below(uint64_t *state, uint64_t bound)
{
    return check_random(state) % bound;
}

static bool one_in(uint64_t *state, unsigned bound)
{
    return below(state, bound) == 0;
}

/* Near noon in any unit, so that there are violations, boundaries and chains without any. */
static void random_step(struct step *step, uint64_t *state, unsigned servers, unsigned spread,
                        unsigned faulty)
{
    static const enum rt_unit units[] = {S, S, US, MJD};
    *step =
        (struct step){.server = (unsigned)below(state, servers),
                      .linkage = one_in(state, faulty) ? (enum rt_linkage)below(state, 4) : RT_LINK_PROVED,
                      .fails_tree = one_in(state, 2 * faulty),
                      .fails_otherwise = one_in(state, 2 * faulty),
                      .is_no_evidence = one_in(state, 2 * faulty),
                      .is_distrusted = one_in(state, 2 * faulty),
                      .unit = units[below(state, 4)],
                      .radius = (uint32_t)below(state, 4)};
    step->server = one_in(state, 4 * faulty) ? NAIVE_SERVERS_MAX : step->server;
    uint64_t offset = below(state, 1 + spread);
    step->radius *= step->unit == S ? 1 : 1000000;
    step->midpoint = step->unit == S    ? NOON + offset
                     : step->unit == US ? (NOON + offset) * 1000000
                                        : DAYS << 40 | (HALF + offset * 1000000);
}

static void test_random(void)
{
    uint64_t state = 10049;
    size_t violated = 0, clean = 0, many = 0;
    for (unsigned round = 0; round < 4000; round++) {
        struct step steps[NAIVE_LINKS_MAX];
        unsigned num = 1 + (unsigned)below(&state, round % 8 == 0 ? NAIVE_LINKS_MAX : 24),
                 servers = 1 + (unsigned)below(&state, 20);
        unsigned spread = (unsigned)below(&state, 20), faulty = 2 + (unsigned)below(&state, 40);
        for (unsigned i = 0; i < num; i++) {
            random_step(&steps[i], &state, servers, spread, faulty);
        }
        const struct rt_chain *chain = chain_of(steps, num);
        const char *fault = naive_fault(chain, steps, num);
        CHECK(fault == NULL, "round %u: %s", round, fault);
        violated += chain->num_violations > 0 ? 1 : 0;
        clean += chain->num_violations == 0 ? 1 : 0;
        many += chain->num_conflicting > RT_SUSPECTS_MAX ? 1 : 0;
    }
    CHECK(violated > 1000 && clean > 500 && many > 0, "%zu, %zu, %zu", violated, clean, many);
}

int main(void)
{
    test_pairs();
    test_leap_second();
    test_orders();
    test_limits();
    test_exactly_full();
    test_room();
    test_random();
    CHECK(sizeof(struct rt_link) <= 80, "a link has %zu bytes", sizeof(struct rt_link));
    return check_done("chain");
}
