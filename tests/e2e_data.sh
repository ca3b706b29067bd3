#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The sample estates: harbor is what its script writes, the known optima are what glpsol finds
# without muster, and muster agrees with them.
. "$(dirname "$0")/tap.sh"

command -v python3 >/dev/null || tap_skip_all 'no python3'
command -v glpsol >/dev/null || tap_skip_all 'no glpsol'

harbor=$SRCDIR/data/harbor
tap_check 'generate.py runs' python3 "$harbor/generate.py" "$tmp/harbor"
(cd "$tmp/harbor" && find . -type f | sort) >"$tmp/files"
while IFS= read -r file; do
    tap_check "generate.py writes $file" cmp "$harbor/$file" "$tmp/harbor/$file"
done <"$tmp/files"

bytes=$(find "$harbor" -type f -exec cat {} + | wc -c)
tap_check 'harbor is small' test "$bytes" -lt 1500000

python3 "$SRCDIR/models/place.py" "$SRCDIR/models/place-example.dat" >"$tmp/out" 2>&1
printf 'tier\trecovered\treplicas\tstatus\n0\t2\t-\toptimal\n1\t2\t4\toptimal\n' >"$tmp/example"
tap_same 'glpsol solves models/place-example.dat' "$tmp/example" "$tmp/out"

python3 "$SRCDIR/tests/expected.py" >"$tmp/expected.tsv" 2>"$tmp/err" || tap_note "$(cat "$tmp/err")"
tap_same 'glpsol finds data/expected.tsv' "$SRCDIR/data/expected.tsv" "$tmp/expected.tsv"

for estate in tiny harbor; do
    tap_run 1 "simulate $estate" "$MUSTER" simulate "$SRCDIR/data/$estate" -o json
    cp "$tmp/out" "$tmp/$estate.json"
    tap_check "$estate: muster agrees with data/expected.tsv" \
        python3 "$SRCDIR/tests/expected.py" "$tmp/$estate.json"
done

# ---- programs in which nothing is asked, or nothing limits
mkdir "$tmp/none"
cat >"$tmp/none/muster.yaml" <<'YAML'
muster: 1
clusters: [{name: L, orchestrator: csv}, {name: S, orchestrator: csv}]
sources: [nodes.csv, workloads.csv, placements.csv]
YAML
printf 'cluster,node,cpu,memory,os\nL,l1,4,4Gi,linux\nS,s1,4,4Gi,linux\n' >"$tmp/none/nodes.csv"
printf 'cluster,stack,workload,node,replicas\nL,a,a,l1,1\n' >"$tmp/none/placements.csv"
# solved NAME OS LOST FORMAT OPTION: the stack asks for this system; glpsol reads and solves what is lost.
solved() {
    printf 'cluster,stack,workload,replicas,cpu,memory,os\nL,a,a,1,1,1,%s\n' "$2" >"$tmp/none/workloads.csv"
    tap_run 0 "$1: export" "$MUSTER" export "$tmp/none" --lose "$3" --format "$4" -q
    cp "$tmp/out" "$tmp/none/model"
    tap_check "$1: glpsol reads it" glpsol "$5" "$tmp/none/model" -w "$tmp/none/solution"
    tap_equal "$1: and finds nothing to gain" 's mip 1' \
        "$(sed -n 's/^\(s [a-z]*\) .* o 0$/\1 1/p' "$tmp/none/solution")"
}
solved 'LP, nothing is displaced' linux S lp --lp
solved 'LP, what is displaced has no place' windows L lp --lp

tap_done
