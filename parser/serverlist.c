#include "serverlist.h"

#include "base16.h"
#include "base64.h"
#include "encode.h"
#include "lines.h"
#include "timestamp.h"
#include "version.h"

/* What the drafts' lists called Google's protocol (draft-12 8.3). */
#define GOOGLE_CODE UINT32_C(3000600613)

#define FIRST_DRAFT_CODE UINT32_C(0x80000000)

static bool refuse(struct rt_error *err, enum rt_code code, size_t at)
{
    return rt_fail(err, code, RT_IN_TOP, 0, at);
}

static void remark(struct rt_remarks *remarks, enum rt_remark_code code, size_t at)
{
    rt_remark_add(remarks, code, RT_IN_TOP, 0, at);
}

static bool is_there(struct rt_json value)
{
    return rt_json_type(value) != RT_JSON_NONE;
}

/* The value has that type. */
static bool demand(struct rt_error *err, struct rt_json value, enum rt_json_type type)
{
    return rt_json_type(value) == type || refuse(err, RT_E_JSON_TYPE, value.text.at);
}

static bool allow(struct rt_error *err, struct rt_json value, enum rt_json_type type)
{
    return !is_there(value) || demand(err, value, type);
}

/* A member that has to be there; `at` is where its object begins. */
static bool need(struct rt_error *err, struct rt_json value, enum rt_json_type type, size_t at)
{
    return is_there(value) ? demand(err, value, type) : refuse(err, RT_E_LIST_MEMBER, at);
}

/* A time of RFC 3339, or seconds since 1970; none if there is no value. */
static bool read_date(struct rt_date *out, struct rt_error *err, struct rt_json value)
{
    uint8_t text[64];
    size_t len;
    uint64_t seconds;
    struct rt_error ignored;
    *out = (struct rt_date){is_there(value), {0, 0}};
    if (!out->there) {
        return true;
    }
    if (rt_json_uint(&seconds, &ignored, value)) {
        out->time = rt_time_from_raw(seconds, RT_UNIT_SECONDS);
        return true;
    }
    return (rt_json_string(text, &len, &ignored, sizeof text, value) &&
            rt_timestamp_parse(&out->time, rt_bytes_from(text, len))) ||
           refuse(err, RT_E_LIST_TIME, value.text.at);
}

/* The list. */

static bool check_url(struct rt_error *err, struct rt_remarks *remarks, struct rt_json url)
{
    static const char https[8] = {'h', 't', 't', 'p', 's', ':', '/', '/'};
    uint8_t start[sizeof https] = {0};
    size_t len;
    struct rt_error ignored;
    if (!demand(err, url, RT_JSON_STRING)) {
        return false;
    }
    bool all = rt_json_string(start, &len, &ignored, sizeof start, url); /* else what fits of it */
    if (memcmp(start, https, sizeof https) != 0 || all) {
        remark(remarks, RT_R_LIST_URL, url.text.at);
    }
    return true;
}

static bool check_urls(struct rt_error *err, struct rt_remarks *remarks, const struct rt_server_list *list)
{
    struct rt_json_walk walk = list->sources;
    struct rt_json key, url;
    while (rt_json_next(&key, &url, &walk)) {
        if (!check_url(err, remarks, url)) {
            return false;
        }
    }
    return !is_there(list->reports) || check_url(err, remarks, list->reports);
}

static bool open_object(struct rt_server_list *out, struct rt_error *err, struct rt_remarks *remarks,
                        struct rt_json value)
{
    enum { SERVERS, SOURCES, REPORTS, CREATED, EXPIRES, NUM };
    static const char names[NUM][RT_JSON_NAME_MAX] = {"servers", "sources", "reports", "created", "expires"};
    struct rt_json found[NUM];
    rt_json_pick(found, names, NUM, value);
    if (!is_there(found[SERVERS])) {
        return refuse(err, RT_E_LIST_FORM, value.text.at);
    }
    if (!demand(err, found[SERVERS], RT_JSON_ARRAY) || !allow(err, found[SOURCES], RT_JSON_ARRAY) ||
        !read_date(&out->created, err, found[CREATED]) || !read_date(&out->expires, err, found[EXPIRES])) {
        return false;
    }
    if (out->created.there || out->expires.there) {
        remark(remarks, RT_R_LIST_DATED, found[out->created.there ? CREATED : EXPIRES].text.at);
    }
    out->servers = rt_json_enter(found[SERVERS]);
    out->sources = rt_json_enter(found[SOURCES]);
    out->reports = found[REPORTS];
    return check_urls(err, remarks, out) && rt_succeed(err);
}

static bool open_lines(struct rt_server_list *out, struct rt_error *err, struct rt_remarks *remarks,
                       struct rt_bytes text, struct rt_bytes line)
{
    struct rt_bytes word, rest = line;
    for (unsigned i = 0; i < 5; i++) {
        if (!rt_words_next(&word, &rest)) {
            return refuse(err, RT_E_LIST_FORM, text.at);
        }
    }
    out->lines = true;
    out->rest = text;
    remark(remarks, RT_R_LIST_LINES, line.at);
    return rt_succeed(err);
}

bool rt_server_list_open(struct rt_server_list *out, struct rt_error *err, struct rt_remarks *remarks,
                         struct rt_bytes text, size_t max)
{
    struct rt_bytes line, rest = text;
    struct rt_json value;
    *out = (struct rt_server_list){0};
    if (!rt_lines_next(&line, &rest) || !rt_bytes_starts(line, "{", 1)) {
        return open_lines(out, err, remarks, text, line);
    }
    return rt_json_parse(&value, err, text, max) && open_object(out, err, remarks, value);
}

/* Versions. */

/* What a list means by a number. */
static void set_code(struct rt_server *out, struct rt_remarks *remarks, uint64_t code, size_t at)
{
    uint8_t list[4];
    uint32_t ignored;
    if (code == GOOGLE_CODE) {
        out->version = RT_SERVER_GOOGLE;
        remark(remarks, RT_R_LIST_VERSION_GOOGLE, at);
        return;
    }
    if (code == 0 || code > UINT32_MAX) {
        remark(remarks, code == 0 ? RT_R_VERSION_ZERO : RT_R_LIST_VERSION_UNKNOWN, at);
        return;
    }
    out->version = RT_SERVER_CODE;
    out->code = (uint32_t)code;
    rt_encode_u32(list, out->code);
    if (rt_version_choose(&ignored, rt_bytes_from(list, sizeof list), true) == NULL) {
        remark(remarks, RT_R_VERSION_UNDEFINED, at);
    }
    if (out->code >= FIRST_DRAFT_CODE) {
        remark(remarks, RT_R_LIST_VERSION_DRAFT, at);
    }
}

/* An integer as JSON writes them, but in quotes. */
static bool read_quoted_integer(uint64_t *out, struct rt_json value)
{
    uint8_t text[24];
    size_t len;
    struct rt_json number;
    struct rt_error ignored;
    return rt_json_string(text, &len, &ignored, sizeof text, value) &&
           rt_json_parse(&number, &ignored, rt_bytes_from(text, len), len) && number.text.len == len &&
           rt_json_uint(out, &ignored, number);
}

/* A version in quotes. */
static void read_version_text(struct rt_server *out, struct rt_remarks *remarks, struct rt_json version)
{
    uint64_t code;
    remark(remarks, RT_R_LIST_VERSION_TEXT, version.text.at);
    if (rt_json_equals(version, "IETF-Roughtime")) {
        out->version = RT_SERVER_IETF;
    } else if (rt_json_equals(version, "Google-Roughtime") || rt_json_equals(version, "")) {
        out->version = RT_SERVER_GOOGLE;
    } else if (read_quoted_integer(&code, version)) {
        set_code(out, remarks, code, version.text.at);
    } else {
        remark(remarks, RT_R_LIST_VERSION_UNKNOWN, version.text.at);
    }
}

static void read_no_version(struct rt_server *out, struct rt_remarks *remarks, struct rt_json newver)
{
    bool ietf = rt_json_type(newver) == RT_JSON_TRUE;
    out->version = ietf ? RT_SERVER_IETF : RT_SERVER_GOOGLE;
    if (!is_there(newver)) {
        remark(remarks, RT_R_LIST_VERSION_LACKING, out->text.at);
    }
}

static void read_version(struct rt_server *out, struct rt_remarks *remarks, struct rt_json version,
                         struct rt_json newver)
{
    uint64_t code;
    struct rt_error ignored;
    if (is_there(newver)) {
        remark(remarks, RT_R_LIST_NEWVER, newver.text.at);
    }
    if (!is_there(version)) {
        read_no_version(out, remarks, newver);
    } else if (rt_json_type(version) == RT_JSON_STRING) {
        read_version_text(out, remarks, version);
    } else if (rt_json_uint(&code, &ignored, version)) {
        set_code(out, remarks, code, version.text.at);
    } else {
        remark(remarks, RT_R_LIST_VERSION_UNKNOWN, version.text.at);
    }
}

/* Servers. */

enum { NAME, VERSION, NEWVER, KEY, KEYS, FROM, UNTIL, ADDRESSES, NUM_MEMBERS };

static const char server_names[NUM_MEMBERS][RT_JSON_NAME_MAX] = {
    "name", "version", "newver", "publicKey", "publicKeys", "validFrom", "validUntil", "addresses"};

static void remark_period(struct rt_remarks *remarks, const struct rt_json found[NUM_MEMBERS])
{
    for (size_t i = KEYS; i <= UNTIL; i++) {
        if (is_there(found[i])) {
            remark(remarks, RT_R_LIST_KEY_PERIOD, found[i].text.at);
        }
    }
}

static bool read_server(struct rt_server *out, struct rt_error *err, struct rt_remarks *remarks,
                        struct rt_json entry)
{
    struct rt_json found[NUM_MEMBERS];
    size_t at = entry.text.at;
    if (!demand(err, entry, RT_JSON_OBJECT)) {
        return false;
    }
    rt_json_pick(found, server_names, NUM_MEMBERS, entry);
    if (!need(err, found[NAME], RT_JSON_STRING, at) || !need(err, found[ADDRESSES], RT_JSON_ARRAY, at) ||
        !allow(err, found[KEYS], RT_JSON_ARRAY) ||
        !(is_there(found[KEYS]) || need(err, found[KEY], RT_JSON_STRING, at)) ||
        !rt_json_string((uint8_t *)out->name, &out->name_len, err, RT_SERVER_NAME_MAX - 1, found[NAME])) {
        return false;
    }
    out->key = is_there(found[KEY]) ? entry : out->key;
    out->keys = rt_json_enter(found[KEYS]);
    out->addresses = rt_json_enter(found[ADDRESSES]);
    read_version(out, remarks, found[VERSION], found[NEWVER]);
    remark_period(remarks, found);
    return rt_succeed(err);
}

static bool read_line_words(struct rt_server *out, struct rt_bytes words[4])
{
    out->line_addresses = out->text;
    for (size_t i = 0; i < 4; i++) {
        if (!rt_words_next(&words[i], &out->line_addresses)) {
            return false;
        }
    }
    return out->line_addresses.len > 0 && words[0].len < RT_SERVER_NAME_MAX;
}

static bool read_line(struct rt_server *out, struct rt_error *err, struct rt_remarks *remarks)
{
    struct rt_bytes words[4];
    if (!read_line_words(out, words)) {
        return refuse(err, RT_E_LIST_LINE, out->text.at);
    }
    memcpy(out->name, words[0].data, words[0].len);
    out->name_len = words[0].len;
    out->version = RT_SERVER_GOOGLE; /* all that Botan speaks */
    if (rt_word_is(words[1], "ed25519")) {
        out->line_key = words[2];
    } else {
        remark(remarks, RT_R_LIST_KEY_TYPE, words[1].at);
    }
    out->line_protocol = rt_word_is(words[3], "tcp") ? RT_PROTOCOL_TCP : RT_PROTOCOL_UDP;
    if (!rt_word_is(words[3], "tcp") && !rt_word_is(words[3], "udp")) {
        remark(remarks, RT_R_LIST_PROTOCOL, words[3].at);
        out->line_addresses = (struct rt_bytes){NULL, 0, 0};
    }
    return rt_succeed(err);
}

bool rt_server_next(struct rt_server *out, struct rt_error *err, struct rt_remarks *remarks,
                    struct rt_server_list *list)
{
    struct rt_json key, entry;
    *out = (struct rt_server){0};
    if (list->lines ? !rt_lines_next(&out->text, &list->rest) : !rt_json_next(&key, &entry, &list->servers)) {
        (void)rt_succeed(err);
        return false;
    }
    out->text = list->lines ? out->text : entry.text;
    out->index = list->index++;
    bool ok = list->lines ? read_line(out, err, remarks) : read_server(out, err, remarks, entry);
    if (!ok) {
        *out = (struct rt_server){.index = out->index, .text = out->text};
    }
    return ok;
}

/* Keys. */

/* 64 hexadecimal digits in quotes: as base64 these would be 48 bytes, which no key has. */
static bool decode_hex(uint8_t out[32], struct rt_json value)
{
    size_t len;
    struct rt_bytes digits;
    struct rt_error ignored;
    return value.text.len == 66 && rt_bytes_sub(&digits, value.text, 1, 64) &&
           rt_base16_decode(out, &len, &ignored, 32, digits);
}

static bool check_key_len(struct rt_error *err, bool decoded, size_t len, size_t at)
{
    bool misfit = decoded ? len != 32 : err->code == RT_E_BASE64_ROOM;
    return misfit ? refuse(err, RT_E_LIST_KEY_LENGTH, at) : decoded;
}

static bool decode_key(struct rt_server_key *out, struct rt_error *err, struct rt_remarks *remarks,
                       struct rt_json value)
{
    size_t len;
    if (decode_hex(out->b, value)) {
        remark(remarks, RT_R_LIST_KEY_HEX, value.text.at);
        return true;
    }
    bool decoded = rt_json_base64(out->b, &len, err, sizeof out->b, value);
    return check_key_len(err, decoded, len, value.text.at);
}

static bool decode_line_key(struct rt_server_key *out, struct rt_error *err, struct rt_bytes word)
{
    size_t len;
    bool decoded = rt_base64_decode(out->b, &len, err, sizeof out->b, word);
    return check_key_len(err, decoded, len, word.at) && rt_succeed(err);
}

/* Of another type: to be passed over. */
static bool is_foreign(struct rt_remarks *remarks, struct rt_json type, size_t at)
{
    if (!is_there(type)) {
        remark(remarks, RT_R_LIST_KEY_TYPE_LACKING, at);
        return false;
    }
    bool foreign = rt_json_type(type) == RT_JSON_STRING && !rt_json_equals(type, "ed25519");
    if (foreign) {
        remark(remarks, RT_R_LIST_KEY_TYPE, type.text.at);
    }
    return foreign;
}

/* The key of `object`; nothing if it is `foreign`. */
static bool read_key(struct rt_server_key *out, bool *foreign, struct rt_error *err,
                     struct rt_remarks *remarks, struct rt_json object)
{
    enum { TYPE, VALUE, SINCE, TILL, NUM };
    static const char names[NUM][RT_JSON_NAME_MAX] = {"publicKeyType", "publicKey", "validFrom",
                                                      "validUntil"};
    struct rt_json found[NUM];
    *foreign = false;
    if (!demand(err, object, RT_JSON_OBJECT)) {
        return false;
    }
    rt_json_pick(found, names, NUM, object);
    *foreign = is_foreign(remarks, found[TYPE], object.text.at);
    if (*foreign || !allow(err, found[TYPE], RT_JSON_STRING) ||
        !need(err, found[VALUE], RT_JSON_STRING, object.text.at) ||
        !decode_key(out, err, remarks, found[VALUE]) || !read_date(&out->from, err, found[SINCE]) ||
        !read_date(&out->until, err, found[TILL])) {
        return false;
    }
    if (out->from.there && out->until.there && rt_time_compare(out->until.time, out->from.time) < 0) {
        remark(remarks, RT_R_LIST_KEY_NEVER, found[TILL].text.at);
    }
    return rt_succeed(err);
}

/* The object that holds the next key. */
static bool take_key(struct rt_json *out, struct rt_server *server)
{
    struct rt_json ignored;
    *out = server->key;
    server->key = (struct rt_json){{NULL, 0, 0}};
    return is_there(*out) || rt_json_next(&ignored, out, &server->keys);
}

static bool next_key(struct rt_server_key *out, struct rt_error *err, struct rt_remarks *remarks,
                     struct rt_server *server)
{
    struct rt_bytes word = server->line_key;
    struct rt_json object;
    if (word.len > 0) {
        server->line_key = (struct rt_bytes){NULL, 0, 0};
        return decode_line_key(out, err, word);
    }
    while (take_key(&object, server)) {
        bool foreign, ok = read_key(out, &foreign, err, remarks, object);
        if (!foreign) {
            return ok;
        }
    }
    return !rt_succeed(err); /* the end */
}

bool rt_server_key_next(struct rt_server_key *out, struct rt_error *err, struct rt_remarks *remarks,
                        struct rt_server *server)
{
    *out = (struct rt_server_key){0};
    if (!next_key(out, err, remarks, server)) {
        *out = (struct rt_server_key){0}; /* no part of a key is a key */
        return false;
    }
    return true;
}

/* Addresses. */

static bool parse_address(struct rt_address *out, struct rt_error *err, struct rt_remarks *remarks,
                          struct rt_json value)
{
    uint8_t buf[RT_HOST_MAX + 8]; /* brackets, colon, port */
    size_t len;
    if (!rt_json_string(buf, &len, err, sizeof buf, value)) {
        return false;
    }
    struct rt_bytes text = rt_bytes_from(buf, len);
    text.at = value.text.at + 1;
    bool ok = rt_address_parse(out, err, remarks, text);
    err->offset = ok ? 0 : rt_json_octet_at(value, err->offset - text.at);
    return ok;
}

/* The address of `entry`; nothing if its protocol is `foreign`. */
static bool read_address(struct rt_address *out, bool *foreign, struct rt_error *err,
                         struct rt_remarks *remarks, struct rt_json entry)
{
    enum { PROTOCOL, ADDRESS, NUM };
    static const char names[NUM][RT_JSON_NAME_MAX] = {"protocol", "address"};
    struct rt_json found[NUM];
    *foreign = false;
    if (!demand(err, entry, RT_JSON_OBJECT)) {
        return false;
    }
    rt_json_pick(found, names, NUM, entry);
    if (!need(err, found[PROTOCOL], RT_JSON_STRING, entry.text.at)) {
        return false;
    }
    bool tcp = rt_json_equals(found[PROTOCOL], "tcp");
    if (!tcp && !rt_json_equals(found[PROTOCOL], "udp")) {
        *foreign = true;
        remark(remarks, RT_R_LIST_PROTOCOL, found[PROTOCOL].text.at);
        return false;
    }
    if (!need(err, found[ADDRESS], RT_JSON_STRING, entry.text.at) ||
        !parse_address(out, err, remarks, found[ADDRESS])) {
        return false;
    }
    out->protocol = tcp ? RT_PROTOCOL_TCP : RT_PROTOCOL_UDP;
    return true;
}

bool rt_server_address_next(struct rt_address *out, struct rt_error *err, struct rt_remarks *remarks,
                            struct rt_server *server)
{
    struct rt_bytes word;
    struct rt_json key, entry;
    *out = (struct rt_address){0};
    if (rt_words_next(&word, &server->line_addresses)) {
        bool ok = rt_address_parse(out, err, remarks, word);
        out->protocol = server->line_protocol;
        return ok;
    }
    while (rt_json_next(&key, &entry, &server->addresses)) {
        bool foreign, ok = read_address(out, &foreign, err, remarks, entry);
        if (!foreign) {
            return ok;
        }
    }
    return !rt_succeed(err); /* the end */
}
