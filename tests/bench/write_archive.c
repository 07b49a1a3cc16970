/* Writes one of bench_bulk's archives to standard output, for the benchmark of the WebAssembly module
 * (wasm/bench/bulk.mjs): for each exchange its key, the lengths of request and response in two bytes each,
 * lowest first, and both. usage: write_archive responses archive */
#include "tests/bench/archive.h"

static void put(const void *data, size_t len)
{
    demand(fwrite(data, 1, len, stdout) == len, "cannot write");
}

static void put_u16(size_t n)
{
    const uint8_t bytes[2] = {(uint8_t)n, (uint8_t)(n >> 8)};
    put(bytes, sizeof bytes);
}

int main(int argc, char **argv)
{
    num_responses = argc == 3 ? strtoul(argv[1], NULL, 10) : 0;
    const size_t number = argc == 3 ? strtoul(argv[2], NULL, 10) : 0;
    demand(sodium_init() >= 0 && num_responses > 0 && number >= 1 && number <= NUM_ARCHIVES,
           "usage: write_archive responses archive");
    entries = malloc(num_responses * sizeof *entries);
    demand(entries != NULL, "out of memory");
    make(&archives[number - 1]);
    for (size_t i = 0; i < num_responses; i++) {
        const struct rt_question *question = &entries[i].question;
        put(question->key, sizeof *question->key);
        put_u16(question->request.len);
        put_u16(question->response.len);
        put(question->request.data, question->request.len);
        put(question->response.data, question->response.len);
    }
    demand(fflush(stdout) == 0, "cannot write");
    free(entries);
    return 0;
}
