/* What verdicts mean, for people and for programs: what was checked, what it proves and what it does not, and
 * every byte that was hashed or signed, so that a person can do it again by hand. The command line and the
 * browser page print this and add nothing.
 *
 * All text is printable ASCII and goes through the window of `text`: for a long one call again with
 * `text->from` further on. Names and other bytes of strangers appear as JSON strings or base64 alone. */
#ifndef ROUGHPROOF_VERIFY_EXPLAIN_H
#define ROUGHPROOF_VERIFY_EXPLAIN_H

#include "diagnose.h"
#include "document.h"
#include "judge.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What the caller calls its keys: name[rt_trusted_key.id] in UTF-8, empty or beyond num_names for none. */
struct rt_names {
    const struct rt_trust *trust;
    const struct rt_bytes *name;
    size_t num_names;
};

/* One exchange as it was judged, and where it is from. Pointers are the caller's, and those that are not said
 * to may be NULL; slices and `id` may be empty. */
struct rt_case {
    struct rt_bytes source;               /* name of a file or the like, for JSON */
    uint64_t index;                       /* of the exchange in it */
    struct rt_json id;                    /* to be echoed */
    struct rt_names names;                /* `trust` not NULL */
    const struct rt_judgement *judgement; /* NULL if the entry was refused */
    const struct rt_error *refusal;       /* and then why; its offset counts in the source */
    const struct rt_remarks *remarks;     /* on the entry */
    const struct rt_link *link;           /* its place in a chain that was concluded */
    const struct rt_diagnoses *diagnoses; /* what would have made it pass */
    bool undiagnosed;                     /* nobody tried, as others like it have their diagnoses */
    struct rt_bytes previous, rand;       /* what its nonce was made of, for the steps */
};

/* All exchanges of a report or chain file. */
struct rt_evidence {
    struct rt_bytes source;
    const char *format;           /* rt_report_format_name and the like, or NULL */
    struct rt_names names;        /* `trust` not NULL */
    const struct rt_judge *judge; /* not NULL; concluded, and with a chain */
    const size_t *exchange; /* the number of each link's exchange among all entries, from 0; NULL if none was
                               refused: then they are the same */
    enum rt_conclusion conclusion;
    bool trusted;
    const struct rt_remarks *remarks; /* on the source as a whole */
    const struct rt_document *document;
};

/* In the order in which they are made. */
enum rt_statement_kind {
    RT_SAYS_VERDICT = 1, /* always the first: the verdict and its reason, in one line */
    RT_SAYS_VIOLATION,   /* of a chain: two times that contradict their order */
    RT_SAYS_SUSPECTS,    /* a smallest set of servers that may have lied */
    RT_SAYS_CHECK,       /* of an exchange: each of enum rt_check */
    RT_SAYS_FIELD,       /* a fact, by its label */
    RT_SAYS_PROVES,      /* in plain sentences */
    RT_SAYS_LIMITS,      /* and what not */
    RT_SAYS_REMARK,
    RT_SAYS_DIAGNOSIS,
};

/* One line of an explanation. */
struct rt_statement {
    enum rt_statement_kind kind;
    enum rt_outcome outcome; /* of a check; RT_UNVERIFIED for other kinds, which have none */
    size_t index;            /* among those of its kind */
    char label[12];          /* "merkle", "interval", "proves", ... */
};

/* How much is said. */
enum rt_detail {
    RT_DETAIL_LINE,  /* the verdict alone */
    RT_DETAIL_BRIEF, /* and all that did not pass or is remarkable */
    RT_DETAIL_FULL,
};

/* The next statement; *s is zeroed to begin with. False at the end. */
RT_MUST_CHECK bool rt_case_next(struct rt_statement *s, const struct rt_case *c, enum rt_detail detail);
RT_MUST_CHECK bool rt_evidence_next(struct rt_statement *s, const struct rt_evidence *e,
                                    enum rt_detail detail);

/* What a statement says, without its label. */
void rt_case_text(struct rt_text *text, const struct rt_case *c, const struct rt_statement *s);
void rt_evidence_text(struct rt_text *text, const struct rt_evidence *e, const struct rt_statement *s);

/* "pass", "FAIL", "lack", "n/a" or "-"; "" for what is no check. */
const char *rt_statement_mark(const struct rt_statement *s);

/* One JSON object, without a newline: the keys of roughproof-verify(1), with the steps or without. */
void rt_case_json(struct rt_text *text, const struct rt_case *c, bool with_steps);

/* The object of a report comes in parts: its beginning, the objects of its exchanges with a comma before each
 * but the first, and its end. */
void rt_evidence_json_begin(struct rt_text *text, const struct rt_evidence *e);
void rt_evidence_json_end(struct rt_text *text, const struct rt_evidence *e);

/* What all of it comes to: invalid also where the document is not the one that was stamped. */
enum rt_conclusion rt_evidence_conclusion(const struct rt_evidence *e);

/* "valid", "malfeasance", ...; "none" for no exchanges at all. */
const char *rt_conclusion_name(enum rt_conclusion conclusion);

/* The computations behind a verdict, in the order in which a person would do them. */
enum rt_step_kind {
    RT_STEP_NONCE = 1,  /* the response before and rand make the nonce (RFC 10049 8.2) */
    RT_STEP_DELEGATION, /* the long-term key signed DELE */
    RT_STEP_RESPONSE,   /* the delegated key signed SREP */
    RT_STEP_LEAF,       /* the leaf of the Merkle tree */
    RT_STEP_NODE,       /* a node above it, once for each of PATH */
};

#define RT_STEP_PARTS_MAX 3

struct rt_step_part {
    char label[20]; /* "context", "DELE", "node of PATH", ... */
    struct rt_bytes bytes;
};

/* One hash or signature over the parts, one after the other. */
struct rt_step {
    enum rt_step_kind kind;
    size_t index; /* of a node */
    size_t num_parts;
    struct rt_step_part part[RT_STEP_PARTS_MAX];
    struct rt_bytes key, signature; /* of a signature; `key` is empty where it is not known */
    enum rt_hash_kind hash;         /* of a hash; RT_HASH_NONE else */
    struct rt_bytes result;         /* of a hash */
    struct rt_bytes expected;       /* what it must be for the check to pass; empty if nothing asks for it */
};

/* Between two steps. It must stay where it is: steps point into it, and are valid until the next one. */
struct rt_steps {
    const struct rt_case *of;
    enum rt_step_kind next;
    bool has_leaf;
    size_t node;
    enum rt_merkle_order order;
    struct rt_hash inner, hash[2]; /* the last one and the one before in turn */
};

void rt_steps_begin(struct rt_steps *steps, const struct rt_case *c);

/* The next step; false at the end, and at once if the response could not be read. */
RT_MUST_CHECK bool rt_steps_next(struct rt_step *step, struct rt_steps *steps);

/* "nonce", "delegation", "response", "leaf" or "node". */
const char *rt_step_name(const struct rt_step *step);

/* "leaf: the first 32 bytes of SHA-512 over these bytes, one after the other" */
void rt_step_title(struct rt_text *text, const struct rt_step *step);

/* Line `index` of a step: its parts, then "key", "signature", "gives" and "must be" as far as there are any.
 * False behind the last. */
RT_MUST_CHECK bool rt_step_line(struct rt_step_part *out, const struct rt_step *step, size_t index);

#ifdef __cplusplus
}
#endif

#endif
