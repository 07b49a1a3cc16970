/* A JSON value is written as it was read, but for its blanks. */
#include "parser/json_write.h"
#include "tests/check.h"

static void expect(const char *in, const char *want)
{
    char out[100];
    struct rt_json value;
    struct rt_error err;
    struct rt_text text = rt_text_into(out, sizeof out - 1);
    CHECK(rt_json_parse(&value, &err, rt_bytes_from(in, strlen(in)), 100), "%s", in);
    rt_write_value(&text, value);
    out[rt_text_len(&text)] = '\0';
    CHECK_STR(in, out, want);
}

int main(void)
{
    expect("[ 1,\t{\"a b\" : \"\\\" c\"}\n]", "[1,{\"a b\":\"\\\" c\"}]");
    expect("  true ", "true");
    return check_done("json write");
}
