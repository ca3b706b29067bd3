#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# No global name of libmuster.a is one of a library that muster links with: the linker would take ours
# for theirs in silence, and the library would call it.
. "$(dirname "$0")/tap.sh"

# defined NM-ARGUMENT...: global names that files define, sorted.
defined() {
    nm -g --defined-only "$@" 2>/dev/null | sed -n 's/^[0-9a-f]* [A-Z] \([^@]*\).*/\1/p' | sort -u
}

defined "$BUILDDIR/libmuster.a" >"$tmp/ours"
# shellcheck disable=SC2046 # a list of files
defined -D $(ldd "$MUSTER" | sed -n 's/.*=> \(\/[^ ]*\).*/\1/p') >"$tmp/theirs"

tap_equal 'no name of ours is one of a library' '' "$(comm -12 "$tmp/ours" "$tmp/theirs")"

# Had the lists been read wrongly, the answer above would mean nothing.
tap_has 'our names are read' cli_main "$tmp/ours"
for name in cJSON_Parse csv_init glp_simplex yaml_parser_parse printf; do
    tap_has "names of libraries are read: $name" "$name" "$tmp/theirs"
done
{ cat "$tmp/ours" && echo csv_init; } | sort >"$tmp/planted"
tap_equal 'caught: csv_init of ours' csv_init "$(comm -12 "$tmp/planted" "$tmp/theirs" | grep csv_init)"

tap_done
