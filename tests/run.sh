#!/bin/bash
# All tests: builds every preset that this machine can run, runs its tests, hunts with the fuzzers for
# FUZZ_SECONDS in all (default 60), and ends with "N passed, N failed". Exit status 0 if nothing failed. With --long
# also what takes long: ten million signatures against libsodium, ten minutes of load on the server, memory over 100 000
# verifications in WebAssembly, and every planted bug that the proofs must notice.
set -u
cd "$(dirname "$0")/.." || exit 1
passed=0 failed=0 skipped=0
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT

# step NAME COMMAND...: one check that is a command; its output is shown only when it fails.
step() {
    local name=$1 start=$SECONDS
    shift
    if "$@" >"$logs/step" 2>&1; then
        passed=$((passed + 1))
        echo "pass  $name ($((SECONDS - start)) s)"
    else
        failed=$((failed + 1))
        echo "FAIL  $name"
        tail -n 60 "$logs/step"
    fi
}

attribute() { sed -n "/<testsuite/,/>/s/.*[[:space:]]*$1=\"\([0-9]*\)\".*/\1/p" "$2" | head -n 1; }

# suite PRESET [TESTS [TARGET]]: builds it and adds up what its tests say; of those alone, and with that alone built. Many
# tests of servers and clients wait most of their time, so there are two for each processor.
suite() {
    local preset=$1 start=$SECONDS junit=$logs/$1.xml tests bad passing missed
    step "build $preset" build "$preset" ${3:+--target "$3"}
    [ -d "build/$preset" ] || return
    ctest --test-dir "build/$preset" -R "${2:-.}" -j "$((2 * $(nproc)))" --output-on-failure --output-junit "$junit" \
        >"$logs/ctest" 2>&1
    tests=$(attribute tests "$junit") bad=$(attribute failures "$junit")
    missed=$(($(attribute skipped "$junit") + $(attribute disabled "$junit")))
    if [ -z "$tests" ] || [ "$tests" = 0 ]; then
        failed=$((failed + 1))
        echo "FAIL  $preset: no test ran"
        tail -n 20 "$logs/ctest"
        return
    fi
    passing=$((tests - bad - missed))
    passed=$((passed + passing)) failed=$((failed + bad)) skipped=$((skipped + missed))
    echo "      $preset: $passing passed, $bad failed, $missed skipped ($((SECONDS - start)) s)"
    grep -E '\*\*\*Skipped' "$logs/ctest"
    [ "$bad" = 0 ] || cat "$logs/ctest"
}

# build PRESET [OPTIONS]
build() {
    local preset=$1
    shift
    cmake --preset "$preset" && cmake --build --preset "$preset" -j "$(nproc)" "$@"
}

coverage() {
    build coverage && python3 tests/coverage.py build/coverage
}

step "packages" sh cmake/packages.sh test
step "BearSSL's sources" sh cmake/bearssl_source.sh build/bearssl
for preset in release clang asan msan m32 s390x wasm; do
    suite "$preset"
done
if [ "${1:-}" = --long ]; then
    step "ten million signatures" build/release/tests/verify/ed25519_differential_test 10000000
    step "ten minutes of load" python3 tests/serve/soak_test.py build/release/roughproof --long
    [ ! -d build/wasm/wasm/package ] || step "100000 verifications in WebAssembly" \
        node --expose-gc wasm/tests/memory_test.mjs build/wasm/wasm/package 100000
    step "all planted bugs" python3 tests/proof/prove.py --planted all
fi
suite integer '^(replay_|fuzz_|mutator)' replayers
step "gcc -fanalyzer" build analyzer
step "coverage of parser/ and verify/" coverage
step "valgrind: the corpus through every target" bash tests/valgrind.sh build/release
step "build fuzz" build fuzz --target fuzzers
step "canaries: the fuzzers find planted bugs" bash fuzz/check_canary.sh
step "the targets as OSS-Fuzz builds them" bash fuzz/check_build.sh build/bearssl
step "fuzz all targets, ${FUZZ_SECONDS:-60} s" bash fuzz/run.sh "${FUZZ_SECONDS:-60}"
cat "$logs/step"

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
