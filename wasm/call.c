#include "wasm/call.h"

#include "parser/json_write.h"
#include "parser/response.h"
#include "tools/dump_lines.h"
#include "tools/verify.h"
#include "wasm/output.h"

/* The name of all server lists in what is said of them. */
static const char lists_name[] = "servers";

struct file call_file(struct rt_bytes input)
{
    return (struct file){(uint8_t *)(uintptr_t)input.data, input.len};
}

/* False when there is no memory. */
static bool read_lists(struct servers *servers)
{
    bool ok = true;
    for (size_t i = 0; ok && i < call.num_lists; i++) {
        ok = servers_add_text(servers, lists_name, call.list[i]) != EXIT_IO;
    }
    return ok;
}

/* Whom to trust: as the command has it with --servers and --key. */
static bool fill_keys(struct verify_keys *keys)
{
    keys->trust.grace_micros = call.grace_micros;
    keys->trust.trust_embedded = call.trust_embedded;
    if (!read_lists(&keys->servers) || !verify_keys_reserve(keys, call.num_keys)) {
        return false;
    }
    verify_keys_add_lists(keys);
    for (size_t i = 0; i < call.num_keys; i++) {
        verify_keys_add(keys, call.key[i].data);
    }
    return true;
}

static void set_options(struct verify *verify)
{
    verify->options.source = call.source;
    verify->options.policy = call.policy;
    memcpy(verify->options.nonce, call.nonce.data != NULL ? call.nonce.data : (const uint8_t *)"",
           call.nonce.len);
    verify->options.nonce_len = call.nonce.len;
    verify->view = (struct verify_view){.json = true, .explain = call.explain};
    verify->has_document = call.has_document;
    if (call.has_document) {
        memcpy(verify->document.b, call.document.data, sizeof verify->document.b);
    }
}

static enum exit_status decode(struct input *out, struct rt_bytes bytes, const char *what)
{
    struct rt_error at = {.code = RT_OK};
    struct file file = call_file(bytes);
    enum input_result result = input_decode(out, &at.offset, &file, call.source.coding);
    enum source_failure failure = result == INPUT_DECODED      ? SOURCE_OPENED
                                  : result == INPUT_NOT_HEX    ? SOURCE_NOT_HEX
                                  : result == INPUT_NOT_BASE64 ? SOURCE_NOT_BASE64
                                                               : SOURCE_NO_MEMORY;
    return source_complain(what, failure, &at);
}

static enum exit_status verify_exchange(struct verify *verify, struct rt_bytes input)
{
    struct input responses;
    enum exit_status status = decode(&verify->requests, call.request, "request");
    status = status == EXIT_GOOD ? decode(&responses, input, call.path) : status;
    if (status != EXIT_GOOD) {
        return status;
    }
    return call_begin(verify_responses_begin(verify, &responses, call.path), EXIT_IO);
}

enum exit_status call_verify(struct rt_bytes input)
{
    static struct verify verify; /* its parts point to one another */
    static struct source source;
    enum exit_status status;
    verify = (struct verify){.has_document = false};
    set_options(&verify);
    if (!fill_keys(&verify.keys)) {
        return EXIT_IO;
    }
    if (call.has_request) {
        return verify_exchange(&verify, input);
    }
    struct file file = call_file(input);
    struct verify_pass *pass = verify_file_begin(&status, &verify, &source, &file, call.path);
    return call_begin(pass, status);
}

/* Items of a description. */

static void write_item(struct rt_text *text, const struct rt_description *d, const struct rt_item *item)
{
    static const char kinds[][8] = {"magic", "length", "message", "count", "offset", "tag", "value", "rest"};
    char meaning[512];
    struct rt_text part = rt_text_into(meaning, sizeof meaning);
    rt_text_char(text, '{');
    rt_write_key(text, "kind");
    rt_write_word(text, kinds[item->kind]);
    rt_write_next(text, "depth");
    rt_text_uint(text, item->depth);
    rt_write_next(text, "path");
    rt_text_char(text, '"');
    if (item->kind == RT_ITEM_VALUE || item->kind == RT_ITEM_TAG || item->kind == RT_ITEM_MESSAGE) {
        char path[2 * RT_TAG_NAME_MAX];
        struct rt_text name = rt_text_into(path, sizeof path);
        rt_path_text(&name, item->place, item->tag);
        rt_write_escaped(text, rt_bytes_from(path, rt_text_len(&name)));
    }
    rt_text_char(text, '"');
    rt_write_next(text, "index");
    rt_text_uint(text, item->index);
    rt_write_next(text, "offset");
    rt_text_uint(text, item->bytes.at);
    rt_write_next(text, "length");
    rt_text_uint(text, item->bytes.len);
    rt_write_next(text, "meaning");
    rt_text_char(text, '"');
    do {
        rt_item_meaning(&part, d, item);
        rt_write_escaped(text, rt_bytes_from(meaning, rt_text_len(&part)));
    } while (rt_text_advance(&part));
    rt_text_char(text, '"');
    rt_write_next(text, "broken");
    rt_write_bool(text, item->broken);
    rt_text_char(text, '}');
}

static void write_items(struct rt_text *text, const struct rt_description *d)
{
    struct rt_walk walk;
    struct rt_item item;
    const char *before = "";
    rt_walk_begin(&walk, d);
    while (rt_walk_next(&item, &walk)) {
        if (item.kind != RT_ITEM_END) {
            rt_text_string(text, before);
            write_item(text, d, &item);
            before = ",";
        }
    }
}

static void put_items(const struct dump_lines *lines)
{
    struct rt_text text = output_open();
    if (lines->kind == DUMP_MESSAGE) {
        rt_text_string(&text, "{\"title\":\"");
        char title[256];
        struct rt_text part = rt_text_into(title, sizeof title);
        rt_describe_title(&part, &lines->description);
        rt_write_escaped(&text, rt_bytes_from(title, rt_text_len(&part)));
        rt_text_char(&text, '"');
        rt_write_next(&text, "hex");
        rt_write_hex(&text, lines->description.input);
        rt_write_next(&text, "items");
        rt_text_char(&text, '[');
        write_items(&text, &lines->description);
        rt_text_string(&text, "]}\n");
    } else {
        rt_text_string(&text, "null\n");
    }
    output_close(OUTPUT_EXTRA, &text);
}

static void put_line(const struct dump_lines *lines)
{
    struct rt_text text = output_open();
    dump_line_text(&text, lines);
    rt_text_char(&text, '\n');
    output_close(OUTPUT_JSON, &text);
    if (call.items) {
        put_items(lines);
    }
}

static enum exit_status dump_source(struct source *source, const struct servers *servers)
{
    static struct dump_lines lines;
    dump_say_odd(source);
    dump_lines_begin(&lines, source, servers, call.source.form);
    while (dump_lines_next(&lines)) {
        put_line(&lines);
    }
    return lines.status;
}

static void put_refused(const struct rt_error *err)
{
    struct rt_text text = output_open();
    dump_refused_text(&text, call.path, err);
    rt_text_char(&text, '\n');
    output_close(OUTPUT_JSON, &text);
}

enum exit_status call_dump(struct rt_bytes input)
{
    struct servers servers = {0};
    struct source source;
    struct rt_error err;
    struct file file = call_file(input);
    if (!read_lists(&servers)) {
        return EXIT_IO;
    }
    enum source_failure failure = source_open(&source, &err, &file, call.path, &call.source);
    enum exit_status status = source_complain(call.path, failure, &err);
    if (failure == SOURCE_OPENED) {
        status = dump_source(&source, &servers);
    } else if (failure == SOURCE_REFUSED) {
        put_refused(&err);
    }
    return status;
}

/* Requests. */

/* No chain goes on from anything but a response. */
static bool check_response(struct rt_bytes packet)
{
    char why[256];
    struct rt_response response;
    struct rt_error err;
    struct rt_text text = rt_text_into(why, sizeof why - 1);
    if (packet.len == 0 || rt_response_parse(&response, &err, packet, RT_FORM_ANY)) {
        return true;
    }
    rt_error_text(&text, &err);
    why[rt_text_len(&text)] = '\0';
    return file_complain(call.path, why);
}

enum exit_status call_request(enum rt_plan_result *why)
{
    static struct request made;
    *why = request_check(&call.asked);
    if (*why != RT_PLAN_OK) {
        return EXIT_USAGE;
    }
    if (!check_response(call.asked.response)) {
        return EXIT_BAD;
    }
    if (!request_make_sound(&made, &call.asked)) {
        return EXIT_IO;
    }
    struct rt_text text = output_open();
    request_json_begin(&text, &call.asked);
    request_json_end(&text, &call.asked, &made);
    rt_text_char(&text, '\n');
    output_close(OUTPUT_JSON, &text);
    output_bytes(OUTPUT_BYTES, rt_bytes_from(made.data, made.len));
    return EXIT_GOOD;
}
