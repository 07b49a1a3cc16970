/* Tags: four octets, registered and sorted as a little-endian uint32 (RFC 10049 4.1.3). */
#ifndef ROUGHPROOF_PARSER_TAG_H
#define ROUGHPROOF_PARSER_TAG_H

#include "bytes.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The type of a tag's value; where it depends on the version, the version's row says the length. */
enum rt_type {
    RT_TYPE_OPAQUE,
    RT_TYPE_SIGNATURE,
    RT_TYPE_BYTES32, /* a key, or SRV */
    RT_TYPE_NONCE,   /* 32 or 64 bytes */
    RT_TYPE_HASH,    /* 32 or 64 bytes */
    RT_TYPE_PATH,    /* up to 32 hashes */
    RT_TYPE_UINT32,
    RT_TYPE_TIME,
    RT_TYPE_VERSION,  /* uint32, in requests a list */
    RT_TYPE_VERSIONS, /* 1 to 32 uint32 */
    RT_TYPE_INT32,    /* sign-magnitude, drafts 01-07 */
    RT_TYPE_INT32S,   /* any number of them */
    RT_TYPE_MESSAGE,
    RT_TYPE_PADDING,
};

/* The usual length of a value of each type, for a look at all tags of a message at once: the schema looks
 * closer at values of another length, and at all of a version whose nonces or hashes are unusual. */
enum {
    RT_USUAL_SIGNATURE = 64,
    RT_USUAL_BYTES32 = 32,
    RT_USUAL_NONCE = 32,
    RT_USUAL_HASH = 32,
    RT_USUAL_PATH = 0,
    RT_USUAL_UINT32 = 4,
    RT_USUAL_TIME = 8,
    RT_USUAL_VERSION = 4, /* lists of one */
    RT_USUAL_VERSIONS = 4,
    RT_USUAL_INT32 = 1, /* no value's length: one bit pattern is forbidden */
    RT_USUAL_INT32S = 1,
    RT_USUAL_ANY = 255,
    RT_USUAL_MESSAGE = RT_USUAL_ANY,
    RT_USUAL_PADDING = RT_USUAL_ANY,
};

/* Every tag that a document defines or that a released server sent in place of one: PADG is Google's
 * PAD\xff, VERX the VER\xff of Cloudflare's packets between December 2023 and April 2024. (Macros, since an
 * enum cannot portably hold 0xff444150.) */
#define RT_TAG_PAD  UINT32_C(0x00444150)
#define RT_TAG_SIG  UINT32_C(0x00474953)
#define RT_TAG_VER  UINT32_C(0x00524556)
#define RT_TAG_SRV  UINT32_C(0x00565253)
#define RT_TAG_DUT1 UINT32_C(0x31545544)
#define RT_TAG_NONC UINT32_C(0x434e4f4e)
#define RT_TAG_DELE UINT32_C(0x454c4544)
#define RT_TAG_TYPE UINT32_C(0x45505954)
#define RT_TAG_PATH UINT32_C(0x48544150)
#define RT_TAG_DTAI UINT32_C(0x49415444)
#define RT_TAG_RADI UINT32_C(0x49444152)
#define RT_TAG_PUBK UINT32_C(0x4b425550)
#define RT_TAG_LEAP UINT32_C(0x5041454c)
#define RT_TAG_MIDP UINT32_C(0x5044494d)
#define RT_TAG_SREP UINT32_C(0x50455253)
#define RT_TAG_VERS UINT32_C(0x53524556)
#define RT_TAG_MINT UINT32_C(0x544e494d)
#define RT_TAG_ROOT UINT32_C(0x544f4f52)
#define RT_TAG_CERT UINT32_C(0x54524543)
#define RT_TAG_MAXT UINT32_C(0x5458414d)
#define RT_TAG_INDX UINT32_C(0x58444e49)
#define RT_TAG_ZZZZ UINT32_C(0x5a5a5a5a)
#define RT_TAG_PADG UINT32_C(0xff444150)
#define RT_TAG_VERX UINT32_C(0xff524556)

/* X(name, type), in ascending order of the values above. */
#define RT_TAG_LIST(X)                                                                                       \
    X(PAD, PADDING)                                                                                          \
    X(SIG, SIGNATURE)                                                                                        \
    X(VER, VERSION)                                                                                          \
    X(SRV, BYTES32)                                                                                          \
    X(DUT1, INT32)                                                                                           \
    X(NONC, NONCE)                                                                                           \
    X(DELE, MESSAGE)                                                                                         \
    X(TYPE, UINT32)                                                                                          \
    X(PATH, PATH)                                                                                            \
    X(DTAI, INT32)                                                                                           \
    X(RADI, UINT32)                                                                                          \
    X(PUBK, BYTES32)                                                                                         \
    X(LEAP, INT32S)                                                                                          \
    X(MIDP, TIME)                                                                                            \
    X(SREP, MESSAGE)                                                                                         \
    X(VERS, VERSIONS)                                                                                        \
    X(MINT, TIME)                                                                                            \
    X(ROOT, HASH)                                                                                            \
    X(CERT, MESSAGE)                                                                                         \
    X(MAXT, TIME)                                                                                            \
    X(INDX, UINT32)                                                                                          \
    X(ZZZZ, PADDING)                                                                                         \
    X(PADG, PADDING)                                                                                         \
    X(VERX, VERSION)

/* RT_ID_PAD and so on: a tag's place in the list, small enough to index arrays and bit masks. */
enum rt_id {
#define RT_TAG_ENUM(name, type) RT_ID_##name,
    RT_TAG_LIST(RT_TAG_ENUM)
#undef RT_TAG_ENUM
        RT_NUM_IDS,
};

/* The bit of a tag in a mask: RT_BIT(SIG) | RT_BIT(DELE). */
#define RT_BIT(name) (UINT32_C(1) << RT_ID_##name)

/* Room for rt_tag_name: four octets as \xNN, and the NUL. */
#define RT_TAG_NAME_MAX 17

/* Tells the listed tags apart in 32 slots: an odd multiplier found by search (a switch took three times as
 * long, and a response has seventeen tags). Two tags in one slot would not compile. The slot of 0 is LEAP's,
 * and so 0, which is the tag of the slots that are left over, is never found. */
#define RT_TAG_SLOT(tag) ((uint32_t)(UINT32_C(0x05040c41) * (tag)) / (UINT32_C(1) << 27))

struct rt_tag_row {
    uint32_t tag;
    uint32_t bit; /* RT_BIT, which is greater for a greater tag */
    uint32_t id;
    uint32_t usual_len;
};

extern const struct rt_tag_row rt_tag_rows[32]; /* by RT_TAG_SLOT */

/*@ // What the list's macros make of it, and slots.c relies on.
    predicate rt_tag_rows_sound =
      (\forall integer i; 0 <= i < 32 ==>
        rt_tag_rows[i].id < RT_NUM_IDS && rt_tag_rows[i].bit <= 0x80000000) &&
      \forall integer i, j; 0 <= i < 32 && 0 <= j < 32 && rt_tag_rows[i].bit < rt_tag_rows[j].bit ==>
        rt_tag_rows[i].tag < rt_tag_rows[j].tag; */

/* The row of the only listed tag that `tag` can be; if it is none, the row's tag differs. */
/*@ assigns \result \from tag;
    ensures \valid_read(\result);
    ensures \exists integer i; 0 <= i < 32 && \result == &rt_tag_rows[i]; */
static inline const struct rt_tag_row *rt_tag_row(uint32_t tag)
{
    return &rt_tag_rows[RT_TAG_SLOT(tag)];
}

/* The id of `tag`; RT_NUM_IDS for one that is not in the list. */
/*@ requires rt_tag_rows_sound;
    assigns \nothing;
    ensures \result <= RT_NUM_IDS; */
static inline enum rt_id rt_tag_id(uint32_t tag)
{
    const struct rt_tag_row *row = rt_tag_row(tag);
    return row->tag == tag ? (enum rt_id)row->id : RT_NUM_IDS;
}

/* The tag of `id`; 0 for RT_NUM_IDS. */
/*@ assigns \nothing; */
uint32_t rt_tag_of(enum rt_id id);

/* The type of the values of `tag`; RT_TYPE_OPAQUE for one that is not in the list. */
/*@ requires rt_tag_rows_sound;
    assigns \nothing; */
enum rt_type rt_tag_type(uint32_t tag);

/* One to four letters A-Z, then zero octets (RFC 10049 4.1.3). All four octets at once: adding 0x3f or 0x25
 * to an octet below 0x80 sets its high bit just when it is at least 'A' or beyond 'Z', and never carries. */
/*@ assigns \nothing; */
static inline bool rt_tag_is_formed(uint32_t tag)
{
    const uint32_t high = UINT32_C(0x80808080);
    uint32_t low = tag & ~high;
    uint32_t letters = (low + UINT32_C(0x3f3f3f3f)) & ~(low + UINT32_C(0x25252525)) & high;
    uint32_t zeros = ~(low + UINT32_C(0x7f7f7f7f)) & high;
    return (tag & high) == 0 && (letters | zeros) == high && (letters & 0x80) != 0 &&
           ((zeros << 8) & letters) == 0;
}

/* The tag as text: its octets without trailing zeros, all but A-Z, a-z and 0-9 as \xNN; "\x00" for 0. */
/*@ requires \valid(out + (0 .. RT_TAG_NAME_MAX - 1));
    assigns out[0 .. RT_TAG_NAME_MAX - 1]; */
void rt_tag_name(char out[RT_TAG_NAME_MAX], uint32_t tag);

#ifdef __cplusplus
}
#endif

#endif
