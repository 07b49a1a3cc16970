#include "diagnosis.h"

#define MATCH true
#define HINT  false

static const struct rt_diagnosis_info rows[] = {
#define ROW(name, kind, slug, source, text) {kind, slug, source, text},
    RT_DIAGNOSIS_LIST(ROW)
#undef ROW
};

const struct rt_diagnosis_info *rt_diagnosis_info(enum rt_diagnosis_code code)
{
    return &rows[(size_t)code < RT_NUM_DIAGNOSES ? code : RT_NUM_DIAGNOSES - 1];
}

const char *rt_diagnosis_check_name(enum rt_check check)
{
    return check == RT_CHECK_LINK ? "link" : rt_check_name(check);
}

static const char hashes[][24] = {"no hash", "SHA-512", "SHA-512 cut to 32 bytes", "SHA-512/256"};
static const char leaves[][40] = {"the request packet", "the request behind a ROUGHTIM header",
                                  "the request without its ROUGHTIM header", "the nonce"};
static const char units[][16] = {"no time", "seconds", "microseconds", "MJD"};
static const char places[][24] = {"the outermost message", "SREP", "CERT", "DELE"};

static void put_name(struct rt_text *text, const char *names, size_t width, size_t num, uint32_t index)
{
    rt_text_string(text, names + width * (index < num ? index : 0));
}

#define PUT_NAME(text, names, index)                                                                         \
    put_name(text, names[0], sizeof names[0], sizeof names / sizeof names[0], index)

static void put_tag(struct rt_text *text, uint32_t tag)
{
    char name[RT_TAG_NAME_MAX];
    rt_tag_name(name, tag);
    rt_text_string(text, name);
}

static void put_number(struct rt_text *text, char letter, uint32_t number)
{
    switch (letter) {
    case 'v':
        rt_text_code(text, number);
        break;
    case 'h':
        PUT_NAME(text, hashes, number);
        break;
    case 'l':
        PUT_NAME(text, leaves, number);
        break;
    case 't':
        put_tag(text, number);
        break;
    case 'u':
        PUT_NAME(text, units, number);
        break;
    case 'p':
        PUT_NAME(text, places, number);
        break;
    case 'k':
        rt_text_string(text, rt_kind_name((enum rt_kind)number));
        break;
    default:
        rt_text_uint(text, number);
        break;
    }
}

void rt_diagnosis_text(struct rt_text *text, const struct rt_diagnosis *diagnosis)
{
    const char *s = rt_diagnosis_info(diagnosis->code)->text;
    for (; *s != '\0'; s++) {
        if (*s == '@' && s[1] != '\0') {
            put_number(text, *++s, diagnosis->number);
        } else {
            rt_text_char(text, *s);
        }
    }
}
