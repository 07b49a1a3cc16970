#include "report.h"

#include "base16.h"
#include "base64.h"
#include "lines.h"

/* The parts of an entry, in such an order that each format has the first few of them. */
enum part_id { RESPONSE, RAND, KEY, KEY_TYPE, REQUEST, NONCE, ID, OTHER_KEY, NUM_PARTS };

/* The members of entries that are objects. */
struct members {
    size_t num;
    char names[NUM_PARTS][RT_JSON_NAME_MAX];
};

static const struct members modern_members = {
    7, {"response", "rand", "publicKey", "publicKeyType", "request", "nonce", "id"}};
static const struct members ndjson_members = {
    8, {"response", "rand", "publicKey", "publicKeyType", "request", "nonce", "id", "pubkey"}};
static const struct members draft00_members = {2, {"response_packet", "blind"}};
static const struct members google_members = {4,
                                              {"reply", "nonceOrBlind", "serverPublicKey", "publicKeyType"}};

/* The base64 of a part: a JSON string or a word of a line; both are empty if it is not there. */
struct part {
    struct rt_json json;
    struct rt_bytes word;
};

/* What decoding an entry needs. */
struct decoder {
    struct rt_error *err;
    struct rt_remarks *remarks;
    uint8_t *buf;
    size_t cap;
    size_t used;
    bool hex; /* in place of base64 */
};

const char *rt_report_format_name(enum rt_report_format format)
{
    static const char names[][24] = {
        "RFC 10049, drafts 12-19", "list without object", "drafts 08-11",        "drafts 00-03",
        "Google's chain file",     "Botan's chain file",  "NDJSON of exchanges",
    };
    size_t index = (size_t)format;
    return names[index < sizeof names / sizeof names[0] ? index : 0];
}

static bool refuse(struct rt_error *err, enum rt_code code, size_t at)
{
    return rt_fail(err, code, RT_IN_TOP, 0, at);
}

/* Opening. */

/* The line is a JSON object with a response. */
static bool is_exchange(struct rt_bytes line, size_t max)
{
    struct rt_json value, response;
    struct rt_error ignored;
    if (!rt_json_parse(&value, &ignored, line, max)) {
        return false;
    }
    rt_json_pick(&response, modern_members.names, 1, value);
    return rt_json_type(response) == RT_JSON_STRING;
}

static size_t count(struct rt_json_walk walk)
{
    struct rt_json key, value;
    size_t num = 0;
    while (rt_json_next(&key, &value, &walk)) {
        num++;
    }
    return num;
}

static bool open_object(struct rt_report *out, struct rt_error *err, struct rt_json value)
{
    static const char names[][RT_JSON_NAME_MAX] = {"responses", "nonces", "links"};
    struct rt_json found[3];
    rt_json_pick(found, names, 3, value);
    bool modern = rt_json_type(found[0]) != RT_JSON_NONE, nonces = rt_json_type(found[1]) != RT_JSON_NONE;
    struct rt_json list = modern ? found[0] : found[2];
    if (rt_json_type(list) == RT_JSON_NONE) {
        return refuse(err, RT_E_REPORT_FORM, value.text.at);
    }
    if (rt_json_type(list) != RT_JSON_ARRAY ||
        (modern && nonces && rt_json_type(found[1]) != RT_JSON_ARRAY)) {
        return refuse(err, RT_E_JSON_TYPE, (rt_json_type(list) != RT_JSON_ARRAY ? list : found[1]).text.at);
    }
    out->format = !modern ? RT_REPORT_GOOGLE : nonces ? RT_REPORT_DRAFT08 : RT_REPORT_RFC;
    out->entries = rt_json_enter(list);
    out->nonces = rt_json_enter(found[1]);
    if (out->format == RT_REPORT_DRAFT08 && count(out->entries) != count(out->nonces)) {
        return refuse(err, RT_E_REPORT_COUNTS, found[1].text.at);
    }
    return rt_succeed(err);
}

/* Of the first entry's members: those of drafts 00-03, or the modern ones. */
static bool open_array(struct rt_report *out, struct rt_error *err, struct rt_remarks *remarks,
                       struct rt_json value)
{
    struct rt_json key, first, response;
    struct rt_json_walk walk = rt_json_enter(value);
    out->entries = walk;
    out->format = RT_REPORT_BARE;
    if (rt_json_next(&key, &first, &walk)) {
        rt_json_pick(&response, draft00_members.names, 1, first);
        if (rt_json_type(response) != RT_JSON_NONE) {
            out->format = RT_REPORT_DRAFT00;
            return rt_succeed(err);
        }
        rt_json_pick(&response, modern_members.names, 1, first);
        if (rt_json_type(response) == RT_JSON_NONE) {
            return refuse(err, RT_E_REPORT_FORM, first.text.at);
        }
    }
    rt_remark_add(remarks, RT_R_REPORT_BARE, RT_IN_TOP, 0, value.text.at);
    return rt_succeed(err);
}

static bool open_value(struct rt_report *out, struct rt_error *err, struct rt_remarks *remarks,
                       struct rt_json value)
{
    return rt_json_type(value) == RT_JSON_OBJECT  ? open_object(out, err, value)
           : rt_json_type(value) == RT_JSON_ARRAY ? open_array(out, err, remarks, value)
                                                  : refuse(err, RT_E_REPORT_FORM, value.text.at);
}

static bool open_lines(struct rt_report *out, struct rt_error *err, enum rt_report_format format)
{
    out->format = format;
    return rt_succeed(err);
}

bool rt_report_open(struct rt_report *out, struct rt_error *err, struct rt_remarks *remarks,
                    struct rt_bytes text, size_t max)
{
    struct rt_bytes lines = text, line, word, words;
    struct rt_json value;
    *out = (struct rt_report){0};
    out->max = max;
    out->rest = text;
    if (!rt_lines_next(&line, &lines)) {
        return refuse(err, RT_E_REPORT_FORM, text.at);
    }
    words = line;
    if (rt_words_next(&word, &words) && rt_word_is(word, "ed25519")) {
        return open_lines(out, err, RT_REPORT_BOTAN);
    }
    if (is_exchange(line, max)) {
        return open_lines(out, err, RT_REPORT_NDJSON);
    }
    bool json = rt_bytes_starts(line, "{", 1) || rt_bytes_starts(line, "[", 1);
    if (json && rt_json_parse(&value, err, text, max)) {
        return open_value(out, err, remarks, value);
    }
    if (rt_lines_next(&line, &lines) && is_exchange(line, max)) {
        return open_lines(out, err, RT_REPORT_NDJSON);
    }
    return json ? false : refuse(err, RT_E_REPORT_FORM, text.at);
}

/* Decoding. */

/* A string of hexadecimal digits, of which no writer escapes any. */
static bool decode_hex(uint8_t *to, size_t *len, struct rt_error *err, size_t room, struct rt_json value)
{
    struct rt_bytes digits;
    if (rt_json_type(value) != RT_JSON_STRING || !rt_bytes_sub(&digits, value.text, 1, value.text.len - 2)) {
        return refuse(err, RT_E_JSON_TYPE, value.text.at);
    }
    return rt_base16_decode(to, len, err, room, digits);
}

/* Decodes a part of at most `most` bytes; one that is not there is empty. */
static bool decode(struct rt_bytes *out, struct decoder *d, const struct part *part, size_t most)
{
    size_t len = 0, room = d->cap - d->used;
    uint8_t *to = d->buf + d->used;
    bool ok = true;
    room = room < most ? room : most;
    if (rt_json_type(part->json) == RT_JSON_NULL) {
        rt_remark_add(d->remarks, RT_R_REPORT_NULL, RT_IN_TOP, 0, part->json.text.at);
    } else if (rt_json_type(part->json) != RT_JSON_NONE) {
        ok = d->hex ? decode_hex(to, &len, d->err, room, part->json)
                    : rt_json_base64(to, &len, d->err, room, part->json);
    } else {
        ok = rt_base64_decode(to, &len, d->err, room, part->word);
    }
    *out = rt_bytes_from(to, len);
    d->used += len;
    return ok;
}

static size_t part_at(const struct part *part)
{
    return rt_json_type(part->json) != RT_JSON_NONE ? part->json.text.at : part->word.at;
}

/* A part of one of two lengths, or none. */
static bool decode_fixed(struct rt_bytes *out, struct decoder *d, const struct part *part, size_t len,
                         size_t other_len)
{
    return decode(out, d, part, 64) && (out->len == 0 || out->len == len || out->len == other_len ||
                                        refuse(d->err, RT_E_REPORT_LENGTH, part_at(part)));
}

static bool check_key_type(struct rt_error *err, const struct part *part)
{
    bool there = rt_json_type(part->json) != RT_JSON_NONE || part->word.len > 0;
    return !there || rt_json_equals(part->json, "ed25519") || rt_word_is(part->word, "ed25519") ||
           refuse(err, RT_E_REPORT_KEY_TYPE, part_at(part));
}

static bool decode_parts(struct rt_exchange *out, struct decoder *d, const struct part parts[NUM_PARTS])
{
    out->id = parts[ID].json;
    if (!check_key_type(d->err, &parts[KEY_TYPE]) ||
        !decode(&out->response, d, &parts[RESPONSE], RT_PACKET_MAX) ||
        !decode(&out->request, d, &parts[REQUEST], RT_PACKET_MAX) ||
        !decode_fixed(&out->public_key, d, &parts[KEY], 32, 32) ||
        !decode_fixed(&out->rand, d, &parts[RAND], 32, 64) ||
        !decode_fixed(&out->nonce, d, &parts[NONCE], 32, 64)) {
        return false;
    }
    return out->response.len > 0 ? rt_succeed(d->err) : refuse(d->err, RT_E_REPORT_MEMBER, out->text.at);
}

/* Reading entries of each shape. */

static const struct members *members_of(enum rt_report_format format)
{
    return format == RT_REPORT_NDJSON    ? &ndjson_members
           : format == RT_REPORT_GOOGLE  ? &google_members
           : format == RT_REPORT_DRAFT00 ? &draft00_members
                                         : &modern_members;
}

static bool read_object(struct part parts[NUM_PARTS], struct rt_error *err, enum rt_report_format format,
                        struct rt_json entry)
{
    const struct members *members = members_of(format);
    struct rt_json found[NUM_PARTS];
    if (rt_json_type(entry) != RT_JSON_OBJECT) {
        return refuse(err, RT_E_JSON_TYPE, entry.text.at);
    }
    rt_json_pick(found, members->names, members->num, entry);
    for (size_t i = 0; i < members->num; i++) {
        parts[i].json = found[i];
    }
    return true;
}

static bool read_link(struct part parts[NUM_PARTS], struct rt_error *err, struct rt_bytes line)
{
    struct rt_bytes rest = line, extra;
    bool ok = rt_words_next(&parts[KEY_TYPE].word, &rest) && rt_words_next(&parts[KEY].word, &rest) &&
              rt_words_next(&parts[RAND].word, &rest) && rt_words_next(&parts[RESPONSE].word, &rest);
    return (ok && !rt_words_next(&extra, &rest)) || refuse(err, RT_E_REPORT_LINE, line.at);
}

static bool read_line(struct part parts[NUM_PARTS], struct rt_error *err, const struct rt_report *report,
                      struct rt_bytes line)
{
    struct rt_json entry;
    if (report->format == RT_REPORT_BOTAN) {
        return read_link(parts, err, line);
    }
    return rt_json_parse(&entry, err, line, report->max) && read_object(parts, err, report->format, entry);
}

static bool read_entry(struct part parts[NUM_PARTS], struct rt_error *err, struct rt_report *report,
                       struct rt_json entry)
{
    struct rt_json key;
    if (report->format != RT_REPORT_DRAFT08) {
        return read_object(parts, err, report->format, entry);
    }
    parts[RESPONSE].json = entry;
    return rt_json_next(&key, &parts[RAND].json, &report->nonces); /* as many as responses */
}

/* Brings what a format means by its blind to what it makes: this exchange's nonce. */
static void place_blind(struct part parts[NUM_PARTS], struct rt_report *report, size_t index)
{
    bool google = report->format == RT_REPORT_GOOGLE || report->format == RT_REPORT_BOTAN;
    if (google && index == 0) { /* the first link has no response before it, so its nonce stands there */
        parts[NONCE] = parts[RAND];
        parts[RAND] = (struct part){0};
    } else if (report->format == RT_REPORT_DRAFT00) { /* an entry's blind makes the next one's nonce */
        struct rt_json blind = report->blind;
        report->blind = parts[RAND].json;
        parts[RAND].json = blind;
    }
}

/* A line that calls its key pubkey has hexadecimal values. */
static void take_other_key(struct part parts[NUM_PARTS], struct decoder *d)
{
    d->hex = rt_json_type(parts[OTHER_KEY].json) != RT_JSON_NONE;
    if (d->hex) {
        parts[KEY] = parts[OTHER_KEY];
        rt_remark_add(d->remarks, RT_R_REPORT_HEX, RT_IN_TOP, 0, parts[KEY].json.text.at);
    }
}

static void remark_end(struct rt_remarks *remarks, const struct rt_report *report)
{
    if (rt_json_type(report->blind) == RT_JSON_STRING) {
        rt_remark_add(remarks, RT_R_REPORT_BLIND, RT_IN_TOP, 0, report->blind.text.at);
    }
}

bool rt_report_next(struct rt_exchange *out, struct rt_error *err, struct rt_remarks *remarks,
                    struct rt_report *report, uint8_t *buf, size_t cap)
{
    struct decoder decoder = {err, remarks, buf, cap, 0, false};
    struct part parts[NUM_PARTS] = {0};
    struct rt_json key, entry;
    bool lines = report->format == RT_REPORT_BOTAN || report->format == RT_REPORT_NDJSON;
    *out = (struct rt_exchange){0};
    if (lines ? !rt_lines_next(&out->text, &report->rest) : !rt_json_next(&key, &entry, &report->entries)) {
        remark_end(remarks, report);
        (void)rt_succeed(err);
        return false;
    }
    out->text = lines ? out->text : entry.text;
    out->index = report->index++;
    bool ok = lines ? read_line(parts, err, report, out->text) : read_entry(parts, err, report, entry);
    take_other_key(parts, &decoder);
    place_blind(parts, report, out->index);
    ok = ok && decode_parts(out, &decoder, parts);
    if (!ok) {
        *out = (struct rt_exchange){.index = out->index, .text = out->text, .id = out->id};
    }
    return ok;
}
