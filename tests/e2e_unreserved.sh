#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What unreserved replicas may use. tests/unreserved/small is checked by hand in its README.
. "$(dirname "$0")/tap.sh"

cd "$SRCDIR" || exit 99
small=tests/unreserved/small

# has TEXT NAME: $tmp/out holds it.
has() {
    tap_has "$2" "$1" "$tmp/out"
}

# forged NAME SED-SCRIPT: verify refutes the result so changed.
forged() {
    tap_forged "$1" "$small" "$tmp/small.json" "$2"
}

# ---- by hand

tap_run 0 'L is lost' "$MUSTER" simulate $small --lose L -o json -q --reproducible
cp "$tmp/out" "$tmp/small.json"
has '"resource": "cpu",' 'cpu is told'
if grep -q '"resource": "memory",' "$tmp/out"; then
    tap_fail 'memory is reserved by all' "$(cat "$tmp/out")"
else
    tap_pass 'memory is reserved by all'
fi
has '"plan": {"bears":866,"cluster":"T","node":"t1","free":2600,"replicas":3,"no_plan_above":1500}' \
    'the plan bears 866m'
has '"critical": {"bears":1500,"cluster":"S","node":"s2","free":6000,"replicas":4,"no_plan_above":1666}' \
    'critical stacks bear 1500m'
has '{"stack":"T/tool","workload":"tool","replicas":3}' 'who is on t1'
has '"critical_stacks": ["L/app"]' 'a critical stack reserves nothing'
tap_run 0 'verify agrees' "$MUSTER" verify $small "$tmp/small.json"
forged 'more is refuted' 's/"plan": {"bears":866/"plan": {"bears":867/'
forged 'less is refuted' 's/"plan": {"bears":866/"plan": {"bears":865/'
forged 'another node is refuted' 's/"plan": {"bears":866,"cluster":"T","node":"t1"/"plan": {"bears":866,"cluster":"S","node":"s1"/'
forged 'any is refuted' 's/"plan": {"bears".*,"no_plan_above"/"plan": {"no_plan_above"/'
forged 'a lower bound on plans is refuted' 's/"no_plan_above":1500/"no_plan_above":1499/'
forged 'a higher bound on plans is refuted' 's/"no_plan_above":1500/"no_plan_above":1501/'
forged 'no bound on plans is refuted' 's/,"no_plan_above":1500//'
forged 'another bound of critical stacks is refuted' 's/"no_plan_above":1666/"no_plan_above":1667/'
forged 'more for critical stacks is refuted' 's/"critical": {"bears":1500/"critical": {"bears":1501/'
forged 'other counts are refuted' 's/"stacks": 3,/"stacks": 2,/'
forged 'a stack that reserves is refuted' 's/"critical_stacks": \["L\/app"\]/"critical_stacks": ["L\/app", "L\/extra"]/'
forged 'a stack left out is refuted' 's/"critical_stacks": \["L\/app"\]/"critical_stacks": []/'
forged 'somebody else on the node is refuted' 's/"stack":"T\/tool","workload":"tool"/"stack":"S\/log","workload":"log"/'
forged 'a cluster left out is refuted' '/"clusters": \[/{n;s/{"bears":1500.*//;}'
forged 'another figure of a cluster is refuted' 's/{"bears":1500,"cluster":"S","node":"s2","free":6000,"replicas":4},/{"bears":2000,"cluster":"S","node":"s1","free":4000,"replicas":2},/'

# ---- told

tap_run 0 'the table' "$MUSTER" simulate $small -q
sed -n '/^UNRESERVED/,/^$/p' "$tmp/out" >"$tmp/unreserved"
tap_same 'what it says' tests/unreserved/small.table "$tmp/unreserved"
if awk 'length > 80 { found = 1 } END { exit !found }' "$tmp/unreserved"; then
    tap_fail 'it fits on 80 columns' "$(cat "$tmp/unreserved")"
else
    tap_pass 'it fits on 80 columns'
fi
tap_run 0 'CSV' "$MUSTER" simulate $small --lose L -q -o csv
has ',target_bears_cpu,target_bears_memory' 'CSV: the columns'
has ',,1500,' 'CSV: what the target of app bears'
tap_run 0 'Markdown' "$MUSTER" simulate $small --lose L -q -o markdown
has 'Unreserved, least in `lose L`: `9 replicas reserve no cpu; each may use 866m, then T/t1 is full; above 1500m no plan recovers as much`' \
    'Markdown: one line'
tap_run 0 'a report' "$MUSTER" report "$tmp/small.json" --out "$tmp/report"
tap_has 'the page' '<td class=n>866m<td class=n>1500m<td class=n>1500m<td>T/t1 (T/tool tool 3)' \
    "$tmp/report/index.html"
tap_has 'the Markdown of the report' 'each may use 866m' "$tmp/report/review.md"
COLUMNS=120
export COLUMNS
tap_run 1 'harbor' "$MUSTER" simulate data/harbor -q
sed -n '/^UNRESERVED/,/^$/p' "$tmp/out" >"$tmp/unreserved"
tap_same 'harbor: the wide table' tests/unreserved/harbor.wide "$tmp/unreserved"
tap_run 0 'all of tiny reserves' "$MUSTER" simulate data/tiny --lose gamma -q -o json --no-eviction
if grep -q '"unreserved"' "$tmp/out"; then
    tap_fail 'then nothing is told' "$(cat "$tmp/out")"
else
    tap_pass 'then nothing is told'
fi

# ---- by its definition, on random estates

if command -v python3 >/dev/null; then
    tap_check 'the schema takes it' python3 tests/schema.py data/result.schema.json "$tmp/small.json"
    python3 tests/unreserved_check.py "$MUSTER" 1 60 >"$tmp/out" 2>&1
    tap_note "$(tail -n 5 "$tmp/out")"
    has '60 runs, 0 failed' 'random estates'
else
    tap_skip 'random estates' 'no python3'
fi

tap_done
