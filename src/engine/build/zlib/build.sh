#!/bin/sh
# Makes zlib.wasm, which is kept beside because a machine that builds the site needs no C compiler.
#
#     sh build.sh <folder with the sources of zlib 1.3.1>
#
# On Debian: apt-get install clang lld wasi-libc; the sources are https://zlib.net/fossils/ or the
# Debian package zlib. The patch gives zlib the hash of four bytes that the zlib of Node.js (Chromium's)
# has, so that the same input is compressed to the same bytes; it does not change what is understood.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
cp "$1"/*.c "$1"/*.h "$work"
cd "$work"
patch -p1 <"$here/node-hash.patch"

exports='malloc free
  deflateInit2_ deflate deflateReset deflateSetDictionary deflateParams deflateEnd
  inflateInit2_ inflate inflateReset inflateSetDictionary inflateEnd'
options=
for name in $exports; do options="$options -Wl,--export=$name"; done

# shellcheck disable=SC2086
clang --target=wasm32-wasi -O3 -flto -msimd128 -mbulk-memory -fvisibility=hidden \
  -mexec-model=reactor -nostartfiles -Wl,--no-entry -Wl,--strip-all -Wl,--lto-O3 $options \
  adler32.c crc32.c deflate.c trees.c inflate.c inftrees.c inffast.c zutil.c \
  -o "$here/zlib.wasm"
