#include "tools/servers.h"

#include "parser/describe.h"
#ifdef ROUGHPROOF_WITH_BEARSSL
#include "verify/response.h"
#endif

#include <stdlib.h>

/* A list while it is read. */
struct reader {
    struct servers *servers;
    const char *path;
    struct rt_remarks remarks;
    enum exit_status status;
};

static void say(const struct reader *r, const char *what, const struct rt_text *text)
{
    char why[600];
    struct rt_text line = rt_text_into(why, sizeof why - 1);
    rt_text_string(&line, what);
    rt_text_string(&line, ": ");
    for (size_t i = 0; i < rt_text_len(text); i++) {
        rt_text_char(&line, text->out[i]);
    }
    why[rt_text_len(&line)] = '\0';
    file_complain(r->path, why);
}

static void say_error(struct reader *r, const struct rt_error *err)
{
    char buffer[512];
    struct rt_text text = rt_text_into(buffer, sizeof buffer);
    rt_error_text(&text, err);
    say(r, "error", &text);
    r->status = exit_worse(r->status, EXIT_BAD);
}

static void say_remarks(const struct reader *r)
{
    for (size_t i = 0; i < r->remarks.num; i++) {
        char buffer[512];
        struct rt_text text = rt_text_into(buffer, sizeof buffer);
        rt_remark_text(&text, &r->remarks.item[i]);
        say(r, "remark", &text);
    }
}

/* Room for one more; NULL, and the status says so, when there is no memory. */
static void *grown(struct reader *r, void *items, size_t num, size_t *room, size_t size)
{
    size_t more = *room == 0 ? 16 : 2 * *room;
    if (num < *room) {
        return items;
    }
    void *moved = more > SIZE_MAX / size ? NULL : realloc(items, more * size);
    if (moved == NULL) {
        file_complain(r->path, "out of memory");
        r->status = EXIT_IO;
        return NULL;
    }
    *room = more;
    return moved;
}

bool servers_srv(uint8_t out[32], const uint8_t key[32])
{
#ifdef ROUGHPROOF_WITH_BEARSSL
    struct rt_hash srv;
    struct rt_key bytes;
    memcpy(bytes.b, key, sizeof bytes.b);
    rt_srv_from_key(&srv, &bytes);
    memcpy(out, srv.b, 32);
    return true;
#else
    (void)key;
    memset(out, 0, 32);
    return false;
#endif
}

static bool add_key(struct reader *r, const struct rt_server_key *key, size_t server)
{
    struct servers *s = r->servers;
    void *grew = grown(r, s->key, s->num_keys, &s->key_room, sizeof *s->key);
    if (grew == NULL) {
        return false;
    }
    s->key = grew;
    struct servers_key *added = &s->key[s->num_keys++];
    *added = (struct servers_key){.from = key->from, .until = key->until, .server = server};
    memcpy(added->b, key->b, sizeof added->b);
    (void)servers_srv(added->srv, added->b);
    return true;
}

static bool add_address(struct reader *r, const struct rt_address *address)
{
    struct servers *s = r->servers;
    void *grew = grown(r, s->address, s->num_addresses, &s->address_room, sizeof *s->address);
    if (grew == NULL) {
        return false;
    }
    s->address = grew;
    s->address[s->num_addresses++] = *address;
    return true;
}

/* False when there is no memory. */
static bool add_keys(struct reader *r, struct rt_server *server, size_t row)
{
    struct rt_server_key key;
    struct rt_error err;
    for (;;) {
        if (rt_server_key_next(&key, &err, &r->remarks, server)) {
            if (!add_key(r, &key, row)) {
                return false;
            }
        } else if (err.code == RT_OK) {
            return true;
        } else {
            say_error(r, &err);
        }
    }
}

static bool add_addresses(struct reader *r, struct rt_server *server)
{
    struct rt_address address;
    struct rt_error err;
    for (;;) {
        if (rt_server_address_next(&address, &err, &r->remarks, server)) {
            if (!add_address(r, &address)) {
                return false;
            }
        } else if (err.code == RT_OK) {
            return true;
        } else {
            say_error(r, &err);
        }
    }
}

static bool add_row(struct reader *r, struct rt_server *server)
{
    struct servers *s = r->servers;
    void *grew = grown(r, s->row, s->num_rows, &s->row_room, sizeof *s->row);
    if (grew == NULL) {
        return false;
    }
    s->row = grew;
    size_t index = s->num_rows++;
    s->row[index] = (struct servers_row){.name_len = server->name_len,
                                         .version = server->version,
                                         .code = server->code,
                                         .first_address = s->num_addresses};
    memcpy(s->row[index].name, server->name, sizeof server->name);
    bool ok = add_keys(r, server, index) && add_addresses(r, server);
    s->row[index].num_addresses = s->num_addresses - s->row[index].first_address;
    return ok;
}

static void read_list(struct reader *r, struct rt_bytes text)
{
    struct rt_server_list list;
    struct rt_server server;
    struct rt_error err;
    if (!rt_server_list_open(&list, &err, &r->remarks, text, text.len)) {
        say_error(r, &err);
        return;
    }
    for (;;) {
        if (rt_server_next(&server, &err, &r->remarks, &list)) {
            if (!add_row(r, &server)) {
                return;
            }
        } else if (err.code == RT_OK) {
            return;
        } else {
            say_error(r, &err);
        }
    }
}

enum exit_status servers_add_text(struct servers *servers, const char *path, struct rt_bytes text)
{
    struct reader reader = {.servers = servers, .path = path, .status = EXIT_GOOD};
    read_list(&reader, text);
    say_remarks(&reader);
    return reader.status;
}

const struct servers_key *servers_by_key(const struct servers *servers, struct rt_bytes key)
{
    for (size_t i = 0; i < servers->num_keys; i++) {
        if (rt_bytes_equal(rt_bytes_from(servers->key[i].b, 32), key)) {
            return &servers->key[i];
        }
    }
    return NULL;
}

const struct servers_key *servers_by_srv(const struct servers *servers, struct rt_bytes srv)
{
#ifdef ROUGHPROOF_WITH_BEARSSL
    for (size_t i = 0; i < servers->num_keys; i++) {
        if (rt_bytes_equal(rt_bytes_from(servers->key[i].srv, 32), srv)) {
            return &servers->key[i];
        }
    }
#else
    (void)servers;
    (void)srv;
#endif
    return NULL;
}

const struct servers_row *servers_by_name(const struct servers *servers, struct rt_bytes name)
{
    for (size_t i = 0; i < servers->num_rows; i++) {
        if (rt_bytes_equal(rt_bytes_from(servers->row[i].name, servers->row[i].name_len), name)) {
            return &servers->row[i];
        }
    }
    return NULL;
}

void servers_free(struct servers *servers)
{
    free(servers->row);
    free(servers->key);
    free(servers->address);
    *servers = (struct servers){0};
}
