/* Whose keys, and when: finding them by key and by SRV, and both ends of their periods. */
#include "tests/check.h"
#include "verify/trust.h"

#define NOON INT64_C(20727) /* 2026-10-01, as a day */

static struct rt_trusted_key row_of(uint8_t first)
{
    struct rt_trusted_key row = {.id = first};
    memset(row.key.b, first, sizeof row.key.b);
    return row;
}

static void test_find(void)
{
    const struct rt_trusted_key rows[] = {row_of(1), row_of(2), row_of(3), row_of(2)};
    const struct rt_trust trust = {.keys = rows, .num_keys = 4}, nobody = {.keys = NULL};
    for (uint8_t first = 0; first < 5; first++) {
        struct rt_key key = row_of(first).key;
        struct rt_hash srv;
        rt_srv_from_key(&srv, &key);
        const struct rt_trusted_key *expected = first >= 1 && first <= 3 ? &rows[first - 1] : NULL;
        CHECK(rt_trust_find(&trust, &key) == expected, "key %d", first);
        CHECK(rt_trust_find_srv(&trust, rt_hash_bytes(&srv)) == expected, "SRV %d", first);
        CHECK(rt_trust_find(&nobody, &key) == NULL, "nobody");
        CHECK(rt_trust_find_srv(&nobody, rt_hash_bytes(&srv)) == NULL, "nobody");
        key.b[31] ^= 1;
        CHECK(rt_trust_find(&trust, &key) == NULL, "last octet");
        CHECK(rt_trust_find_srv(&trust, rt_bytes_from(srv.b, 31)) == NULL, "short SRV");
    }
    CHECK(rt_trust_find_srv(&trust, rt_bytes_from(NULL, 0)) == NULL, "no SRV");
}

#define AT(day_, micros_)                                                                                    \
    {                                                                                                        \
        .day = day_, .micros = micros_                                                                       \
    }
#define DATE(day_, micros_)                                                                                  \
    {                                                                                                        \
        .there = true, .time = AT(day_, micros_)                                                             \
    }
#define OPEN                                                                                                 \
    {                                                                                                        \
        .there = false                                                                                       \
    }

static const struct {
    const char *name;
    struct rt_date from, until;
    uint64_t grace;
    struct rt_time midpoint;
    enum rt_code code;
} periods[] = {
    {"open", OPEN, OPEN, 0, AT(NOON, 0), RT_OK},
    {"open at both ends of time", OPEN, OPEN, 0, AT(INT64_C(1) << 48, 0), RT_OK},
    {"from", DATE(NOON, 5), OPEN, 0, AT(NOON, 5), RT_OK},
    {"before from", DATE(NOON, 5), OPEN, 0, AT(NOON, 4), RT_E_KEY_NOT_YET_VALID},
    {"until", OPEN, DATE(NOON, 5), 0, AT(NOON, 5), RT_OK},
    {"after until", OPEN, DATE(NOON, 5), 0, AT(NOON, 6), RT_E_KEY_EXPIRED},
    {"grace before", DATE(NOON, 5), OPEN, 3, AT(NOON, 2), RT_OK},
    {"before grace", DATE(NOON, 5), OPEN, 3, AT(NOON, 1), RT_E_KEY_NOT_YET_VALID},
    {"grace over midnight", DATE(NOON, 0), OPEN, 1, AT(NOON - 1, RT_DAY_MICROS - 1), RT_OK},
    {"beyond midnight", DATE(NOON, 0), OPEN, 1, AT(NOON - 1, RT_DAY_MICROS - 2), RT_E_KEY_NOT_YET_VALID},
    {"grace after", OPEN, DATE(NOON, 5), 3, AT(NOON, 8), RT_OK},
    {"after grace", OPEN, DATE(NOON, 5), 3, AT(NOON, 9), RT_E_KEY_EXPIRED},
    {"a week after", OPEN, DATE(NOON, 0), 7 * RT_DAY_MICROS, AT(NOON + 7, 0), RT_OK},
    {"over a week after", OPEN, DATE(NOON, 0), 7 * RT_DAY_MICROS, AT(NOON + 7, 1), RT_E_KEY_EXPIRED},
    {"never", DATE(NOON + 1, 0), DATE(NOON, 0), 0, AT(NOON, 0), RT_E_KEY_NOT_YET_VALID},
    {"never, late", DATE(NOON + 1, 0), DATE(NOON, 0), 0, AT(NOON + 2, 0), RT_E_KEY_EXPIRED},
    {"from 1970 with all grace", DATE(0, 0), DATE(0, 0), UINT64_MAX, AT(0, 0), RT_OK},
    {"until the last second with all grace", OPEN, DATE(INT64_C(213503982334601), 25215000000), UINT64_MAX,
     AT(INT64_C(1) << 47, 0), RT_OK},
};

static void test_periods(void)
{
    for (size_t i = 0; i < sizeof periods / sizeof periods[0]; i++) {
        struct rt_error err = {.code = RT_UNCHECKED};
        const struct rt_trust trust = {.grace_micros = periods[i].grace};
        const struct rt_trusted_key row = {.from = periods[i].from, .until = periods[i].until};
        bool ok = rt_trust_period(&err, &trust, &row, periods[i].midpoint);
        CHECK_EQ(periods[i].name, err.code, periods[i].code);
        CHECK(ok == (periods[i].code == RT_OK), "%s", periods[i].name);
    }
}

int main(void)
{
    test_find();
    test_periods();
    return check_done("trust");
}
