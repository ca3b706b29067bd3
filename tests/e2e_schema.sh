#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# data/result.schema.json against the examples in data/examples, one for each verdict, and against
# what the program writes.
. "$(dirname "$0")/tap.sh"

command -v python3 >/dev/null || tap_skip_all 'no python3'
schema=$SRCDIR/data/result.schema.json

# faults FILE...: what breaks the schema.
faults() {
    python3 "$SRCDIR/tests/schema.py" "$schema" "$@" 2>&1
}

for verdict in fits choice does_not_fit blocked degraded affected unknown; do
    example=$SRCDIR/data/examples/$verdict.json
    tap_equal "example $verdict keeps the schema" '' "$(faults "$example")"
    tap_has "example $verdict has it" "\"verdict\": \"$verdict\"" "$example"
    tap_has "the schema knows $verdict" "\"$verdict\"" "$schema"
done

# The examples are true of the estates that they were made from.
while read -r verdict estate; do
    tap_run 0 "example $verdict holds" "$MUSTER" verify "$SRCDIR/tests/semantics/$estate" \
        "$SRCDIR/data/examples/$verdict.json"
done <<CASES
evicted 01-two-answers
moved 23-moved
fits 02-present-not-judged
choice 06-choice
does_not_fit 01-two-answers
blocked 14-orchestrator-family
degraded 12-active-active
affected 10-requires-on-survivor
unknown 08-own-impossibility
CASES

for estate in tiny harbor; do
    "$MUSTER" simulate "$SRCDIR/data/$estate" -q -o json >"$tmp/$estate.json"
    tap_equal "a run of $estate keeps the schema" '' "$(faults "$tmp/$estate.json")"
done
"$MUSTER" simulate "$SRCDIR/data/tiny" -q -o json --strict --accept degraded --only-tier 1 \
    --headroom cpu=1%,memory=1Gi --residents repack --lose alpha,beta --lose gamma >"$tmp/all.json"
tap_equal 'a run with all options keeps the schema' '' "$(faults "$tmp/all.json")"
tap_run 0 'a run with all options is verified' "$MUSTER" verify "$SRCDIR/data/tiny" "$tmp/all.json"

# planted NAME SED-SCRIPT: the checker finds the fault.
planted() {
    sed "$2" "$tmp/tiny.json" >"$tmp/planted.json"
    if [ -n "$(faults "$tmp/planted.json")" ]; then
        tap_pass "found: $1"
    else
        tap_fail "found: $1"
    fi
}
planted 'another schema' 's/"schema": 1/"schema": 2/'
planted 'an unknown verdict' 's/"verdict": "fits"/"verdict": "fit"/'
planted 'a number as text' 's/"recovered":\([0-9]*\)/"recovered":"\1"/'
planted 'a fraction' 's/"bound":\([0-9]*\)/"bound":\1.5/'
planted 'a field that is missing' 's/"limit_hit": false,//'
planted 'a field too many' 's/"replicas":1}/"replicas":1,"x":1}/'
planted 'a digest that is none' 's/sha256:/sha1:/'
planted 'no boolean' 's/"proven":true/"proven":1/'

tap_done
