#include "tools/endpoint.h"

#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

/* What rt_address_parse reads, of what people write. */
static bool complete(char *out, size_t cap, const char *word)
{
    const char *colon = strchr(word, ':');
    bool bracket = word[0] == '[';
    bool bare_ipv6 = !bracket && colon != NULL && strchr(colon + 1, ':') != NULL;
    bool has_port = bracket ? strstr(word, "]:") != NULL : colon != NULL;
    int len = bare_ipv6   ? snprintf(out, cap, "[%s]:%d", word, ENDPOINT_PORT)
              : !has_port ? snprintf(out, cap, "%s:%d", word, ENDPOINT_PORT)
                          : snprintf(out, cap, "%s", word);
    return len > 0 && (size_t)len < cap;
}

bool endpoint_take(struct rt_address *out, const char *word)
{
    char text[RT_HOST_MAX + 16];
    struct rt_error err;
    struct rt_remarks remarks = {.num = 0};
    *out = (struct rt_address){.port = 0};
    return complete(text, sizeof text, word) &&
           rt_address_parse(out, &err, &remarks, rt_bytes_from(text, strlen(text))) && out->port != 0;
}

/* There is room for it, and it is not there yet. */
static bool is_new(const struct endpoints *all, const struct endpoint *one)
{
    size_t num = 0;
    for (size_t i = 0; i < all->num; i++) {
        const struct endpoint *other = &all->item[i];
        num += other->protocol == one->protocol ? 1 : 0;
        if (other->protocol == one->protocol && other->address_len == one->address_len &&
            memcmp(&other->address, &one->address, one->address_len) == 0) {
            return false;
        }
    }
    return num < ENDPOINTS_MAX;
}

static void add(struct endpoints *out, enum rt_protocol protocol, const struct addrinfo *info)
{
    struct endpoint one = {.protocol = protocol, .address_len = info->ai_addrlen};
    memcpy(&one.address, info->ai_addr, info->ai_addrlen);
    if (is_new(out, &one)) {
        out->item[out->num++] = one;
    }
}

bool endpoints_add(struct endpoints *out, const char **why, const struct rt_address *address)
{
    const struct addrinfo hints = {
        .ai_family = AF_UNSPEC,
        .ai_flags = AI_NUMERICSERV | (address->kind != RT_HOST_NAME ? AI_NUMERICHOST : 0),
        .ai_socktype = address->protocol == RT_PROTOCOL_TCP ? SOCK_STREAM : SOCK_DGRAM};
    struct addrinfo *found = NULL;
    char port[8];
    snprintf(port, sizeof port, "%u", (unsigned)address->port);
    int failed = getaddrinfo(address->host, port, &hints, &found);
    *why = failed != 0 ? gai_strerror(failed) : "";
    for (const struct addrinfo *info = found; failed == 0 && info != NULL; info = info->ai_next) {
        if (info->ai_addrlen <= sizeof out->item[0].address) {
            add(out, address->protocol, info);
        }
    }
    if (failed == 0) {
        freeaddrinfo(found);
    }
    return failed == 0;
}

void endpoint_text(char out[ENDPOINT_TEXT_MAX], const struct endpoint *endpoint)
{
    char host[ENDPOINT_TEXT_MAX - 12], port[8];
    int failed = getnameinfo((const struct sockaddr *)&endpoint->address, endpoint->address_len, host,
                             sizeof host, port, sizeof port, NI_NUMERICHOST | NI_NUMERICSERV);
    bool brackets = endpoint->address.ss_family == AF_INET6;
    snprintf(out, ENDPOINT_TEXT_MAX, "%s%s%s:%s", brackets ? "[" : "", failed != 0 ? "?" : host,
             brackets ? "]" : "", failed != 0 ? "?" : port);
}

const char *endpoint_protocol(enum rt_protocol protocol)
{
    return protocol == RT_PROTOCOL_TCP ? "TCP" : "UDP";
}
