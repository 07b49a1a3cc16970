/* Slices: every boundary of the pointer arithmetic that all else relies on. */
#include "parser/bytes.h"
#include "tests/check.h"

static const uint8_t data[12] = {0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc};

/* Lengths and skips around every boundary, those that would wrap included. */
static const size_t edges[] = {
    0,
    1,
    3,
    4,
    5,
    7,
    8,
    9,
    11,
    12,
    13,
    16,
    SIZE_MAX / 2,
    SIZE_MAX - 12,
    SIZE_MAX - 8,
    SIZE_MAX - 7,
    SIZE_MAX - 4,
    SIZE_MAX - 3,
    SIZE_MAX - 1,
    SIZE_MAX,
};
enum { NUM_EDGES = sizeof edges / sizeof edges[0] };

/* Independent of the code under test: sums only where they cannot wrap. */
static bool inside(size_t skip, size_t len, size_t total)
{
    return skip <= 12 && len <= 12 && skip + len <= total;
}

static void check_sub(struct rt_bytes in, size_t skip, size_t len)
{
    struct rt_bytes out = {data, 99, 99};
    bool ok = rt_bytes_sub(&out, in, skip, len);
    CHECK(ok == inside(skip, len, in.len), "sub %zu, %zu of %zu", skip, len, in.len);
    if (ok) {
        CHECK(out.len == len && out.at == in.at + skip, "sub %zu, %zu: %zu at %zu", skip, len, out.len,
              out.at);
        CHECK(in.data == NULL ? out.data == NULL : out.data == data + skip, "sub %zu, %zu: place", skip, len);
    } else {
        CHECK(out.data == NULL && out.len == 0 && out.at == 0, "sub %zu, %zu left something", skip, len);
    }
}

static void check_after(struct rt_bytes in, size_t skip)
{
    struct rt_bytes out = rt_bytes_after(in, skip);
    size_t cut = skip < in.len ? skip : in.len;
    CHECK(out.len == in.len - cut && out.at == in.at + cut, "after %zu of %zu: %zu at %zu", skip, in.len,
          out.len, out.at);
    CHECK(in.data == NULL ? out.data == NULL : out.data == data + cut, "after %zu: place", skip);
}

/* The number at `skip`, from the table by another road. */
static uint64_t number_at(size_t skip, size_t size)
{
    uint64_t v = 0;
    for (size_t i = size; i > 0; i--) {
        v = v * 256 + data[skip + i - 1];
    }
    return v;
}

static void check_numbers(struct rt_bytes in, size_t skip)
{
    uint8_t u8 = 0xee;
    uint32_t u32 = 0xeeeeeeee;
    uint64_t u64 = 0xeeeeeeeeeeeeeeee;
    CHECK(rt_bytes_u8(&u8, in, skip) == inside(skip, 1, in.len), "u8 at %zu of %zu", skip, in.len);
    CHECK(rt_bytes_u32(&u32, in, skip) == inside(skip, 4, in.len), "u32 at %zu of %zu", skip, in.len);
    CHECK(rt_bytes_u64(&u64, in, skip) == inside(skip, 8, in.len), "u64 at %zu of %zu", skip, in.len);
    CHECK_EQ("u8", u8, inside(skip, 1, in.len) ? number_at(skip, 1) : 0);
    CHECK_EQ("u32", u32, inside(skip, 4, in.len) ? number_at(skip, 4) : 0);
    CHECK_EQ("u64", u64, inside(skip, 8, in.len) ? number_at(skip, 8) : 0);
}

static void check_slice(struct rt_bytes in)
{
    for (size_t i = 0; i < NUM_EDGES; i++) {
        check_after(in, edges[i]);
        check_numbers(in, edges[i]);
        for (size_t j = 0; j < NUM_EDGES; j++) {
            check_sub(in, edges[i], edges[j]);
        }
    }
}

/* A slice that claims the whole address space: its length plus one would be 0. Nothing far is touched. */
static void longest(void)
{
    struct rt_bytes out, all = {data, SIZE_MAX, 0};
    uint32_t v;
    CHECK(rt_bytes_sub(&out, all, 0, SIZE_MAX) && out.len == SIZE_MAX && out.data == data, "all of it");
    CHECK(rt_bytes_sub(&out, all, 4, 8) && out.data == data + 4 && out.len == 8, "its beginning");
    CHECK(!rt_bytes_sub(&out, all, 1, SIZE_MAX) && !rt_bytes_sub(&out, all, SIZE_MAX, 1), "a byte more");
    CHECK(rt_bytes_u32(&v, all, 8) && v == number_at(8, 4), "a number in it");
    CHECK(!rt_bytes_u32(&v, all, SIZE_MAX) && !rt_bytes_u32(&v, all, SIZE_MAX - 3), "numbers beyond it");
}

static void compares(void)
{
    const uint8_t other[4] = {0x11, 0x22, 0x33, 0x45};
    struct rt_bytes a = rt_bytes_from(data, 4), none = rt_bytes_from(NULL, 0);
    CHECK(rt_bytes_equal(a, rt_bytes_from(data, 4)), "the same bytes");
    CHECK(!rt_bytes_equal(a, rt_bytes_from(data, 3)), "a prefix is not equal");
    CHECK(!rt_bytes_equal(a, rt_bytes_from(other, 4)), "the last byte differs");
    CHECK(rt_bytes_equal(a, (struct rt_bytes){data, 4, 77}), "the place does not count");
    CHECK(rt_bytes_equal(none, rt_bytes_from(data, 0)), "empty slices are equal, NULL or not");
    CHECK(!rt_bytes_equal(none, rt_bytes_from(data, 1)), "nothing is not something");
    CHECK(rt_bytes_starts(a, data, 4) && rt_bytes_starts(a, data, 3), "prefixes");
    CHECK(rt_bytes_starts(a, NULL, 0) && rt_bytes_starts(none, NULL, 0), "the empty prefix");
    CHECK(!rt_bytes_starts(a, data, 5) && !rt_bytes_starts(none, data, 1), "a prefix longer than the bytes");
    CHECK(!rt_bytes_starts(a, other, 4) && rt_bytes_starts(a, other, 3), "prefix of other bytes");
}

static void zeros(void)
{
    uint8_t b[9] = {0};
    CHECK_EQ("NULL", rt_bytes_first_nonzero(rt_bytes_from(NULL, 0)), 0);
    CHECK_EQ("all zero", rt_bytes_first_nonzero(rt_bytes_from(b, 9)), 9);
    for (size_t i = 9; i > 0; i--) {
        b[i - 1] = 0x80;
        CHECK_EQ("first of several", rt_bytes_first_nonzero(rt_bytes_from(b, 9)), i - 1);
        CHECK_EQ("before it", rt_bytes_first_nonzero(rt_bytes_from(b, i - 1)), i - 1);
    }
}

int main(void)
{
    struct rt_bytes from = rt_bytes_from(data, 5);
    CHECK(from.data == data && from.len == 5 && from.at == 0, "from");
    for (size_t len = 0; len <= sizeof data; len++) {
        check_slice((struct rt_bytes){data, len, 0});
        check_slice((struct rt_bytes){data, len, 1000});
    }
    check_slice(rt_bytes_from(NULL, 0));
    check_slice((struct rt_bytes){0});
    longest();
    compares();
    zeros();
    return check_done("bytes");
}
