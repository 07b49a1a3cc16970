#!/bin/sh
# The npm package: what `npm pack` would send, that it installs without anything else, and that the example runs. Exit 77 if
# there is no npm.
#
# usage: package_test.sh PACKAGE EXAMPLE CORPUS
set -eu
package=$(realpath "$1") example=$(realpath "$2") corpus=$(realpath "$3")
command -v npm >/dev/null || { echo "skipped: no npm on this machine"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME="$work" npm_config_cache="$work/cache" npm_config_offline=true npm_config_audit=false \
    npm_config_update_notifier=false

fail() {
    echo "package: $1" >&2
    exit 1
}

cd "$work"
npm pack --silent "$package" >name
tarball=$(cat name)
tar -tzf "$tarball" | sed 's,^package/,,' | LC_ALL=C sort >found
LC_ALL=C sort >wanted <<'LIST'
LICENSE
README.md
build.json
call.js
document.js
package.json
random.js
request.js
results.js
roughproof-simd.wasm
roughproof.d.ts
roughproof.js
roughproof.wasm
slugs.d.ts
values.js
vectors.js
LIST
diff wanted found || fail "npm pack has other files"
node -e '
const p = require(process.argv[1]);
for (const key of ["dependencies", "peerDependencies", "optionalDependencies", "scripts", "bin"]) {
  if (p[key] !== undefined) throw new Error(`package.json has ${key}`);
}
if (Object.keys(p.exports["."])[0] !== "types") throw new Error("types do not come first");
' "$package/package.json"
hash_of() {
    sed -n "s/.*\"$1\": \"\(.*\)\".*/\1/p" "$package/build.json"
}
[ "$(hash_of sha256)" = "$(sha256sum "$package/roughproof.wasm" | cut -d ' ' -f 1)" ] ||
    fail "build.json is of another module"
[ "$(hash_of sha256-simd)" = "$(sha256sum "$package/roughproof-simd.wasm" | cut -d ' ' -f 1)" ] ||
    fail "build.json is of another wide module"

mkdir app
cd app
echo '{"private": true, "type": "module"}' >package.json
npm install --silent --no-save "../$tarball"
[ "$(ls node_modules)" = roughproof ] || fail "something else was installed: $(ls node_modules)"
cp "$example" example.mjs
[ "$(grep -c . example.mjs)" -le 20 ] || fail "the example has over 20 lines"
status=0
node example.mjs "$corpus/samples/malfeasance.json" "$corpus/samples/servers.json" >said || status=$?
[ "$status" = 4 ] || fail "the example ended with $status"
grep -q '^malfeasance, under trusted keys$' said || fail "the example says: $(cat said)"
grep -q '^east.example contradicts south.example by 86393 s$' said || fail "the example says: $(cat said)"
status=0
node example.mjs "$corpus/samples/chain.json" >said || status=$?
[ "$status" = 5 ] || fail "the example ended with $status for a chain without a list"
grep -q '^valid, keys not recognised$' said || fail "the example says: $(cat said)"
echo "package: $(wc -l <../found) files, $(wc -c <"../$tarball") bytes"
