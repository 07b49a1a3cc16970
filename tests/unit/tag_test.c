/* Tags: numbers against octets, the form, names, and the hash that finds them. */
#include "parser/tag.h"
#include "tests/check.h"

/* From protocol.md section 2: the octets as they stand on the wire. */
static const struct {
    const char *name;
    char octets[5];
    enum rt_id id;
    enum rt_type type;
    bool formed;
} tags[] = {
    {"PAD", "PAD", RT_ID_PAD, RT_TYPE_PADDING, true},
    {"SIG", "SIG", RT_ID_SIG, RT_TYPE_SIGNATURE, true},
    {"VER", "VER", RT_ID_VER, RT_TYPE_VERSION, true},
    {"SRV", "SRV", RT_ID_SRV, RT_TYPE_BYTES32, true},
    {"DUT1", "DUT1", RT_ID_DUT1, RT_TYPE_INT32, false},
    {"NONC", "NONC", RT_ID_NONC, RT_TYPE_NONCE, true},
    {"DELE", "DELE", RT_ID_DELE, RT_TYPE_MESSAGE, true},
    {"TYPE", "TYPE", RT_ID_TYPE, RT_TYPE_UINT32, true},
    {"PATH", "PATH", RT_ID_PATH, RT_TYPE_PATH, true},
    {"DTAI", "DTAI", RT_ID_DTAI, RT_TYPE_INT32, true},
    {"RADI", "RADI", RT_ID_RADI, RT_TYPE_UINT32, true},
    {"PUBK", "PUBK", RT_ID_PUBK, RT_TYPE_BYTES32, true},
    {"LEAP", "LEAP", RT_ID_LEAP, RT_TYPE_INT32S, true},
    {"MIDP", "MIDP", RT_ID_MIDP, RT_TYPE_TIME, true},
    {"SREP", "SREP", RT_ID_SREP, RT_TYPE_MESSAGE, true},
    {"VERS", "VERS", RT_ID_VERS, RT_TYPE_VERSIONS, true},
    {"MINT", "MINT", RT_ID_MINT, RT_TYPE_TIME, true},
    {"ROOT", "ROOT", RT_ID_ROOT, RT_TYPE_HASH, true},
    {"CERT", "CERT", RT_ID_CERT, RT_TYPE_MESSAGE, true},
    {"MAXT", "MAXT", RT_ID_MAXT, RT_TYPE_TIME, true},
    {"INDX", "INDX", RT_ID_INDX, RT_TYPE_UINT32, true},
    {"ZZZZ", "ZZZZ", RT_ID_ZZZZ, RT_TYPE_PADDING, true},
    {"PAD\\xff", "PAD\xff", RT_ID_PADG, RT_TYPE_PADDING, false},
    {"VER\\xff", "VER\xff", RT_ID_VERX, RT_TYPE_VERSION, false},
};
enum { NUM_TAGS = sizeof tags / sizeof tags[0] };

static uint32_t number_of(const char octets[4])
{
    uint32_t tag;
    CHECK(rt_bytes_u32(&tag, rt_bytes_from(octets, 4), 0), "four octets");
    return tag;
}

static void list(void)
{
    char name[RT_TAG_NAME_MAX];
    uint32_t before = 0;
    CHECK_EQ("list", NUM_TAGS, RT_NUM_IDS);
    for (unsigned i = 0; i < NUM_TAGS; i++) {
        uint32_t tag = number_of(tags[i].octets);
        CHECK_EQ(tags[i].name, tags[i].id, i);
        CHECK_EQ(tags[i].name, rt_tag_of(tags[i].id), tag);
        CHECK_EQ(tags[i].name, rt_tag_id(tag), i);
        CHECK_EQ(tags[i].name, rt_tag_type(tag), tags[i].type);
        CHECK_EQ(tags[i].name, rt_tag_is_formed(tag), tags[i].formed);
        CHECK(tag > before, "%s does not ascend", tags[i].name);
        rt_tag_name(name, tag);
        CHECK_STR("name", name, tags[i].name);
        before = tag;
    }
    CHECK_EQ("no id", rt_tag_of(RT_NUM_IDS), 0);
}

static bool is_listed(uint32_t tag)
{
    for (unsigned i = 0; i < NUM_TAGS; i++) {
        if (number_of(tags[i].octets) == tag) {
            return true;
        }
    }
    return false;
}

static void check_unlisted(uint32_t tag)
{
    if (!is_listed(tag)) {
        CHECK(rt_tag_id(tag) == RT_NUM_IDS, "0x%08x is taken for one of the list", (unsigned)tag);
        CHECK(rt_tag_type(tag) == RT_TYPE_OPAQUE, "0x%08x has a type", (unsigned)tag);
    }
}

/* Each tag with every one of its bits flipped, one more and one less, and much that is random. */
static void near_misses(void)
{
    uint64_t state = 1;
    for (unsigned i = 0; i < NUM_TAGS; i++) {
        uint32_t tag = number_of(tags[i].octets);
        for (unsigned bit = 0; bit < 32; bit++) {
            check_unlisted(tag ^ UINT32_C(1) << bit);
        }
        check_unlisted(tag + 1);
        check_unlisted(tag - 1);
    }
    for (unsigned i = 0; i < 20000; i++) {
        check_unlisted((uint32_t)check_random(&state));
        check_unlisted(i);
    }
    check_unlisted(0);
    check_unlisted(UINT32_MAX);
    check_unlisted(number_of("zzzz"));
}

static bool is_letter(unsigned c)
{
    return c >= 'A' && c <= 'Z';
}

/* The sentence of RFC 10049 4.1.3, octet by octet. */
static bool formed(const unsigned c[4])
{
    bool ended = false, ok = is_letter(c[0]);
    for (unsigned i = 0; i < 4; i++) {
        ok = ok && (c[i] == 0 || (is_letter(c[i]) && !ended));
        ended = ended || c[i] == 0;
    }
    return ok;
}

/* All tags of octets around the boundaries, and every octet in every position. */
static void forms(void)
{
    static const unsigned octets[] = {0,    1,    0x1a, 0x3f, '@',  'A',  'B',  'M',  'Y',  'Z',
                                      0x5b, 0x5f, 'a',  'z',  0x7f, 0x80, 0xc1, 0xda, 0xdb, 0xff};
    enum { NUM = sizeof octets / sizeof octets[0] };
    for (unsigned n = 0; n < NUM * NUM * NUM * NUM; n++) {
        unsigned c[4] = {octets[n % NUM], octets[n / NUM % NUM], octets[n / NUM / NUM % NUM],
                         octets[n / NUM / NUM / NUM]};
        uint32_t tag = c[0] | c[1] << 8 | c[2] << 16 | (uint32_t)c[3] << 24;
        CHECK(rt_tag_is_formed(tag) == formed(c), "form of 0x%08x", (unsigned)tag);
    }
    for (unsigned octet = 0; octet < 256; octet++) {
        for (unsigned place = 0; place < 4; place++) {
            unsigned c[4] = {'Q', 'Q', 'Q', 'Q'};
            c[place] = octet;
            uint32_t tag = c[0] | c[1] << 8 | c[2] << 16 | (uint32_t)c[3] << 24;
            CHECK(rt_tag_is_formed(tag) == formed(c), "form of 0x%08x", (unsigned)tag);
        }
    }
}

static void names(void)
{
    static const struct {
        uint32_t tag;
        const char *name;
    } rows[] = {
        {0, "\\x00"},
        {0x00000041, "A"},
        {0x41000000, "\\x00\\x00\\x00A"},
        {0x00410041, "A\\x00A"},
        {0x5c22205b, "\\x5b\\x20\\x22\\x5c"},
        {0x7a613930, "09az"},
        {0xffffffff, "\\xff\\xff\\xff\\xff"},
        {0x1b0a0d7f, "\\x7f\\x0d\\x0a\\x1b"},
        {0x7b60402f, "\\x2f\\x40\\x60\\x7b"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char name[RT_TAG_NAME_MAX + 1];
        memset(name, '#', sizeof name);
        rt_tag_name(name, rows[i].tag);
        CHECK(memchr(name, '\0', RT_TAG_NAME_MAX) != NULL && name[RT_TAG_NAME_MAX] == '#', "beyond the room");
        CHECK_STR("name", name, rows[i].name);
    }
}

int main(void)
{
    list();
    near_misses();
    forms();
    names();
    return check_done("tag");
}
