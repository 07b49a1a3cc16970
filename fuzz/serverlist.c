/* Any bytes as a server list: reading ends, hosts hold nothing but what a host may hold, an address that was
 * read reads back the same from what it was split into, and a copied reader reads the same again. Maximum
 * length 8192. */
#include "parser/serverlist.h"
#include "parser/timestamp.h"

#include <stdio.h>
#include <stdlib.h>

static void demand(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void check_error(const struct rt_error *err, struct rt_bytes in)
{
    demand(err->code != RT_UNCHECKED && err->code != RT_OK && err->offset <= in.len);
}

static void check_address(const struct rt_address *address)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:";
    char text[RT_HOST_MAX + 16];
    bool six = address->kind == RT_HOST_IPV6;
    struct rt_address again;
    struct rt_error err;
    struct rt_remarks remarks = {0};
    demand(address->host[0] != '\0' && strspn(address->host, allowed) == strlen(address->host));
    demand(six == (strchr(address->host, ':') != NULL));
    int len = snprintf(text, sizeof text, six ? "[%s]:%u" : "%s:%u", address->host, address->port);
    demand(rt_address_parse(&again, &err, &remarks, rt_bytes_from(text, (size_t)len)) && remarks.num == 0);
    demand(strcmp(again.host, address->host) == 0 && again.port == address->port &&
           again.kind == address->kind);
}

static void check_addresses(struct rt_server server, struct rt_bytes in)
{
    struct rt_address address;
    struct rt_error err;
    struct rt_remarks remarks = {0};
    for (size_t i = 0; i <= in.len; i++) {
        if (rt_server_address_next(&address, &err, &remarks, &server)) {
            check_address(&address);
        } else if (err.code == RT_OK) {
            return;
        } else {
            check_error(&err, in);
        }
    }
    abort();
}

static void check_keys(struct rt_server server, struct rt_bytes in)
{
    struct rt_server_key key;
    struct rt_error err;
    struct rt_remarks remarks = {0};
    for (size_t i = 0; i <= in.len; i++) {
        if (!rt_server_key_next(&key, &err, &remarks, &server)) {
            static const uint8_t zeros[32];
            demand(memcmp(key.b, zeros, sizeof zeros) == 0);
            if (err.code == RT_OK) {
                return;
            }
            check_error(&err, in);
        }
    }
    abort();
}

static void check_server(const struct rt_server *server, struct rt_bytes in)
{
    demand(server->name_len < RT_SERVER_NAME_MAX && server->name[server->name_len] == '\0');
    demand(server->text.at <= in.len && server->text.len <= in.len - server->text.at);
    demand((server->version == RT_SERVER_CODE) == (server->code != 0));
    check_keys(*server, in);
    check_addresses(*server, in);
}

static void check_rest(struct rt_server_list list, struct rt_bytes in)
{
    struct rt_server server, again;
    struct rt_error err, other_err;
    struct rt_remarks remarks = {0};
    for (size_t i = 0; i <= in.len; i++) {
        struct rt_server_list copy = list;
        bool ok = rt_server_next(&server, &err, &remarks, &list);
        demand(ok == rt_server_next(&again, &other_err, &remarks, &copy));
        demand(err.code == other_err.code && rt_bytes_equal(server.text, again.text));
        if (ok) {
            demand(server.index == i);
            check_server(&server, in);
        } else if (err.code == RT_OK) {
            return;
        } else {
            check_error(&err, in);
        }
    }
    abort();
}

/* What is a time reads back the same from how we write it. */
static void check_timestamp(struct rt_bytes in)
{
    char text[RT_TIME_TEXT_MAX];
    struct rt_time t, again;
    if (rt_timestamp_parse(&t, in)) {
        rt_time_format(text, t);
        bool plain = text[0] != '-' && text[0] != '+'; /* an offset may lead out of the four-digit years */
        demand(!plain || rt_timestamp_parse(&again, rt_bytes_from(text, strlen(text))));
        demand(!plain || rt_time_compare(t, again) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rt_server_list list;
    struct rt_address address;
    struct rt_error err;
    struct rt_remarks remarks = {0};
    struct rt_bytes in = rt_bytes_from(data, size);
    if (rt_server_list_open(&list, &err, &remarks, in, size)) {
        demand(err.code == RT_OK);
        check_rest(list, in);
    } else {
        check_error(&err, in);
    }
    if (rt_address_parse(&address, &err, &remarks, in)) {
        check_address(&address);
    } else {
        check_error(&err, in);
    }
    check_timestamp(in);
    return 0;
}
