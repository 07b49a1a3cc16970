#!/bin/sh
# Gets the sources of BearSSL 0.6 into DIR, where inc/ and src/ will be: from the distribution's source package, through
# the machine's own apt configuration and without touching it, or from a tarball that is there already. No root needed.
#
# usage: bearssl_source.sh DIR [TARBALL]
set -eu
dir=${1:?usage: bearssl_source.sh DIR [TARBALL]}
tarball=${2:-}
debian=102a625bd8f6155260867a50c508df8d8c3f796985dd744df1a68e5cd1a79004   # bearssl_0.6+dfsg.1.orig.tar.xz
upstream=6705bba1714961b41a728dfc5debbe348d2966c117649392f8c8139efc83ff14 # bearssl-0.6.tar.gz

complain() {
    echo "bearssl_source.sh: $1" >&2
    exit 1
}

# The machine's entries for packages, as entries for their sources.
source_entries() {
    for list in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
        case $list in
        *.sources) sed 's/^Types:.*/Types: deb-src/' "$list" >"$1/$(basename "$list")" ;;
        *.list) sed -n 's/^deb /deb-src /p' "$list" >"$1/$(basename "$list")" ;;
        esac
    done 2>/dev/null
}

# Leaves the tarball in the directory $1.
download() {
    mkdir -p "$1/parts" "$1/lists/partial" "$1/cache/archives/partial"
    source_entries "$1/parts"
    set -- "$1" -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$1/parts" -o "Dir::State::lists=$1/lists" \
        -o "Dir::Cache=$1/cache" -o APT::Sandbox::User= -o Debug::NoLocking=1
    cd "$1"
    shift
    apt-get -qq "$@" update
    apt-get -qq "$@" source --download-only bearssl
}

if [ -f "$dir/inc/bearssl.h" ]; then
    exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ -z "$tarball" ]; then
    (download "$work") >"$work/log" 2>&1 || { cat "$work/log" >&2; complain "the source package of bearssl cannot be had"; }
    tarball=$(find "$work" -name 'bearssl_*.orig.tar.*' ! -name '*.asc')
fi
sum=$(sha256sum "$tarball" | cut -d ' ' -f 1)
case $sum in
"$debian" | "$upstream") ;;
*) complain "$tarball has the SHA-256 $sum, which is that of no known release" ;;
esac
mkdir "$work/unpacked"
tar -xf "$tarball" -C "$work/unpacked" --strip-components 1
mkdir -p "$dir"
cp -R "$work/unpacked/inc" "$work/unpacked/src" "$dir"
