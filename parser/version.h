/* The wire versions of Roughtime, as data: one row for each group that looks the same on the wire. Code that
 * treats one version differently from another reads a column; it never compares version numbers. */
#ifndef ROUGHPROOF_PARSER_VERSION_H
#define ROUGHPROOF_PARSER_VERSION_H

#include "error.h"
#include "message.h"
#include "tag.h"
#include "time.h"

#ifdef __cplusplus
extern "C" {
#endif

#define RT_VERSION_RFC10049 UINT32_C(1)
#define RT_VERSION_DRAFT12  UINT32_C(0x8000000c) /* and every draft after it */

/* The most entries of a version list (RFC 10049 5.1.1) and nodes of a path (5.2.4). */
#define RT_VERSIONS_MAX 32
#define RT_PATH_MAX     32

/* Zero is none of them, so that a zeroed row has no hash by accident. */
enum rt_hash_kind {
    RT_HASH_NONE = 0,
    RT_HASH_SHA512,         /* 64 bytes: Google's protocol */
    RT_HASH_SHA512_FIRST32, /* SHA-512 cut to 32 bytes (RFC 10049 5.3): most drafts and version 1 */
    RT_HASH_SHA512_256,     /* FIPS 180-4 5.3.6.2, with its own initial value: drafts 02 and 07 */
};

/* What a leaf of the Merkle tree hashes. */
enum rt_leaf {
    RT_LEAF_NONCE,
    RT_LEAF_PACKET, /* the whole request, ROUGHTIM header included */
};

/* How the nonce of a request is made from the response before and a random value (RFC 10049 8.2). */
enum rt_chain_rule {
    RT_CHAIN_SINGLE, /* the first 32 bytes of SHA-512(response | rand): draft 08 on */
    RT_CHAIN_DOUBLE, /* SHA-512(SHA-512(response) | rand): Google's, and the drafts' before 08 */
};

/* What a version demands of a list of version numbers. */
enum rt_list_rule { RT_LIST_ANY, RT_LIST_DISTINCT, RT_LIST_ASCENDING };

/* Tags of one message, as masks of RT_BIT. */
struct rt_tag_set {
    uint32_t need;    /* mandatory */
    uint32_t may;     /* defined, but optional */
    uint32_t lacking; /* mandatory, yet released servers left it out: its absence is a remark */
};

struct rt_version {
    char name[24];     /* "drafts 14-19" */
    char document[44]; /* "draft-ietf-ntp-roughtime-14 to -19" */
    uint32_t first_code;
    uint32_t last_code;  /* 0 to 0 where the packets carry no version */
    uint8_t first_draft; /* of those that are this version; num_drafts is 0 for none */
    uint8_t num_drafts;
    bool framed; /* packets begin with ROUGHTIM */
    uint8_t nonce_len;
    uint8_t nonce_len_seen; /* another length that was deployed, or 0 */
    uint8_t hash_len;       /* of ROOT, of a node of PATH and of a leaf */
    enum rt_hash_kind hash;
    enum rt_leaf leaf;
    enum rt_chain_rule chain_rule;
    bool node_first_seen; /* PATH order: hash first everywhere; here node first was deployed too */
    enum rt_unit unit;
    char dut1_unit[4]; /* of the values of DUT1 and DTAI; empty where they are not defined */
    char dtai_unit[4];
    bool radius_nonzero;
    uint8_t radius_least; /* a smaller one is remarkable; 0 for none */
    uint8_t delegation_context_len;
    uint8_t response_context_len; /* both with the terminating NUL */
    char delegation_context[40];
    char response_context[40];
    struct rt_message_rules rules;
    enum rt_list_rule list_rule;
    bool squatted; /* a version number used before it was assigned: never evidence */
    struct rt_tag_set request, response, srep, cert, dele;
};

/*@ // What every row has, if there is one.
    predicate rt_version_sound(struct rt_version *v) =
      v == \null || (\valid_read(v) && v->hash_len > 0); */

/* Row `index`, from Google's protocol to RFC 10049 and then the squatted forms; NULL past the end. */
const struct rt_version *rt_version_row(size_t index);

/* What tells the rows apart (collected by identify.h, whose rules these are). */
struct rt_version_signs {
    bool framed;
    bool has_code;
    uint32_t code;
    bool is_modern;    /* a response with VER inside SREP, or a request with TYPE */
    bool has_type;     /* a TYPE tag at top level */
    bool is_long;      /* for want of a code: ROOT or NONC has 64 bytes */
    bool has_pad;      /* for want of a code: the padding is the drafts' PAD, not Google's PAD\xff */
    enum rt_unit unit; /* in which MIDP is plausible: tells only the squatted forms apart */
};

/* The row that fits; NULL if no document defines the code, or if there is none behind a ROUGHTIM header. */
/*@ requires \valid_read(signs);
    assigns \nothing;
    ensures rt_version_sound(\result); */
const struct rt_version *rt_version_find(const struct rt_version_signs *signs);

/* The row that a server following RFC 10049 chooses from a request's `list` of uint32: 1 first, then
 * downwards; `code` is the number that chose it. If none of the list is defined, NULL, and `code` is the
 * greatest of the list, or 0 when it is empty. */
/*@ requires \valid(code) && rt_readable(list);
    assigns *code;
    ensures rt_version_sound(\result); */
const struct rt_version *rt_version_choose(uint32_t *code, struct rt_bytes list, bool has_type);

/* The row that people call `name`, and its number (0 where it has none): "Google", "draft 00" to "draft 19",
 * "RFC 10049", in upper or lower case, with or without space, hyphen and leading zero. NULL for anything
 * else; the squatted forms have no names. */
const struct rt_version *rt_version_named(uint32_t *code, struct rt_bytes name);

struct rt_text;

/* What a version number stands for: "RFC 10049", "draft 11", "drafts 12-19", "reserved", ... */
void rt_version_code_name(struct rt_text *text, uint32_t code);

#ifdef __cplusplus
}
#endif

#endif
