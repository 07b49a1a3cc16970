#include "explain_words.h"

#include "../parser/describe.h"
#include "../parser/json_write.h"

struct rt_bytes rt_name_of(const struct rt_names *names, const struct rt_key *key)
{
    const struct rt_trusted_key *row = rt_trust_find(names->trust, key);
    if (row == NULL || row->id >= names->num_names) {
        return (struct rt_bytes){NULL, 0, 0};
    }
    return names->name[row->id];
}

void rt_say_key(struct rt_text *text, const struct rt_names *names, const struct rt_key *key)
{
    struct rt_bytes name = rt_name_of(names, key);
    if (name.len > 0) {
        rt_text_json(text, name);
    } else {
        rt_text_string(text, "key ");
        rt_text_base64(text, rt_bytes_from(key->b, sizeof key->b));
    }
}

void rt_write_key_id(struct rt_text *text, const struct rt_names *names, const struct rt_key *key)
{
    struct rt_bytes name = rt_name_of(names, key);
    if (name.len > 0) {
        rt_text_json(text, name);
    } else {
        rt_write_base64(text, rt_bytes_from(key->b, sizeof key->b));
    }
}

void rt_say_time(struct rt_text *text, struct rt_time t)
{
    char formatted[RT_TIME_TEXT_MAX];
    rt_time_format(formatted, t);
    rt_text_string(text, formatted);
}

void rt_say_interval(struct rt_text *text, const struct rt_interval *interval)
{
    rt_text_string(text, "after ");
    rt_say_time(text, interval->low);
    rt_text_string(text, " and before ");
    rt_say_time(text, interval->high);
}

void rt_say_seconds(struct rt_text *text, uint64_t micros)
{
    uint64_t fraction = micros % 1000000;
    unsigned digits = 6;
    rt_text_uint(text, micros / 1000000);
    if (fraction == 0) {
        return;
    }
    for (; fraction % 10 == 0; digits--) {
        fraction /= 10;
    }
    rt_text_char(text, '.');
    rt_text_uint_padded(text, fraction, digits);
}

uint64_t rt_time_gap(struct rt_time earlier, struct rt_time later)
{
    if (rt_time_compare(earlier, later) >= 0) {
        return 0;
    }
    uint64_t days;
    if (earlier.day < 0 && later.day >= 0) {
        days = (uint64_t)later.day + (uint64_t)(-1 - earlier.day) + 1;
    } else {
        days = (uint64_t)(later.day - earlier.day);
    }
    if (days > UINT64_MAX / RT_DAY_MICROS - 100) { /* 2^40 us a day are fewer than 13 days */
        return UINT64_MAX;
    }
    return days * RT_DAY_MICROS + later.micros - earlier.micros;
}

/* "1 d 23:59:54", for more than a minute. */
static void say_clock(struct rt_text *text, uint64_t seconds)
{
    if (seconds >= 86400) {
        rt_text_uint(text, seconds / 86400);
        rt_text_string(text, " d ");
    }
    rt_text_uint_padded(text, seconds / 3600 % 24, 2);
    rt_text_char(text, ':');
    rt_text_uint_padded(text, seconds / 60 % 60, 2);
    rt_text_char(text, ':');
    rt_text_uint_padded(text, seconds % 60, 2);
}

void rt_say_gap(struct rt_text *text, uint64_t micros)
{
    rt_say_seconds(text, micros);
    rt_text_string(text, " s");
    if (micros / 1000000 >= 60) {
        rt_text_string(text, " (");
        say_clock(text, micros / 1000000);
        rt_text_char(text, ')');
    }
}

void rt_say_count(struct rt_text *text, uint64_t num, const char *noun)
{
    rt_text_uint(text, num);
    rt_text_char(text, ' ');
    rt_text_string(text, noun);
    rt_text_string(text, num == 1 ? "" : "s");
}

/* What is missing, broken between two exchanges or wrong with a key is at no offset. */
static bool has_place(const struct rt_error *error)
{
    enum rt_stage stage = rt_error_info(error->code)->stage;
    return stage != RT_STAGE_CHAIN && stage != RT_STAGE_KEY && error->code != RT_E_REQUEST_MISSING &&
           error->code != RT_E_KEY_MISSING;
}

void rt_say_error(struct rt_text *text, const struct rt_error *error, enum rt_subject subject)
{
    const struct rt_error_info *info = rt_error_info(error->code);
    if (has_place(error)) {
        rt_text_string(text, subject == RT_OF_REQUEST ? "request, " : "");
        rt_error_text(text, error);
        return;
    }
    rt_text_string(text, info->slug);
    rt_text_string(text, ": ");
    rt_text_string(text, info->text);
    rt_text_string(text, " (");
    rt_text_string(text, info->clause);
    rt_text_char(text, ')');
}

const char *rt_subject_name(enum rt_subject subject)
{
    static const char names[][12] = {"response", "request", "entry"};
    return names[subject];
}

void rt_write_time(struct rt_text *text, struct rt_time t)
{
    rt_text_char(text, '"');
    rt_say_time(text, t);
    rt_text_char(text, '"');
}

void rt_write_interval(struct rt_text *text, const struct rt_interval *interval)
{
    rt_text_char(text, '[');
    rt_write_time(text, interval->low);
    rt_text_char(text, ',');
    rt_write_time(text, interval->high);
    rt_text_char(text, ']');
}

void rt_statement_set(struct rt_statement *s, enum rt_statement_kind kind, size_t index, const char *label)
{
    *s = (struct rt_statement){.kind = kind, .index = index};
    for (size_t i = 0; i + 1 < sizeof s->label && label[i] != '\0'; i++) {
        s->label[i] = label[i];
    }
}
