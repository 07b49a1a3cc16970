#!/bin/sh
# Installs a build to a place of its own, and compiles and runs a stranger's program against what is there:
# through pkg-config with the shared library, and through CMake with the static one.
# usage: install_test.sh BUILD_DIR    exit 77: no pkg-config, or BearSSL from its sources
set -eu
build=$(cd "$1" && pwd)
command -v pkg-config >/dev/null || { echo "skipped: no pkg-config on this machine"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
prefix=$work/prefix
cached() { sed -n "s/^$1:[A-Z]*=//p" "$build/CMakeCache.txt"; }
if [ -n "$(cached ROUGHPROOF_BEARSSL_SOURCE)" ]; then
    echo "skipped: a build with BearSSL's sources is not made to be installed"
    exit 77
fi
cc=$(cached CMAKE_C_COMPILER)
flags=$(cached CMAKE_C_FLAGS)
sanitize=$(cached ROUGHPROOF_SANITIZE)
[ -z "$sanitize" ] || flags="$flags -fsanitize=$sanitize"

cmake --install "$build" --prefix "$prefix" >"$work/log" || { cat "$work/log"; exit 1; }
libdir=$(dirname "$(find "$prefix" -name libroughproof-parser.a)")

mkdir "$work/consumer"
cat >"$work/consumer/consumer.c" <<'C'
#include <roughproof/parser/message.h>
#include <stdio.h>

int main(void)
{
    static const unsigned char bytes[] = {1, 0, 0, 0, 'N', 'O', 'N', 'C', 1, 2, 3, 4};
    struct rt_message message;
    struct rt_error err;
    if (!rt_message_parse(&message, &err, rt_bytes_from(bytes, sizeof bytes), RT_IN_TOP) ||
        message.num_tags != 1) {
        return 1;
    }
    puts("ok");
    return 0;
}
C
cat >"$work/consumer/CMakeLists.txt" <<'CMAKE'
cmake_minimum_required(VERSION 3.21)
project(consumer LANGUAGES C)
find_package(roughproof CONFIG REQUIRED)
add_executable(consumer consumer.c)
target_link_libraries(consumer PRIVATE roughproof::parser-static)
CMAKE

expect_ok() {
    said=$("$@")
    [ "$said" = ok ] || { echo "$1 says: $said"; exit 1; }
}

export PKG_CONFIG_PATH="$libdir/pkgconfig"
for component in parser $([ ! -e "$libdir/libroughproof-verify.a" ] || echo verify); do
    # shellcheck disable=SC2046,SC2086 # flags are words
    "$cc" $flags -std=c11 -Wall -Wextra -Werror $(pkg-config --cflags "roughproof-$component") \
        -o "$work/shared-$component" "$work/consumer/consumer.c" $(pkg-config --libs "roughproof-$component")
    expect_ok env LD_LIBRARY_PATH="$libdir" "$work/shared-$component"
done
LC_ALL=C LD_LIBRARY_PATH=$libdir ldd "$work/shared-parser" | grep -q "libroughproof-parser.so.0 => $libdir/" || {
    echo "not linked with the shared library of the installation"
    exit 1
}

cmake -S "$work/consumer" -B "$work/static" -DCMAKE_C_COMPILER="$cc" -DCMAKE_C_FLAGS="$flags" \
    -DCMAKE_PREFIX_PATH="$prefix" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
cmake --build "$work/static" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
expect_ok "$work/static/consumer"

for header in "$prefix"/include/roughproof/*/*.h; do
    echo "#include \"$header\""
done >"$work/all.c"
"$cc" $flags -std=c11 -Wall -Wextra -Werror -fsyntax-only "$work/all.c"
grep -rlF "$build" "$libdir/pkgconfig" "$libdir/cmake" && { echo "names the build's folder"; exit 1; }
echo "install: shared and static work"
