#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# models/place.mod against muster: every small estate, every single cluster lost. The model is fed
# with muster's own export; what glpsol finds is what muster says it has proven.
. "$(dirname "$0")/tap.sh"

command -v python3 >/dev/null || tap_skip_all 'no python3'
command -v glpsol >/dev/null || tap_skip_all 'no glpsol'

place=$SRCDIR/models/place.py

python3 "$place" "$SRCDIR/models/place-example.dat" >"$tmp/out" 2>&1
printf 'tier\trecovered\treplicas\tstatus\n0\t2\t-\toptimal\n1\t2\t4\toptimal\n' >"$tmp/expected"
tap_same 'the example' "$tmp/expected" "$tmp/out"

# One line for each tier up to the first open one: tier and recovered weight.
proven='
import json, sys
answer = json.load(sys.stdin)["scenarios"][0]["as_is"]
for tier in answer["tiers"]:
    if not tier["proven"]:
        break
    print(tier["tier"], tier["recovered"], sep="\t")
'

# compare ESTATE CLUSTER
compare() {
    name="$(basename "$1"), lose $2"
    "$MUSTER" export "$1" --lose "$2" --format mathprog --out "$tmp/data.dat" 2>"$tmp/err" || {
        tap_fail "$name: export" "$(cat "$tmp/err")"
        return
    }
    "$MUSTER" simulate "$1" --lose "$2" -o json 2>"$tmp/err" | python3 -c "$proven" >"$tmp/ours"
    python3 "$place" --time 60 "$tmp/data.dat" >"$tmp/place" 2>&1
    awk -F '\t' -v OFS='\t' '$4 == "optimal" { print $1, $2 }' "$tmp/place" |
        head -n "$(wc -l <"$tmp/ours")" >"$tmp/theirs"
    tap_same "$name" "$tmp/theirs" "$tmp/ours"
}

for file in "$SRCDIR/data/tiny" "$SRCDIR/data/harbor" "$SRCDIR"/tests/semantics/*/; do
    estate=${file%/}
    [ -f "$estate/muster.yaml" ] || continue
    clusters=$("$MUSTER" show "$estate" -o json |
        python3 -c 'import json, sys; print(*(c["cluster"] for c in json.load(sys.stdin)["clusters"]))')
    for cluster in $clusters; do
        compare "$estate" "$cluster"
    done
done

tap_done
