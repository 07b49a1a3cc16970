#include "tools/request_show.h"

#include "parser/text.h"

/* Everything that is written of one request: hex or base64 of it, and what else JSON says. */
#define LINE_ROOM (2 * sizeof(struct request) + 8192)

void request_show_hex(FILE *out, struct rt_bytes bytes)
{
    static char line[LINE_ROOM];
    struct rt_text text = rt_text_into(line, sizeof line);
    rt_text_hex(&text, bytes);
    rt_text_char(&text, '\n');
    fwrite(line, 1, rt_text_len(&text), out);
}

static void put_base64(FILE *out, struct rt_bytes bytes)
{
    static char line[LINE_ROOM];
    struct rt_text text = rt_text_into(line, sizeof line);
    rt_text_base64(&text, bytes);
    rt_text_char(&text, '\n');
    fwrite(line, 1, rt_text_len(&text), out);
}

static void json_mistakes(struct rt_text *text, uint64_t mistakes)
{
    const char *between = "\"";
    for (unsigned i = 0; i < NUM_MISTAKES; i++) {
        if ((mistakes >> i & 1) != 0) {
            rt_text_string(text, between);
            rt_text_string(text, mistake_info((enum mistake)i)->name);
            rt_text_char(text, '"');
            between = ",\"";
        }
    }
}

static void put_json(FILE *out, const struct request_options *asked, const struct request *made)
{
    static char line[LINE_ROOM];
    struct rt_text text = rt_text_into(line, sizeof line);
    request_json_begin(&text, asked);
    json_mistakes(&text, asked->mistakes);
    request_json_end(&text, asked, made);
    rt_text_char(&text, '\n');
    fwrite(line, 1, rt_text_len(&text), out);
}

void request_show(FILE *out, enum request_format format, const struct request_options *asked,
                  const struct request *made)
{
    struct rt_bytes bytes = rt_bytes_from(made->data, made->len);
    switch (format) {
    case REQUEST_RAW:
        fwrite(made->data, 1, made->len, out);
        break;
    case REQUEST_HEX:
        request_show_hex(out, bytes);
        break;
    case REQUEST_BASE64:
        put_base64(out, bytes);
        break;
    case REQUEST_JSON:
        put_json(out, asked, made);
        break;
    }
}
