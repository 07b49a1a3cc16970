/* Server lists, addresses and times: each quirk with its remark, each error, and the lists of the shared
 * folder. */
#include "parser/serverlist.h"
#include "parser/timestamp.h"
#include "tests/check.h"
#include "tests/containers/files.h"

#define MAX (1 << 20)

#define KEY  "\"YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE=\""
#define ED   "\"publicKeyType\":\"ed25519\",\"publicKey\":" KEY
#define ADDR "\"addresses\":[{\"protocol\":\"udp\",\"address\":\"a.example:2002\"}]"

static struct rt_bytes bytes_of(const char *s)
{
    return rt_bytes_from(s, strlen(s));
}

static void write_error(struct rt_text *out, const struct rt_error *err)
{
    rt_text_string(out, " !");
    rt_text_string(out, rt_error_info(err->code)->slug);
    rt_text_string(out, "@");
    rt_text_uint(out, err->offset);
}

static void write_date(struct rt_text *out, const char *name, struct rt_date date)
{
    char text[RT_TIME_TEXT_MAX];
    if (date.there) {
        rt_time_format(text, date.time);
        rt_text_string(out, name);
        rt_text_string(out, text);
    }
}

static void write_keys(struct rt_text *out, struct rt_remarks *remarks, struct rt_server *server)
{
    struct rt_server_key key;
    struct rt_error err;
    for (bool ok = true; ok || err.code != RT_OK;) {
        ok = rt_server_key_next(&key, &err, remarks, server);
        if (ok) {
            rt_text_string(out, " key:");
            rt_text_hex(out, rt_bytes_from(key.b, 1));
            write_date(out, " from:", key.from);
            write_date(out, " until:", key.until);
        } else if (err.code != RT_OK) {
            write_error(out, &err);
        }
    }
}

static void write_addresses(struct rt_text *out, struct rt_remarks *remarks, struct rt_server *server)
{
    struct rt_address address;
    struct rt_error err;
    for (bool ok = true; ok || err.code != RT_OK;) {
        ok = rt_server_address_next(&address, &err, remarks, server);
        if (ok) {
            rt_text_string(out, address.protocol == RT_PROTOCOL_TCP ? " tcp:" : " udp:");
            rt_text_string(out, address.host);
            rt_text_string(out, "|");
            rt_text_uint(out, address.port);
        } else if (err.code != RT_OK) {
            write_error(out, &err);
        }
    }
}

static void write_server(struct rt_text *out, struct rt_remarks *remarks, struct rt_server *server)
{
    static const char versions[][8] = {"unknown", "google", "ietf", "code"};
    rt_text_string(out, "[");
    rt_text_string(out, server->name);
    rt_text_string(out, " ");
    rt_text_string(out, versions[server->version]);
    if (server->version == RT_SERVER_CODE) {
        rt_text_code(out, server->code);
    }
    write_keys(out, remarks, server);
    write_addresses(out, remarks, server);
    rt_text_string(out, "]");
}

/* Writes what a reader says, and behind it the remarks. */
static void read_all(struct rt_text *out, struct rt_bytes in)
{
    struct rt_server_list list;
    struct rt_server server;
    struct rt_error err;
    struct rt_remarks remarks = {0};
    if (!rt_server_list_open(&list, &err, &remarks, in, MAX)) {
        write_error(out, &err);
        return;
    }
    write_date(out, "created:", list.created);
    write_date(out, "expires:", list.expires);
    for (bool ok = true; ok || err.code != RT_OK;) {
        ok = rt_server_next(&server, &err, &remarks, &list);
        if (ok) {
            write_server(out, &remarks, &server);
        } else if (err.code != RT_OK) {
            write_error(out, &err);
        }
    }
    for (size_t i = 0; i < remarks.num; i++) {
        rt_text_string(out, " ");
        rt_text_string(out, rt_remark_info(remarks.item[i].code)->slug);
        rt_text_string(out, "@");
        rt_text_uint(out, remarks.item[i].offset);
    }
}

/* A list of one server with these members. */
#define ONE(members) "{\"servers\":[{\"name\":\"n\"," members "}]}"

static const struct {
    const char *text;
    const char *said;
} rows[] = {
    {ONE("\"version\":1," ED "," ADDR), "[n code0x00000001 key:61 udp:a.example|2002]"},
    {"{\"servers\":[]}", ""},
    /* versions */
    {ONE("\"version\":2147483660," ED "," ADDR),
     "[n code0x8000000c key:61 udp:a.example|2002] list-version-draft@34"},
    {ONE("\"version\":2147483662," ED "," ADDR),
     "[n code0x8000000e key:61 udp:a.example|2002] version-undefined@34 list-version-draft@34"},
    {ONE("\"version\":3000600613," ED "," ADDR),
     "[n google key:61 udp:a.example|2002] list-version-google@34"},
    {ONE("\"version\":0," ED "," ADDR), "[n unknown key:61 udp:a.example|2002] version-zero@34"},
    {ONE("\"version\":4294967296," ED "," ADDR),
     "[n unknown key:61 udp:a.example|2002] list-version-unknown@34"},
    {ONE("\"version\":1.0," ED "," ADDR), "[n unknown key:61 udp:a.example|2002] list-version-unknown@34"},
    {ONE("\"version\":null," ED "," ADDR), "[n unknown key:61 udp:a.example|2002] list-version-unknown@34"},
    {ONE("\"version\":\"1\"," ED "," ADDR),
     "[n code0x00000001 key:61 udp:a.example|2002] list-version-text@34"},
    {ONE("\"version\":\"IETF-Roughtime\"," ED "," ADDR),
     "[n ietf key:61 udp:a.example|2002] list-version-text@34"},
    {ONE("\"version\":\"Google-Roughtime\"," ED "," ADDR),
     "[n google key:61 udp:a.example|2002] list-version-text@34"},
    {ONE("\"version\":\"\"," ED "," ADDR), "[n google key:61 udp:a.example|2002] list-version-text@34"},
    {ONE("\"version\":\"x\"," ED "," ADDR),
     "[n unknown key:61 udp:a.example|2002] list-version-text@34 list-version-unknown@34"},
    {ONE(ED "," ADDR), "[n google key:61 udp:a.example|2002] list-version-lacking@12"},
    {ONE("\"newver\":true," ED "," ADDR), "[n ietf key:61 udp:a.example|2002] list-newver@33"},
    {ONE("\"newver\":false," ED "," ADDR), "[n google key:61 udp:a.example|2002] list-newver@33"},
    /* keys */
    {ONE("\"version\":1,\"publicKeyType\":\"ed25519\",\"publicKey\":\""
         "6100000000000000000000000000000000000000000000000000000000000000\"," ADDR),
     "[n code0x00000001 key:61 udp:a.example|2002] list-key-hex@74"},
    {ONE("\"version\":1,\"publicKeyType\":\"ml-dsa-44\",\"publicKey\":\"AAAA\"," ADDR),
     "[n code0x00000001 udp:a.example|2002] list-key-type@52"},
    {ONE("\"version\":1,\"publicKey\":" KEY "," ADDR),
     "[n code0x00000001 key:61 udp:a.example|2002] list-key-type-lacking@12"},
    {ONE("\"version\":1,\"publicKeyType\":5,\"publicKey\":" KEY "," ADDR),
     "[n code0x00000001 !json-type@52 udp:a.example|2002]"},
    {ONE("\"version\":1,\"publicKeyType\":\"ed25519\",\"publicKey\":\"AAAA\"," ADDR),
     "[n code0x00000001 !list-key-length@74 udp:a.example|2002]"},
    {ONE("\"version\":1,\"publicKeyType\":\"ed25519\",\"publicKey\":"
         "\"YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh\"," ADDR),
     "[n code0x00000001 !list-key-length@74 udp:a.example|2002]"},
    {ONE("\"version\":1,\"publicKeyType\":\"ed25519\",\"publicKey\":\"AA A\"," ADDR),
     "[n code0x00000001 !base64-character@77 udp:a.example|2002]"},
    {ONE("\"version\":1,\"validFrom\":1700000000,\"validUntil\":\"2024-01-01T01:00:00+01:00\"," ED "," ADDR),
     "[n code0x00000001 key:61 from:2023-11-14T22:13:20Z until:2024-01-01T00:00:00Z udp:a.example|2002] "
     "list-key-period@48"},
    {ONE("\"version\":1,\"publicKeys\":[{" ED ",\"validUntil\":10},{" ED
         ",\"validFrom\":10,\"validUntil\":9},7]," ADDR),
     "[n code0x00000001 key:61 until:1970-01-01T00:00:10Z key:61 from:1970-01-01T00:00:10Z "
     "until:1970-01-01T00:00:09Z !json-type@270 udp:a.example|2002] list-key-period@49 list-key-never@267"},
    {ONE("\"version\":1," ED ",\"publicKeys\":[{" ED "},{\"publicKeyType\":\"ed25519\"}]," ADDR),
     "[n code0x00000001 key:61 key:61 !list-member@222 udp:a.example|2002] list-key-period@134"},
    {ONE("\"version\":1,\"validFrom\":\"tomorrow\"," ED "," ADDR),
     "[n code0x00000001 !list-time@48 udp:a.example|2002] list-key-period@48"},
    {ONE("\"version\":1,\"validFrom\":-1," ED "," ADDR),
     "[n code0x00000001 !list-time@48 udp:a.example|2002] list-key-period@48"},
    /* addresses */
    {ONE("\"version\":1," ED ",\"addresses\":[{\"protocol\":\"tcp\",\"address\":\"[2001:db8::2:33]:5319\"},"
         "{\"protocol\":\"quic\",\"address\":\"x\"},{\"protocol\":\"udp\",\"address\":\"a%\"},"
         "{\"address\":\"a:1\"},{\"protocol\":\"udp\",\"address\":17},{\"protocol\":\"udp\"},5,"
         "{\"protocol\":\"udp\",\"address\":\"2001:db8::1:2002\"}]"),
     "[n code0x00000001 key:61 tcp:2001:db8::2:33|5319 !list-zone@250 !list-member@255 !json-type@301 "
     "!list-member@305 !json-type@324 udp:2001:db8::1|2002] list-protocol@199 list-address-bare@355"},
    /* servers that are refused do not hide the next */
    {"{\"servers\":[17,{},{\"name\":\"n\"},{\"name\":\"n\"," ADDR "},{\"name\":5," ED "," ADDR
     "},{\"name\":\"m\","
     "\"version\":1," ED "," ADDR "}]}",
     " !json-type@12 !list-member@15 !list-member@18 !list-member@31 !json-type@112[m code0x00000001 key:61 "
     "udp:a.example|2002]"},
    /* the list as a whole */
    {"{\"created\":\"2016-08-30T23:09:00Z\",\"expires\":\"2017-03-01T00:00:00Z\",\"servers\":[]}",
     "created:2016-08-30T23:09:00Zexpires:2017-03-01T00:00:00Z list-dated@11"},
    {"{\"expires\":\"2017\",\"servers\":[]}", " !list-time@11"},
    {"{\"servers\":[],\"sources\":[\"https:\\/\\/a\",\"http://a\"],\"reports\":\"https://a\"}",
     " list-url@39"},
    {"{\"servers\":[],\"sources\":[5]}", " !json-type@25"},
    {"{\"servers\":[],\"reports\":[]}", " !json-type@24"},
    {"{\"servers\":{}}", " !json-type@11"},
    {"{\"responses\":[]}", " !list-form@0"},
    {"[]", " !list-form@0"},
    {"", " !list-form@0"},
    {"{\"servers\":[", " !json-truncated@12"},
    /* Botan's lines */
    {"A ed25519 YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE= udp a.example:2002 192.0.2.1:2003\n\n"
     "B rsa AAAA quic b:1\nC ed25519 AAAA tcp c:99999\nD ed25519 AAAA\n",
     "[A google key:61 udp:a.example|2002 udp:192.0.2.1|2003][B google][C google !list-key-length@120 "
     "!list-port@131] !list-line@137 list-lines@0 list-key-type@92 list-protocol@101"},
};

static void test_rows(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char said[1024];
        struct rt_text text = rt_text_into(said, sizeof said - 1);
        read_all(&text, bytes_of(rows[i].text));
        said[rt_text_len(&text)] = '\0';
        CHECK(strcmp(said, rows[i].said) == 0, "%s\n  %s\n  %s", rows[i].text, said, rows[i].said);
    }
}

static void test_names(void)
{
    char text[512];
    for (size_t extra = 0; extra < 2; extra++) {
        struct rt_server_list list;
        struct rt_server server;
        struct rt_error err;
        struct rt_remarks remarks = {0};
        snprintf(text, sizeof text, "{\"servers\":[{\"name\":\"%0*d\",\"version\":1," ED "," ADDR "}]}",
                 (int)(RT_SERVER_NAME_MAX - 1 + extra), 0);
        CHECK(rt_server_list_open(&list, &err, &remarks, bytes_of(text), MAX), "open");
        bool ok = rt_server_next(&server, &err, &remarks, &list);
        CHECK(extra == 0 ? ok && server.name_len == RT_SERVER_NAME_MAX - 1 : err.code == RT_E_JSON_ROOM,
              "%zu", extra);
    }
}

static void test_addresses(void)
{
    static const struct {
        char text[64];
        char host[48];
        uint16_t port;
        enum rt_host_kind kind;
        enum rt_code code;
    } hosts[] = {
        {"a.example:0", "a.example", 0, RT_HOST_NAME, RT_OK},
        {"localhost:65535", "localhost", 65535, RT_HOST_NAME, RT_OK},
        {"xn--a_b.example.:1", "xn--a_b.example.", 1, RT_HOST_NAME, RT_OK},
        {"192.0.2.255:5319", "192.0.2.255", 5319, RT_HOST_IPV4, RT_OK},
        {"[::]:1", "::", 1, RT_HOST_IPV6, RT_OK},
        {"[::1]:1", "::1", 1, RT_HOST_IPV6, RT_OK},
        {"[1:2:3:4:5:6:7:8]:1", "1:2:3:4:5:6:7:8", 1, RT_HOST_IPV6, RT_OK},
        {"[1:2:3:4:5:6:7::]:1", "1:2:3:4:5:6:7::", 1, RT_HOST_IPV6, RT_OK},
        {"[::ffff:192.0.2.1]:1", "::ffff:192.0.2.1", 1, RT_HOST_IPV6, RT_OK},
        {"[1:2:3:4:5:6:192.0.2.1]:1", "1:2:3:4:5:6:192.0.2.1", 1, RT_HOST_IPV6, RT_OK},
        {"2001:db8::1:2002", "2001:db8::1", 2002, RT_HOST_IPV6, RT_OK},
        {"a.example", "", 0, RT_HOST_NAME, RT_E_LIST_ADDRESS},
        {"", "", 0, RT_HOST_NAME, RT_E_LIST_ADDRESS},
        {":1", "", 0, RT_HOST_NAME, RT_E_LIST_ADDRESS},
        {"a..b:1", "", 0, RT_HOST_NAME, RT_E_LIST_ADDRESS},
        {".a:1", "", 0, RT_HOST_NAME, RT_E_LIST_ADDRESS},
        {"a b:1", "", 0, RT_HOST_NAME, RT_E_LIST_ADDRESS},
        {"192.0.2.256:1", "", 0, RT_HOST_NAME, RT_E_LIST_ADDRESS},
        {"192.0.02.1:1", "", 0, RT_HOST_NAME, RT_E_LIST_ADDRESS},
        {"192.0.2:1", "", 0, RT_HOST_NAME, RT_E_LIST_ADDRESS},
        {"[a.example]:1", "", 0, RT_HOST_NAME, RT_E_LIST_ADDRESS},
        {"[192.0.2.1]:1", "", 0, RT_HOST_NAME, RT_E_LIST_ADDRESS},
        {"[]:1", "", 0, RT_HOST_NAME, RT_E_LIST_ADDRESS},
        {"[:1", "", 0, RT_HOST_NAME, RT_E_LIST_ADDRESS},
        {"[::1:1", "", 0, RT_HOST_NAME, RT_E_LIST_ADDRESS},
        {"[:::]:1", "", 0, RT_HOST_NAME, RT_E_LIST_ADDRESS},
        {"[1::2::3]:1", "", 0, RT_HOST_NAME, RT_E_LIST_ADDRESS},
        {"[1:2:3:4:5:6:7]:1", "", 0, RT_HOST_NAME, RT_E_LIST_ADDRESS},
        {"[1:2:3:4:5:6:7:8:9]:1", "", 0, RT_HOST_NAME, RT_E_LIST_ADDRESS},
        {"[1:2:3:4:5:6:7:8:]:1", "", 0, RT_HOST_NAME, RT_E_LIST_ADDRESS},
        {"[1:2:3:4::5:6:7:8]:1", "", 0, RT_HOST_NAME, RT_E_LIST_ADDRESS},
        {"[12345::]:1", "", 0, RT_HOST_NAME, RT_E_LIST_ADDRESS},
        {"[::1]", "", 0, RT_HOST_NAME, RT_E_LIST_ADDRESS},
        {"a:", "", 0, RT_HOST_NAME, RT_E_LIST_PORT},
        {"a:65536", "", 0, RT_HOST_NAME, RT_E_LIST_PORT},
        {"a:00001", "", 0, RT_HOST_NAME, RT_E_LIST_PORT},
        {"a:123456", "", 0, RT_HOST_NAME, RT_E_LIST_PORT},
        {"a:+1", "", 0, RT_HOST_NAME, RT_E_LIST_PORT},
        {"a:1 ", "", 0, RT_HOST_NAME, RT_E_LIST_PORT},
        {"[fe80::1%eth0]:1", "", 0, RT_HOST_NAME, RT_E_LIST_ZONE},
    };
    for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
        struct rt_address address;
        struct rt_error err;
        struct rt_remarks remarks = {0};
        bool ok = rt_address_parse(&address, &err, &remarks, bytes_of(hosts[i].text));
        CHECK(ok == (err.code == RT_OK) && err.code == hosts[i].code, "%s: %s", hosts[i].text,
              rt_error_info(err.code)->slug);
        CHECK(strcmp(address.host, hosts[i].host) == 0 && address.port == hosts[i].port &&
                  address.kind == hosts[i].kind,
              "%s: %s", hosts[i].text, address.host);
        CHECK(remarks.num == (hosts[i].text[0] == '2' ? 1 : 0), "%s", hosts[i].text);
    }
}

static void test_timestamps(void)
{
    static const char *const good[][2] = {
        {"1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"},
        {"2026-03-16T19:12:51Z", "2026-03-16T19:12:51Z"},
        {"2024-02-29T23:59:59.1234567z", "2024-02-29T23:59:59.123456Z"},
        {"2000-02-29t00:00:00.5-23:59", "2000-02-29T23:59:00.500000Z"},
        {"2026-01-01T00:30:00+01:00", "2025-12-31T23:30:00Z"},
        {"2016-12-31T23:59:60Z", "2016-12-31T23:59:60Z"},
        {"2016-12-31T23:59:60.25+00:00", "2016-12-31T23:59:60.250000Z"},
        {"0000-03-01T00:00:00Z", "0000-03-01T00:00:00Z"},
        {"0000-01-01T00:00:00+01:00", "-0001-12-31T23:00:00Z"},
        {"9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"},
    };
    static const char *const bad[] = {
        "",
        "2026",
        "2026-03-16",
        "2026-03-16T19:12:51",
        "2026-03-16 19:12:51Z",
        "2026-13-16T19:12:51Z",
        "2026-00-16T19:12:51Z",
        "2026-02-29T19:12:51Z",
        "1900-02-29T19:12:51Z",
        "2026-04-31T19:12:51Z",
        "2026-03-00T19:12:51Z",
        "2026-03-16T24:00:00Z",
        "2026-03-16T19:60:00Z",
        "2026-03-16T19:12:60Z",
        "2016-12-31T23:59:61Z",
        "2017-01-01T00:59:60+01:00",
        "2016-12-31T23:59:60+01:00",
        "2026-03-16T19:12:51.Z",
        "2026-03-16T19:12:51+0100",
        "2026-03-16T19:12:51+24:00",
        "2026-03-16T19:12:51ZZ",
        "2026-3-16T19:12:51Z",
        "+026-03-16T19:12:51Z",
    };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        char text[RT_TIME_TEXT_MAX];
        struct rt_time t;
        CHECK(rt_timestamp_parse(&t, bytes_of(good[i][0])), "%s", good[i][0]);
        rt_time_format(text, t);
        CHECK(strcmp(text, good[i][1]) == 0, "%s: %s", good[i][0], text);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct rt_time t;
        CHECK(!rt_timestamp_parse(&t, bytes_of(bad[i])) && t.day == 0 && t.micros == 0, "%s", bad[i]);
    }
}

/* What rt_time_format writes reads back the same, on every day of the years that both know. */
static void test_every_day(void)
{
    for (int64_t day = -719528; day <= 2932896; day++) {
        char text[RT_TIME_TEXT_MAX];
        struct rt_time t = {day, 1000000}, again;
        rt_time_format(text, t);
        CHECK(rt_timestamp_parse(&again, bytes_of(text)) && rt_time_compare(t, again) == 0, "%s", text);
    }
}

static const struct {
    char name[64];
    size_t servers, keys, addresses;
    uint32_t remarks; /* how many kinds */
} files[] = {
    {"rfc10049-appendix-a-serverlist.json", 2, 2, 4, 0},
    {"draft-19-appendix-a-serverlist.json", 2, 2, 4, 0},
    {"serverlists/ecosystem-cloudflare-2023-12-19-6b95096.json", 9, 9, 9, 2},
    {"serverlists/ecosystem-cloudflare-2025-10-12-2bd1e69.json", 4, 4, 4, 1},
    {"serverlists/ecosystem-google-2016.json", 1, 1, 1, 2},
    {"serverlists/ecosystem-pyroughtime-2024-11-07-8e7991c.json", 2, 2, 2, 1},
    {"serverlists/ecosystem-roughenough-serverlist-cloudflare.json", 4, 4, 4, 1},
    {"serverlists/ecosystem-roughly-2026-03-11-6f0b086.json", 10, 10, 10, 3},
    {"serverlists/ecosystem-tannerryan-2026-04-25-31fa9be.json", 9, 8, 10, 2},
};

static void test_file(const char *folder, size_t i)
{
    struct rt_bytes in = file_read(folder, files[i].name);
    struct rt_server_list list;
    struct rt_server server;
    struct rt_server_key key;
    struct rt_address address;
    struct rt_error err, other;
    struct rt_remarks remarks = {0};
    size_t servers = 0, keys = 0, addresses = 0;
    if (in.len == 0) {
        return;
    }
    CHECK(rt_server_list_open(&list, &err, &remarks, in, MAX), "%s", files[i].name);
    while (rt_server_next(&server, &err, &remarks, &list)) {
        servers++;
        while (rt_server_key_next(&key, &other, &remarks, &server)) {
            keys++;
        }
        CHECK(other.code == RT_OK, "%s: %s", server.name, rt_error_info(other.code)->slug);
        while (rt_server_address_next(&address, &other, &remarks, &server)) {
            addresses++;
        }
        CHECK(other.code == RT_OK, "%s: %s", server.name, rt_error_info(other.code)->slug);
    }
    CHECK(err.code == RT_OK, "%s: %s", files[i].name, rt_error_info(err.code)->slug);
    CHECK(servers == files[i].servers && keys == files[i].keys && addresses == files[i].addresses,
          "%s: %zu %zu %zu", files[i].name, servers, keys, addresses);
    CHECK(remarks.num == files[i].remarks, "%s: %zu", files[i].name, remarks.num);
    for (size_t j = 0; j < remarks.num && remarks.num != files[i].remarks; j++) {
        fprintf(stderr, "  %s\n", rt_remark_info(remarks.item[j].code)->slug);
    }
    free((void *)(uintptr_t)in.data);
}

int main(int argc, char **argv)
{
    const char *folder = files_folder(argc, argv);
    test_rows();
    test_names();
    test_addresses();
    test_timestamps();
    test_every_day();
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        test_file(folder, i);
    }
    return check_end();
}
