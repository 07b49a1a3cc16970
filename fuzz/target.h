/* The two functions that an engine knows; every target defines the first, mutator.c the second. */
#ifndef ROUGHPROOF_FUZZ_TARGET_H
#define ROUGHPROOF_FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
