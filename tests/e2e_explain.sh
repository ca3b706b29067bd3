#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The codes of findings: what muster emits is what `muster explain` and doc/formats.md know.
. "$(dirname "$0")/tap.sh"

# emitted ROOT: the codes that the source under ROOT emits, each once: the first string of a call
# of a function that takes one, or a field `.code`; NOT-LITERAL where a call has none.
emitted() {
    find "$1/src" -name '*.c' -exec cat {} + | tr '\n' ' ' |
        grep -oE '(builder_finding|seal_finding|lint_unlimited|[^a-z_]add)\( *[a-z]+[^;]*;|\.code = "[a-z-]+"' |
        grep -v 'enum severity severity, const char \*code' |
        sed -n -e 's/^\.code = "\([a-z-]*\)"$/\1/p' -e 's/^[^".]*"\([a-z-]*\)".*/\1/p' | sort -u
}

run "$MUSTER" explain
tap_equal 'the list is printed' 0 "$status"
awk 'NR > 1 && /^[a-z]/ { print $2 }' "$tmp/out" >"$tmp/known"
sort "$tmp/known" >"$tmp/sorted"
tap_same 'codes are listed in their order, each once' "$tmp/sorted" "$tmp/known"
tap_equal 'within 80 columns' '' "$(awk 'length > 80' "$tmp/out")"

emitted "$SRCDIR" >"$tmp/emitted"
tap_equal 'every code that is emitted is explained' '' "$(comm -23 "$tmp/emitted" "$tmp/known")"
tap_equal 'every code that is explained is emitted' '' "$(comm -13 "$tmp/emitted" "$tmp/known")"

mkdir -p "$tmp/tree/src"
printf 'seal_finding(seal, SEVERITY_INFO,\n    "planted-code", -1, "a text", 1);\n' >"$tmp/tree/src/x.c"
tap_equal 'a planted code is seen' planted-code "$(emitted "$tmp/tree")"

sed -n '/^## Findings/,/^## /s/^| `\([a-z-]*\)` | \([a-z]*\) | .*/\1 \2/p' "$SRCDIR/doc/formats.md" \
    >"$tmp/documented"
"$MUSTER" explain | awk 'NR > 1 && /^[a-z]/ { print $2, $1 }' >"$tmp/listed"
tap_same 'doc/formats.md lists the same codes and severities' "$tmp/listed" "$tmp/documented"

faults=
while read -r code; do
    "$MUSTER" explain "$code" >"$tmp/one" 2>&1 && [ "$(wc -l <"$tmp/one")" -ge 4 ] || faults="$faults $code"
done <"$tmp/known"
tap_equal 'each code has a title and a paragraph' '' "$faults"

tap_run 2 'an unknown code is refused' "$MUSTER" explain no-reservaton
tap_has 'with the nearest one' 'the nearest known one is no-reservation' "$tmp/err"
tap_run 2 'a word that is near none' "$MUSTER" explain xyz
tap_run 2 'two codes are too many' "$MUSTER" explain no-tier no-limit
tap_run 0 'as JSON' "$MUSTER" explain no-tier -o json
tap_has 'with its text' '"code": "no-tier"' "$tmp/out"

# ---- findings that need an estate

cluster() {
    cat >"$tmp/estate/muster.yaml"
}
mkdir -p "$tmp/estate"
cat >"$tmp/estate/nodes.csv" <<'CSV'
cluster,node,cpu,memory,pods,zone,labels
a,n1,4,8Gi,110,z1,disk=ssd
a,n2,4,8Gi,110,z1,disk=hdd
a,n3,4,8Gi,110,z2,disk=hdd
b,m1,4,8Gi,110,,
CSV
cat >"$tmp/estate/workloads.csv" <<'CSV'
cluster,stack,workload,replicas,cpu,memory,cpu_limit,memory_limit,node_selector
a,web,front,2,1,1Gi,1,1Gi,
a,store,keep,2,1,1Gi,1,1Gi,
a,solo,one,1,1,1Gi,1,1Gi,disk=ssd
a,gone,tape,1,1,1Gi,1,1Gi,disk=tape
CSV
cat >"$tmp/estate/placements.csv" <<'CSV'
cluster,stack,workload,node,replicas
a,web,front,n1,2
a,store,keep,n1,1
a,store,keep,n2,1
a,solo,one,n3,1
a,gone,tape,n3,1
CSV
cluster <<'YAML'
muster: 1
name: standing
tiers: [{tier: 3, stack: "shop-*"}, {tier: 0}]
clusters:
  - {name: a, orchestrator: csv, captured: 2026-11-20T09:00:00Z}
  - {name: b, orchestrator: csv, captured: 2026-11-20T09:00:00Z}
sources: [nodes.csv, workloads.csv, placements.csv]
YAML
"$MUSTER" check "$tmp/estate" -o csv >"$tmp/out" 2>&1
sed -e 1d "$tmp/out" | cut -d , -f 1-6 >"$tmp/found"
cat >"$tmp/expected" <<'CSV'
warning,no-eligible-node,a,,gone,
warning,one-node,a,,web,
warning,resident-breaks-rule,a,,solo,
warning,resident-breaks-rule,a,,gone,
info,no-workloads,b,,,
info,one-zone,a,,store,
info,single-replica,a,,,
info,unused-tier-rule,,,,
CSV
tap_same 'findings about where replicas stand' "$tmp/expected" "$tmp/found"
tap_has 'the rule that is broken is named' 'one on node n3: node selector' "$tmp/out"

tap_done
