/* Any bytes as a report: reading ends, each exchange keeps its promises of lengths and places, a copied
 * reader reads the same again, and a report of NDJSON is read line by line as each line alone would be.
 * Maximum length 8192. */
#include "parser/report.h"

#include <stdlib.h>

static uint8_t buf[RT_EXCHANGE_ROOM], other_buf[RT_EXCHANGE_ROOM];

static void demand(bool holds)
{
    if (!holds) {
        abort();
    }
}

static bool in_buf(struct rt_bytes bytes)
{
    return bytes.len == 0 || (bytes.data >= buf && bytes.data + bytes.len <= buf + sizeof buf);
}

static void check_exchange(const struct rt_exchange *x, struct rt_bytes in)
{
    demand(x->response.len > 0 && x->response.len <= RT_PACKET_MAX && x->request.len <= RT_PACKET_MAX);
    demand(x->public_key.len == 0 || x->public_key.len == 32);
    demand(x->rand.len == 0 || x->rand.len == 32 || x->rand.len == 64);
    demand(x->nonce.len == 0 || x->nonce.len == 32 || x->nonce.len == 64);
    demand(in_buf(x->response) && in_buf(x->request) && in_buf(x->public_key) && in_buf(x->rand) &&
           in_buf(x->nonce));
    demand(x->text.at <= in.len && x->text.len <= in.len - x->text.at);
}

static bool same(const struct rt_exchange *a, const struct rt_exchange *b)
{
    return a->index == b->index && rt_bytes_equal(a->response, b->response) &&
           rt_bytes_equal(a->request, b->request) && rt_bytes_equal(a->public_key, b->public_key) &&
           rt_bytes_equal(a->rand, b->rand) && rt_bytes_equal(a->nonce, b->nonce) &&
           rt_bytes_equal(a->id.text, b->id.text);
}

/* The line of an exchange of NDJSON, alone. */
static void check_line(const struct rt_exchange *x)
{
    struct rt_report report;
    struct rt_exchange alone;
    struct rt_error err;
    struct rt_remarks remarks = {0};
    demand(rt_report_open(&report, &err, &remarks, x->text, x->text.len));
    demand(report.format == RT_REPORT_NDJSON);
    demand(rt_report_next(&alone, &err, &remarks, &report, other_buf, sizeof other_buf));
    alone.index = x->index;
    demand(same(&alone, x));
}

static void check_rest(struct rt_report report, struct rt_bytes in)
{
    struct rt_exchange x, again;
    struct rt_error err, other_err;
    struct rt_remarks remarks = {0};
    for (size_t i = 0; i <= in.len; i++) {
        struct rt_report copy = report;
        bool ok = rt_report_next(&x, &err, &remarks, &report, buf, sizeof buf);
        demand(ok == rt_report_next(&again, &other_err, &remarks, &copy, other_buf, sizeof other_buf));
        demand(ok == (err.code == RT_OK) || !ok);
        if (!ok && err.code == RT_OK) {
            return;
        }
        demand(x.index == i && err.code == other_err.code && err.offset <= in.len);
        if (ok) {
            check_exchange(&x, in);
            demand(same(&x, &again));
        }
        if (ok && report.format == RT_REPORT_NDJSON) {
            check_line(&x);
        }
    }
    abort(); /* more entries than bytes */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rt_report report;
    struct rt_error err;
    struct rt_remarks remarks = {0};
    struct rt_bytes in = rt_bytes_from(data, size);
    if (rt_report_open(&report, &err, &remarks, in, size)) {
        demand(err.code == RT_OK);
        check_rest(report, in);
    } else {
        demand(err.code != RT_OK && err.offset <= size);
    }
    return 0;
}
