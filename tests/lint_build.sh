#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Nothing is left out of the build: a source file or a test that no list names would never run.
. "$(dirname "$0")/tap.sh"

# faults ROOT: each file that the lists of ROOT forget.
faults() {
    (
        cd "$1" || exit
        find src -name local.mk -exec cat {} + >"$tmp/lists"
        find src -path 'src/*/*' -name '*.c' | LC_ALL=C sort | while read -r file; do
            grep -Fqw "$file" "$tmp/lists" || echo "$file"
        done
        for file in tests/check_*.c tests/fuzz/fuzz_*.c tests/e2e_*.sh tests/lint_*.sh; do
            [ ! -e "$file" ] || grep -Eq "^[A-Z_]+ \+= (.* )?${file%.c}( |\$)" tests/local.mk ||
                echo "$file"
        done
    )
}

tap_equal 'every source file and every test is in a list' '' "$(faults "$SRCDIR")"

mkdir -p "$tmp/tree/src/base/parts" "$tmp/tree/tests/fuzz"
echo 'libmuster_a_SOURCES += src/base/a.c' >"$tmp/tree/src/base/local.mk"
echo 'CHECK_UNITS += tests/check_a' >"$tmp/tree/tests/local.mk"
touch "$tmp/tree/src/base/a.c" "$tmp/tree/tests/check_a.c"
tap_equal 'accepted: what is listed' '' "$(faults "$tmp/tree")"
for file in src/base/b.c src/base/parts/b.c tests/check_b.c tests/fuzz/fuzz_b.c tests/e2e_b.sh tests/lint_b.sh; do
    touch "$tmp/tree/$file"
    tap_equal "caught: $file" "$file" "$(faults "$tmp/tree")"
    rm "$tmp/tree/$file"
done

tap_done
