#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The vectors of ../shared/conformance: one case for each kind that tests/conformance.c models.
. "$(dirname "$0")/tap.sh"

need_shared

for file in "$MUSTER_SHARED"/conformance/*.json; do
    kind=$(basename "$file" .json)
    run "$BUILDDIR/tests/conformance/conformance" "$file"
    if [ "$status" -eq 0 ] && grep -q 'not modelled yet' "$tmp/out"; then
        tap_note "$kind is not modelled yet"
    elif [ "$status" -eq 0 ]; then
        tap_pass "$(tail -n 2 "$tmp/out" | head -n 1)"
    else
        tap_fail "$kind" "$(cat "$tmp/out" "$tmp/err")"
    fi
done

tap_done
