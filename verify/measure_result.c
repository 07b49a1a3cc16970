/* What a measurement proves, and what time it is. */
#include "measure_parts.h"

/* Microseconds to a time that is not before `from`; INT64_MAX where they are more. */
static int64_t distance_up(struct rt_time from, struct rt_time to)
{
    const uint64_t far = (uint64_t)INT64_MAX / RT_DAY_MICROS;
    uint64_t days = (uint64_t)to.day - (uint64_t)from.day; /* right also where int64 could not hold it */
    if (days >= far) {
        return INT64_MAX;
    }
    uint64_t micros = days * RT_DAY_MICROS + to.micros - from.micros;
    return micros > INT64_MAX ? INT64_MAX : (int64_t)micros;
}

static int64_t distance(struct rt_time from, struct rt_time to)
{
    return rt_time_compare(from, to) <= 0 ? distance_up(from, to) : -distance_up(to, from);
}

/* True time at `now`: the server looked at its clock after the request was sent and before the response came,
 * and the local clock is good enough for what has passed since. */
static struct rt_interval interval_at(const struct rt_measure_record *record, uint64_t now)
{
    struct rt_interval at = record->stated;
    at.low = rt_time_add(at.low, now > record->received ? now - record->received : 0);
    at.high = rt_time_add(at.high, now > record->sent ? now - record->sent : 0);
    return at;
}

static void read_clock(struct rt_reading *out, struct rt_interval time, const struct rt_time *wall)
{
    *out = (struct rt_reading){.has_time = true, .time = time, .has_offset = wall != NULL};
    if (wall != NULL) {
        out->offset_low = distance(*wall, time.low);
        out->offset_high = distance(*wall, time.high);
    }
}

void rt_measure_read(struct rt_reading *out, const struct rt_measure *m, size_t index, uint64_t now,
                     const struct rt_time *wall)
{
    memset(out, 0, sizeof *out);
    if (index < m->num_records) {
        read_clock(out, interval_at(&m->memory.records[index], now), wall);
    }
}

/* What all that count allow; false if none counts or nothing is left. Where two ends meet, something is, as
 * RFC 10049 8.2 has it. */
static bool common_interval(struct rt_interval *out, size_t *num, const struct rt_measure *m, uint64_t now)
{
    *num = 0;
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < m->num_records; i++) {
        if (!m->memory.records[i].counts) {
            continue;
        }
        struct rt_interval at = interval_at(&m->memory.records[i], now);
        if (*num == 0 || rt_time_compare(at.low, out->low) > 0) {
            out->low = at.low;
        }
        if (*num == 0 || rt_time_compare(at.high, out->high) < 0) {
            out->high = at.high;
        }
        (*num)++;
    }
    return *num > 0 && rt_time_compare(out->low, out->high) <= 0;
}

static void count(struct rt_measure_result *out, const struct rt_measure *m)
{
    for (size_t i = 0; i < m->plan.num_servers; i++) {
        out->num_servers += m->memory.peers[i].num_records == m->plan.passes ? 1 : 0;
    }
    for (size_t i = 0; i < m->num_records; i++) {
        out->num_slow += m->memory.records[i].slow ? 1 : 0;
    }
}

void rt_measure_conclude(struct rt_measure_result *out, struct rt_measure *m, uint64_t now,
                         const struct rt_time *wall)
{
    struct rt_interval common;
    size_t num;
    memset(out, 0, sizeof *out);
    rt_chain_conclude(&m->chain);
    if (m->num_records == 0) {
        return; /* also if there is no memory, since it never began */
    }
    bool meets = common_interval(&common, &num, m, now);
    bool lies = m->chain.num_violations > 0;
    count(out, m);
    if (meets && !lies) {
        read_clock(&out->reading, common, wall);
    }
    bool lacks = num < m->num_records || out->num_servers < m->plan.want;
    out->conclusion = num == 0            ? RT_MEASUREMENT_NONE
                      : lies              ? RT_MEASUREMENT_MALFEASANCE
                      : lacks             ? RT_MEASUREMENT_INCOMPLETE
                      : out->num_slow > 0 ? RT_MEASUREMENT_SLOW
                      : !meets            ? RT_MEASUREMENT_DISJOINT
                                          : RT_MEASUREMENT_GOOD;
}

bool rt_measure_exchange(struct rt_exchange *out, const struct rt_measure *m, size_t index)
{
    memset(out, 0, sizeof *out);
    if (index >= m->num_records) {
        return false;
    }
    const struct rt_measure_record *record = &m->memory.records[index];
    const struct rt_key *key = &m->plan.servers[record->server].keys[record->key].key;
    out->index = index;
    out->request = record->request;
    out->response = record->response;
    out->public_key = rt_bytes_from(key->b, sizeof key->b);
    out->rand = rt_bytes_from(record->rand, record->rand_len);
    return true;
}

size_t rt_measure_server_of(const struct rt_measure *m, const struct rt_key *key)
{
    for (size_t i = 0; i < m->plan.num_servers; i++) {
        for (size_t k = 0; k < m->plan.servers[i].num_keys; k++) {
            if (memcmp(m->plan.servers[i].keys[k].key.b, key->b, sizeof key->b) == 0) {
                return i;
            }
        }
    }
    return m->plan.num_servers;
}
