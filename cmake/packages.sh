#!/bin/sh
# Installs Debian packages: "build" what it takes to build and run the tool, "test" what all tests take too, "page" what
# tests of the page in a browser take beside them.
set -eu
build="gcc libc6-dev make cmake libbearssl-dev libseccomp-dev libpcap-dev libsodium-dev zlib1g-dev"
test="g++ gcc-multilib clang llvm libclang-rt-14-dev clang-format valgrind python3 git pkg-config \
mandoc bash xxd bsdextrautils libjansson-dev emscripten xz-utils openssl systemd parallel \
qemu-user binutils-s390x-linux-gnu libgcc-12-dev-s390x-cross libc6-dev-s390x-cross frama-c-base why3 cvc4"
page="nodejs chromium"
command -v npm >/dev/null || page="$page npm" # some packages of nodejs hold it
case "${1:-build}" in
build) wanted=$build ;;
test) wanted="$build $test" ;;
page) wanted=$page ;;
*) echo "usage: packages.sh build|test|page" >&2; exit 2 ;;
esac

missing=""
for package in $wanted; do
    status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || echo none)
    [ "$status" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

root=""
[ "$(id -u)" = 0 ] || root=sudo
echo "installing:$missing"
$root apt-get -qq update
# shellcheck disable=SC2086 # one word a package
DEBIAN_FRONTEND=noninteractive $root apt-get -qq install -y --no-install-recommends $missing >/dev/null
