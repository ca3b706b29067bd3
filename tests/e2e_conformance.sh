#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The vectors of ../shared/conformance: one case for each kind that tests/conformance.c models and
# for each of muster's two evaluators.
. "$(dirname "$0")/tap.sh"

need_shared

for evaluator in model verify; do
    for file in "$MUSTER_SHARED"/conformance/*.json; do
        kind=$(basename "$file" .json)
        run "$BUILDDIR/tests/conformance" --evaluator "$evaluator" "$file"
        if [ "$status" -eq 0 ] && grep -q 'not modelled yet' "$tmp/out"; then
            tap_note "$kind is not modelled yet"
        elif [ "$status" -ne 0 ]; then
            tap_fail "$evaluator: $kind" "$(cat "$tmp/out" "$tmp/err")"
        elif [ "$evaluator" = model ] || ! grep -q 'asks nothing of an evaluator' "$tmp/out"; then
            tap_pass "$evaluator: $(tail -n 2 "$tmp/out" | head -n 1)"
        fi
    done
done

run "$BUILDDIR/tests/conformance" --evaluator none x.json
tap_equal 'an evaluator that there is not is wrong usage' 2 "$status"

tap_done
