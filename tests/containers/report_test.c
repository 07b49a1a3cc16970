/* Reports, chain files and NDJSON: each format, each error and remark, and the files of the shared folder. */
#include "parser/report.h"
#include "parser/response.h"
#include "tests/check.h"
#include "tests/containers/files.h"

#define MAX (1 << 20)

/* Base64 of 32 and 64 bytes of one letter. */
#define B32(quad) quad quad quad quad quad quad quad quad quad quad "YWE="
#define B64(quad)                                                                                            \
    quad quad quad quad quad quad quad quad quad quad quad quad quad quad quad quad quad quad quad quad quad \
        "YQ=="
/* Hexadecimal of 32 bytes. */
#define H32  "6161616161616161616161616161616161616161616161616161616161616161"
#define KEY  B32("YWFh")
#define RAND B32("YmJi")
#define LONG B64("Y2Nj")

static uint8_t buf[RT_EXCHANGE_ROOM];

/* The first byte, if there is one. */
static void write_first(struct rt_text *out, const char *name, struct rt_bytes bytes)
{
    struct rt_bytes first;
    if (rt_bytes_sub(&first, bytes, 0, 1)) {
        rt_text_string(out, name);
        rt_text_hex(out, first);
    }
}

/* Writes what a reader says: the format, then each exchange as [index response/request k r n id], each error
 * as !slug@offset. Of slices only the lengths, but of packets the bytes, which here are text. */
static void read_all(struct rt_text *out, struct rt_remarks *remarks, struct rt_bytes in)
{
    struct rt_report report;
    struct rt_exchange x;
    struct rt_error err;
    if (!rt_report_open(&report, &err, remarks, in, MAX)) {
        rt_text_string(out, "!");
        rt_text_string(out, rt_error_info(err.code)->slug);
        rt_text_string(out, "@");
        rt_text_uint(out, err.offset);
        return;
    }
    rt_text_string(out, rt_report_format_name(report.format));
    for (bool ok = true; ok || err.code != RT_OK;) {
        ok = rt_report_next(&x, &err, remarks, &report, buf, sizeof buf);
        if (!ok && err.code != RT_OK) {
            rt_text_string(out, " !");
            rt_text_string(out, rt_error_info(err.code)->slug);
            rt_text_string(out, "@");
            rt_text_uint(out, err.offset);
        } else if (ok) {
            rt_text_string(out, " [");
            rt_text_uint(out, x.index);
            rt_text_string(out, " ");
            rt_text_json(out, x.response);
            rt_text_json(out, x.request);
            rt_text_uint(out, x.public_key.len);
            write_first(out, "r", x.rand);
            write_first(out, "n", x.nonce);
            rt_json_echo(out, x.id);
            rt_text_string(out, "]");
        }
    }
}

static const struct {
    const char *text;
    const char *said;
} rows[] = {
    /* RFC 10049: order of members and unknown ones do not matter */
    {"{\"x\":[{}],\"responses\":[{\"response\":\"QUI=\",\"publicKey\":\"" KEY
     "\",\"request\":\"Q0Q=\",\"y\":1},"
     "{\"request\":\"RUY=\",\"rand\":\"" RAND "\",\"response\":\"R0g=\",\"publicKey\":\"" KEY "\"}]}",
     "RFC 10049, drafts 12-19 [0 \"AB\"\"CD\"32] [1 \"GH\"\"EF\"32r62]"},
    {"{\"responses\":[]}", "RFC 10049, drafts 12-19"},
    /* escaped keys and base64; null; a rand in the first entry */
    {"{\"responses\":[{\"respon\\u0073e\":\"QUI\\u003d\",\"request\":null,\"rand\":\"" RAND "\"}]}",
     "RFC 10049, drafts 12-19 [0 \"AB\"\"\"0r62]"},
    /* an entry that is refused does not hide the next */
    {"{\"responses\":[{\"response\":\"Q*==\"},{\"response\":\"QUI=\"},{\"request\":\"QUI=\"},17,"
     "{\"response\":5},{\"response\":\"QUI=\",\"publicKey\":\"QUI=\"},{\"response\":\"QUI=\",\"rand\":\"QUI="
     "\"},"
     "{\"response\":\"QUI=\",\"publicKeyType\":\"ml-dsa-44\"}]}",
     "RFC 10049, drafts 12-19 !base64-character@28 [1 \"AB\"\"\"0] !report-member@54 !json-type@73 "
     "!json-type@88 "
     "!report-length@122 !report-length@156 !report-key-type@199"},
    /* roughly's bare list */
    {"[{\"response\":\"QUI=\"},{\"response\":\"Q0Q=\",\"rand\":\"" RAND "\"}]",
     "list without object [0 \"AB\"\"\"0] [1 \"CD\"\"\"0r62]"},
    {"[]", "list without object"},
    /* drafts 08-11: tannerryan writes an empty string for the first nonce */
    {"{\"nonces\":[\"\",\"" RAND "\"],\"responses\":[\"QUI=\",\"Q0Q=\"]}",
     "drafts 08-11 [0 \"AB\"\"\"0] [1 \"CD\"\"\"0r62]"},
    {"{\"nonces\":[\"" RAND "\"],\"responses\":[\"QUI=\",\"Q0Q=\"]}", "!report-counts@10"},
    {"{\"nonces\":17,\"responses\":[]}", "!json-type@10"},
    /* drafts 00-03: a blind is for the next request */
    {"[{\"blind\":\"" LONG "\",\"response_packet\":\"QUI=\"},{\"response_packet\":\"Q0Q=\"}]",
     "drafts 00-03 [0 \"AB\"\"\"0] [1 \"CD\"\"\"0r63]"},
    {"[{\"response_packet\":\"QUI=\"},{\"blind\":\"" LONG "\",\"response_packet\":\"Q0Q=\"}]",
     "drafts 00-03 [0 \"AB\"\"\"0] [1 \"CD\"\"\"0]"},
    /* Google: the first link has its nonce, the others their blinds */
    {"{\"links\":[{\"publicKeyType\":\"ed25519\",\"serverPublicKey\":\"" KEY "\",\"nonceOrBlind\":\"" LONG
     "\",\"reply\":\"QUI=\"},{\"serverPublicKey\":\"" KEY "\",\"nonceOrBlind\":\"" LONG
     "\",\"reply\":\"Q0Q=\"}]}",
     "Google's chain file [0 \"AB\"\"\"32n63] [1 \"CD\"\"\"32r63]"},
    {"{\"links\":{}}", "!json-type@9"},
    /* Botan */
    {"\ned25519 " KEY " " LONG " QUI=\r\n\n ed25519\t" KEY "  " LONG " Q0Q=",
     "Botan's chain file [0 \"AB\"\"\"32n63] [1 \"CD\"\"\"32r63]"},
    {"ed25519 " KEY "\ned448 " KEY " " LONG " QUI=\ned25519 " KEY " " LONG " QUI= x\ned25519 " KEY " " LONG
     " Q0Q=",
     "Botan's chain file !report-line@0 !report-key-type@53 !report-line@198 [3 \"CD\"\"\"32r63]"},
    /* NDJSON: lines independent, id echoed */
    {"{\"response\":\"QUI=\",\"id\":\"a\\n\"}\r\n\n{\"response\":\"Q0Q=\",\"nonce\":\"" RAND
     "\",\"id\":17}\n",
     "NDJSON of exchanges [0 \"AB\"\"\"0\"a\\n\"] [1 \"CD\"\"\"0n6217]"},
    {"{\"response\":\"QUI=\"}\n{\"respon\n[1]\n{\"response\":\"Q0Q=\"}",
     "NDJSON of exchanges [0 \"AB\"\"\"0] !json-truncated@28 !json-type@29 [3 \"CD\"\"\"0]"},
    {"{\"response\":\"QU\n{\"response\":\"QUI=\"}", "NDJSON of exchanges !json-truncated@15 [1 \"AB\"\"\"0]"},
    {"UI=\"}\n{\"response\":\"QUI=\"}", "NDJSON of exchanges !json-character@0 [1 \"AB\"\"\"0]"},
    /* hexadecimal beside pubkey; elsewhere these are digits of base64 */
    {"{\"response\":\"4142\",\"nonce\":\"" H32 "\",\"pubkey\":\"" H32 "\",\"rand\":\"" H32 H32 "\"}",
     "NDJSON of exchanges [0 \"AB\"\"\"32r61n61]"},
    {"{\"response\":\"4a4B\",\"request\":null,\"pubkey\":null}", "NDJSON of exchanges [0 \"JK\"\"\"0]"},
    {"{\"response\":\"4142\",\"publicKey\":\"" KEY "\"}", "NDJSON of exchanges [0 \"\\ufffd^6\"\"\"32]"},
    {"{\"response\":\"414\",\"pubkey\":null}", "NDJSON of exchanges !hex-digits@15"},
    {"{\"response\":\"41 42\",\"pubkey\":null}", "NDJSON of exchanges !hex-digits@15"},
    {"{\"response\":\"4142\",\"nonce\":\"" H32 "61\",\"pubkey\":\"\"}",
     "NDJSON of exchanges !report-length@27"},
    {"{\"response\":\"4142\",\"nonce\":\"" H32 H32 "61\",\"pubkey\":\"\"}",
     "NDJSON of exchanges !base64-room@28"},
    {"{\"response\":\"4142\",\"pubkey\":17}", "NDJSON of exchanges !json-type@28"},
    {"{\"responses\":[{\"response\":\"QUI=\",\"pubkey\":\"" KEY "\"}]}",
     "RFC 10049, drafts 12-19 [0 \"AB\"\"\"0]"},
    /* neither */
    {"", "!report-form@0"},
    {"  \n ", "!report-form@0"},
    {"ROUGHTIM", "!report-form@0"},
    {"{\"servers\":[]}", "!report-form@0"},
    {"[17]", "!report-form@1"},
    {"{\"responses\":[\n{\"response\":\"QUI=\"}\n]",
     "NDJSON of exchanges !json-truncated@14 [1 \"AB\"\"\"0] "
     "!json-character@35"},
    {"{\"responses\":[", "!json-truncated@14"},
    {"{\"a\":1,\"a\":2}", "!json-duplicate-key@7"},
};

static void test_rows(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char said[1024];
        struct rt_remarks remarks = {0};
        struct rt_text text = rt_text_into(said, sizeof said - 1);
        read_all(&text, &remarks, rt_bytes_from(rows[i].text, strlen(rows[i].text)));
        said[rt_text_len(&text)] = '\0';
        CHECK(strcmp(said, rows[i].said) == 0, "%s\n  %s", rows[i].text, said);
    }
}

static void test_remarks(void)
{
    static const struct {
        const char *text;
        enum rt_remark_code code;
        size_t offset;
    } remarked[] = {
        {" [{\"response\":\"QUI=\"}]", RT_R_REPORT_BARE, 1},
        {"{\"responses\":[{\"response\":\"QUI=\",\"rand\":null}]}", RT_R_REPORT_NULL, 40},
        {"[{\"response_packet\":\"QUI=\",\"blind\":\"\"}]", RT_R_REPORT_BLIND, 35},
        {"{\"response\":\"4142\",\"pubkey\":\"" H32 "\"}", RT_R_REPORT_HEX, 28},
    };
    for (size_t i = 0; i < sizeof remarked / sizeof remarked[0]; i++) {
        char said[256];
        struct rt_remarks remarks = {0};
        struct rt_text text = rt_text_into(said, sizeof said);
        read_all(&text, &remarks, rt_bytes_from(remarked[i].text, strlen(remarked[i].text)));
        CHECK(remarks.num == 1 && remarks.item[0].code == remarked[i].code, "%s", remarked[i].text);
        CHECK(remarks.item[0].offset == remarked[i].offset, "%zu", remarks.item[0].offset);
    }
}

static void test_room(void)
{
    static const char line[] = "{\"responses\":[{\"response\":\"QUJD\",\"request\":\"QUJD\"}]}";
    struct rt_report report, again;
    struct rt_exchange x;
    struct rt_error err;
    struct rt_remarks remarks = {0};
    CHECK(rt_report_open(&report, &err, &remarks, rt_bytes_from(line, sizeof line - 1), MAX), "open");
    again = report;
    CHECK(!rt_report_next(&x, &err, &remarks, &report, buf, 5) && err.code == RT_E_BASE64_ROOM, "5 bytes");
    CHECK(rt_report_next(&x, &err, &remarks, &again, buf, 6) && x.request.len == 3, "6 bytes");
    CHECK(!rt_report_next(&x, &err, &remarks, &again, buf, 6) && err.code == RT_OK, "end");
    CHECK(!rt_report_open(&report, &err, &remarks, rt_bytes_from(line, sizeof line - 1), 20) &&
              err.code == RT_E_JSON_TOO_LONG,
          "max");
}

/* A packet of one byte more than is read. */
static void test_packet_length(void)
{
    enum { DIGITS = (RT_PACKET_MAX + 3) / 3 * 4 };
    char *text = malloc(DIGITS + 64);
    for (size_t extra = 0; text != NULL && extra < 2; extra++) {
        size_t len = (size_t)sprintf(text, "{\"responses\":[{\"response\":\"");
        size_t digits = RT_PACKET_MAX / 3 * 4 + 4 * extra; /* 65535 is a multiple of three */
        memset(text + len, 'A', digits);
        len += digits;
        len += (size_t)sprintf(text + len, "\"}]}");
        struct rt_report report;
        struct rt_exchange x;
        struct rt_error err;
        struct rt_remarks remarks = {0};
        CHECK(rt_report_open(&report, &err, &remarks, rt_bytes_from(text, len), MAX), "open");
        bool ok = rt_report_next(&x, &err, &remarks, &report, buf, sizeof buf);
        CHECK(extra == 0 ? ok && x.response.len == RT_PACKET_MAX : err.code == RT_E_BASE64_ROOM, "%zu",
              extra);
    }
    free(text);
}

/* Every exchange parses, has a key, and a rand or nonce as its format has it. */
static void test_file(const char *folder, const char *name, enum rt_report_format format, size_t num)
{
    struct rt_bytes in = file_read(folder, name);
    struct rt_report report;
    struct rt_exchange x;
    struct rt_error err;
    struct rt_remarks remarks = {0};
    if (in.len == 0) {
        return;
    }
    CHECK(rt_report_open(&report, &err, &remarks, in, MAX) && report.format == format, "%s", name);
    size_t i = 0;
    for (; rt_report_next(&x, &err, &remarks, &report, buf, sizeof buf); i++) {
        struct rt_response response;
        struct rt_error why;
        CHECK(rt_response_parse(&response, &why, x.response, RT_FORM_ANY), "%s %zu: %s", name, i,
              rt_error_info(why.code)->slug);
        CHECK(x.public_key.len == 32 && (x.rand.len > 0) == (i > 0), "%s %zu", name, i);
        CHECK((x.request.len > 0) == (format == RT_REPORT_RFC), "%s %zu", name, i);
        CHECK((x.nonce.len > 0) == (format == RT_REPORT_GOOGLE && i == 0), "%s %zu", name, i);
    }
    CHECK(err.code == RT_OK && i == num && remarks.num == 0, "%s: %zu", name, i);
    free((void *)(uintptr_t)in.data);
}

int main(int argc, char **argv)
{
    const char *folder = files_folder(argc, argv);
    test_rows();
    test_remarks();
    test_room();
    test_packet_length();
    test_file(folder, "rfc10049-appendix-b-report.json", RT_REPORT_RFC, 3);
    test_file(folder, "google/roughtime-chain.json", RT_REPORT_GOOGLE, 12);
    return check_end();
}
