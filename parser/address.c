#include "address.h"

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_hex_digit(uint8_t c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static uint8_t byte_at(struct rt_bytes in, size_t pos)
{
    uint8_t c;
    return rt_bytes_u8(&c, in, pos) ? c : 0;
}

static bool refuse(struct rt_error *err, enum rt_code code, struct rt_bytes at)
{
    return rt_fail(err, code, RT_IN_TOP, 0, at.at);
}

/* A decimal number of at most `digits` digits, without superfluous zeros, at `pos`, which is moved behind. */
static bool take_number(uint32_t *out, struct rt_bytes in, size_t *pos, unsigned digits)
{
    size_t start = *pos;
    *out = 0;
    while (is_digit(byte_at(in, *pos)) && *pos - start < digits) {
        *out = *out * 10 + byte_at(in, (*pos)++) - '0';
    }
    return *pos > start && (byte_at(in, start) != '0' || *pos == start + 1);
}

static bool is_ipv4(struct rt_bytes text)
{
    size_t pos = 0;
    for (unsigned i = 0; i < 4; i++) {
        uint32_t octet;
        if ((i > 0 && byte_at(text, pos++) != '.') || !take_number(&octet, text, &pos, 3) || octet > 255) {
            return false;
        }
    }
    return pos == text.len;
}

/* One to four hexadecimal digits at `pos`, which is moved behind them. */
static bool take_group(struct rt_bytes text, size_t *pos)
{
    size_t start = *pos;
    while (is_hex_digit(byte_at(text, *pos)) && *pos - start < 4) {
        ++*pos;
    }
    return *pos > start;
}

static bool has_gap(struct rt_bytes text, size_t pos)
{
    return byte_at(text, pos) == ':' && byte_at(text, pos + 1) == ':';
}

/* Eight groups, of which one "::" stands for one or more, and an IPv4 address for the last two. */
static bool is_ipv6(struct rt_bytes text)
{
    size_t pos = has_gap(text, 0) ? 2 : 0;
    unsigned num = 0;
    bool gap = pos > 0;
    while (pos < text.len && num < 8) {
        if (is_ipv4(rt_bytes_after(text, pos))) {
            num += 2;
            pos = text.len;
            break;
        }
        if (!take_group(text, &pos)) {
            return false;
        }
        num++;
        if (has_gap(text, pos) && !gap) {
            gap = true;
            pos += 2;
        } else if (pos < text.len && (byte_at(text, pos++) != ':' || pos == text.len)) {
            return false;
        }
    }
    return pos == text.len && (gap ? num < 8 : num == 8);
}

/* Letters, digits, hyphens and underscores between dots; what looks like an IPv4 address has to be one. */
static bool is_name(struct rt_bytes text)
{
    bool letters = false;
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = byte_at(text, i), next = byte_at(text, i + 1);
        letters = letters || is_letter(c);
        bool ok = is_letter(c) || is_digit(c) || c == '-' || c == '_' || (c == '.' && i > 0 && next != '.');
        if (!ok) {
            return false;
        }
    }
    return letters;
}

static bool read_port(struct rt_address *out, struct rt_error *err, struct rt_bytes text)
{
    size_t pos = 0;
    uint32_t port;
    if (!take_number(&port, text, &pos, 5) || pos != text.len || port > 65535) {
        return refuse(err, RT_E_LIST_PORT, text);
    }
    out->port = (uint16_t)port;
    return true;
}

static bool read_host(struct rt_address *out, struct rt_error *err, struct rt_bytes text)
{
    bool ok = text.len < RT_HOST_MAX;
    ok = ok && (out->kind == RT_HOST_IPV6 ? is_ipv6(text) : is_ipv4(text) || is_name(text));
    if (!ok) {
        return refuse(err, RT_E_LIST_ADDRESS, text);
    }
    out->kind = out->kind == RT_HOST_NAME && is_ipv4(text) ? RT_HOST_IPV4 : out->kind;
    memcpy(out->host, text.data, text.len);
    out->host[text.len] = '\0';
    return true;
}

/* Offset of the last `c`; text.len if there is none. */
static size_t find_last(struct rt_bytes text, uint8_t c)
{
    for (size_t i = text.len; i > 0; i--) {
        if (byte_at(text, i - 1) == c) {
            return i - 1;
        }
    }
    return text.len;
}

static bool contains(struct rt_bytes text, uint8_t c)
{
    return find_last(text, c) < text.len;
}

/* Splits at the last colon and takes brackets off. */
static bool split(struct rt_bytes *host, struct rt_bytes *port, bool *bracketed, struct rt_bytes text)
{
    size_t colon = find_last(text, ':');
    *port = rt_bytes_after(text, colon + 1);
    if (colon == text.len || !rt_bytes_sub(host, text, 0, colon)) {
        return false;
    }
    *bracketed = byte_at(*host, 0) == '[' && byte_at(*host, host->len - 1) == ']';
    return !*bracketed || rt_bytes_sub(host, *host, 1, host->len - 2);
}

static bool read(struct rt_address *out, struct rt_error *err, struct rt_remarks *remarks,
                 struct rt_bytes text)
{
    struct rt_bytes host, port;
    bool bracketed;
    if (contains(text, '%')) {
        return refuse(err, RT_E_LIST_ZONE, text);
    }
    if (!split(&host, &port, &bracketed, text)) {
        return refuse(err, RT_E_LIST_ADDRESS, text);
    }
    out->kind = bracketed || contains(host, ':') ? RT_HOST_IPV6 : RT_HOST_NAME;
    if (!read_host(out, err, host) || !read_port(out, err, port)) {
        return false;
    }
    if (out->kind == RT_HOST_IPV6 && !bracketed) {
        rt_remark_add(remarks, RT_R_LIST_ADDRESS_BARE, RT_IN_TOP, 0, text.at);
    }
    return rt_succeed(err);
}

bool rt_address_parse(struct rt_address *out, struct rt_error *err, struct rt_remarks *remarks,
                      struct rt_bytes text)
{
    *out = (struct rt_address){0};
    if (!read(out, err, remarks, text)) {
        *out = (struct rt_address){0};
        return false;
    }
    return true;
}
