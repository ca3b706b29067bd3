#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Why a stack is not recovered, by hand on data/tiny, and that verify finds a wrong number.
. "$(dirname "$0")/tap.sh"

command -v python3 >/dev/null || tap_skip_all 'no python3'
tiny=$SRCDIR/data/tiny
"$MUSTER" simulate "$tiny" -q -o json --reproducible >"$tmp/tiny.json"

# why STACK CLUSTER KEY...: values of the reason, in one line.
why() {
    python3 - "$tmp/tiny.json" "$@" <<'PY'
import json
import sys
result, stack, cluster, keys = json.load(open(sys.argv[1])), sys.argv[2], sys.argv[3], sys.argv[4:]
for scenario in result['scenarios']:
    for told in scenario['as_is']['stacks']:
        for why in told.get('why', []):
            if told['stack'] == stack and why.get('cluster') == cluster:
                print(*(json.dumps(why.get(key)) for key in keys))
PY
}

# ledger is one replica of 10 cores: beta has 5 + 3 free, gamma 9 on its one Linux node.
tap_equal 'capacity: even all of beta is too little' \
    '"capacity" "cpu" 10000 5000 8000 5000' \
    "$(why ledger beta reason resource needs largest_hole free short)"
tap_equal 'of the nodes of gamma one is Windows' '"capacity" 9000 2 {"os": 1}' \
    "$(why ledger gamma reason largest_hole nodes excluded)"
# batch needs 6 on one node: beta has 8, but 5 on one node.
tap_equal 'fragmentation: enough in all, no hole is large enough' \
    '"fragmentation" 6000 5000 8000 1000' \
    "$(why batch beta reason needs largest_hole free short)"
tap_equal 'alpha has 3 in all: not scattered, too little' '"capacity" 6000 2000 3000' \
    "$(why batch alpha reason needs largest_hole free)"
tap_equal 'rule: how many nodes which rule excludes' '"rule" "portal" 3 {"os": 3}' \
    "$(why portal alpha reason workload nodes excluded)"
# lab needs 3. In gamma billing and wiki (4 each) leave 1 of 9.
tap_equal 'crowded out: by whom, what they leave' '"crowded" 1000 2000' \
    "$(why lab gamma reason free short)"
tap_equal 'who took how much' \
    '[{"stack": "alpha/billing", "tier": 1, "replicas": 2, "amount": 4000}, {"stack": "alpha/wiki", "tier": 2, "replicas": 2, "amount": 4000}]' \
    "$(why lab gamma crowded_by)"
tap_run 0 'the numbers hold' "$MUSTER" verify "$tiny" "$tmp/tiny.json"

# planted NAME SED: verify refutes a reason that is a little wrong.
planted() {
    sed "$2" "$tmp/tiny.json" >"$tmp/planted.json"
    if cmp -s "$tmp/tiny.json" "$tmp/planted.json"; then
        tap_fail "$1" 'nothing was planted'
    fi
    tap_run 1 "refuted: $1" "$MUSTER" verify "$tiny" "$tmp/planted.json"
    tap_has "refuted for the reason: $1" 'the reason is wrong about' "$tmp/out"
}
planted 'a hole' 's/"largest_hole":5000/"largest_hole":5001/'
planted 'what one replica needs' 's/"needs":10000/"needs":9999/'
planted 'what is free in all' 's/"free":9000/"free":9001/'
planted 'what is short' 's/"short":4000/"short":3999/'
planted 'scattered or too little' 's/"reason":"fragmentation"/"reason":"capacity"/'
planted 'how many nodes are excluded' 's/"excluded":{"os":3}/"excluded":{"os":2}/'
planted 'how many nodes there are' 's/"nodes":3,/"nodes":4,/'
planted 'who took the room' 's|"stack":"alpha/billing","tier":1,"replicas"|"stack":"alpha/search","tier":1,"replicas"|'
planted 'how much of it' 's/"replicas":2,"amount":4000/"replicas":2,"amount":4001/'
planted 'who took the room where nobody did' \
    's/"reason":"crowded"[^[]*"crowded_by"/"reason":"capacity","crowded_by"/'
planted 'for how many replicas' 's/"largest_hole":1000,"replicas":1/"largest_hole":1000,"replicas":2/'

# Of tier 0, b1 takes orders-db and one of orders: 3 + 1 of the 5 that are free. With search, of
# tier 1, it is full.
tap_has 'growth of tier 0: what b1 has left over what it takes' \
    '"tier":0,"displaced":3,"displaced_weight":4,"recovered":3,"bound":3,"proven":true,"certified":true,"growth":{"percent":25,"spare":1000,"of":4000,"resource":"cpu","cluster":"beta","node":"b1"}' \
    "$tmp/tiny.json"
tap_has 'growth of tier 1: none on a full node' \
    '"growth":{"percent":0,"spare":0,"of":5000,"resource":"cpu","cluster":"beta","node":"b1"}' \
    "$tmp/tiny.json"
tap_has 'margin: what is left where it goes' \
    '"margin": {"cluster":"gamma","resource":"cpu","left":3000,"of":20000,"growth_percent":0}' \
    "$tmp/tiny.json"
sed 's/"spare":1000,"of":4000/"spare":1001,"of":4000/' "$tmp/tiny.json" >"$tmp/planted.json"
tap_run 1 'refuted: more growth than the plan bears' "$MUSTER" verify "$tiny" "$tmp/planted.json"
tap_has 'refuted for the growth' 'tier 0: the plan does not hold when demand grows by 1001/4000' \
    "$tmp/out"
run "$MUSTER" simulate "$tiny" -q -o wide
tap_has 'wide: growth of each scenario' 'lose alpha  25%, then cpu of beta/b1 is full' "$tmp/out"
run "$MUSTER" simulate "$tiny" -q -o csv
tap_has 'csv: the margin' ',gamma,cpu,3000,0' "$tmp/out"

# A choice: B instead of A, for S has room for one of them.
choice=$SRCDIR/tests/semantics/06-choice
"$MUSTER" simulate "$choice" -q -o json --reproducible >"$tmp/choice.json"
tap_has 'the second plan puts one stack elsewhere' '"recovered": true' "$tmp/choice.json"
tap_has 'and leaves one out' '"recovered": false' "$tmp/choice.json"
run "$MUSTER" verify "$choice" "$tmp/choice.json"
tap_has 'verify checks the second plan' 'ALL CLAIMS HOLD' "$tmp/out"
# planted_choice NAME SED TEXT
planted_choice() {
    sed "$2" "$tmp/choice.json" >"$tmp/planted.json"
    tap_run 1 "refuted: $1" "$MUSTER" verify "$choice" "$tmp/planted.json"
    tap_has "refuted for it: $1" "$3" "$tmp/out"
}
planted_choice 'nobody is left out' 's/"recovered": false/"recovered": true/' 'is called a choice, but'
planted_choice 'it is not in the second plan' 's/"recovered": true/"recovered": false/' \
    'its second plan does not recover it'
planted_choice 'another is said to be left out' 's|"instead_of": \["L/A"\]|"instead_of": ["L/B"]|' \
    'does not name whom the second plan leaves out'
planted_choice 'replicas that do not exist' 's/"replicas":1}/"replicas":2}/' 'is called a choice, but'

run "$MUSTER" simulate "$choice" -q -o wide
tap_has 'wide: a choice is one question' 'lose L                    one of L/A and L/B: decide which' "$tmp/out"
tap_has 'the plan' 'plan 1: L/A goes to S; L/B is not recovered' "$tmp/out"
tap_has 'and the other' 'plan 2: L/A is not recovered; L/B goes to S' "$tmp/out"
run "$MUSTER" simulate "$choice" -q -o markdown
tap_has 'markdown: the question' '`one of L/A and L/B: decide which`' "$tmp/out"
rm -rf "$tmp/review"
tap_run 0 'report of a choice' "$MUSTER" report "$tmp/choice.json" --out "$tmp/review" --as-of 2026-11-22
tap_has 'wiki: the other plan' '  - plan 2: L/A is not recovered; L/B goes to S' "$tmp/review/review.md"
tap_has 'page: the question' 'To decide: one of L/A and L/B: decide which' "$tmp/review/index.html"

# The ripple: on a survivor, then in a chain.
run "$MUSTER" simulate "$SRCDIR/tests/semantics/10-requires-on-survivor" -q --lose L -o wide
tap_has 'wide: what falls' 'L/db (tier 1, does not fit): 1 stack with it, 1 critical' "$tmp/out"
tap_has 'and under it what requires it' '                            S/web (tier 0, affected)' "$tmp/out"
# d is too large; c requires it, a and b require c, and b requires d as well.
mkdir "$tmp/chain"
cat >"$tmp/chain/muster.yaml" <<'YAML'
muster: 1
name: chain
clusters:
  - {name: L, orchestrator: csv}
  - {name: S, orchestrator: csv}
sources: [nodes.csv, workloads.csv]
stacks: stacks.csv
YAML
printf 'cluster,node,cpu,memory\nL,l1,20,1Gi\nS,s1,10,1Gi\n' >"$tmp/chain/nodes.csv"
printf 'cluster,stack,workload,replicas,cpu,memory,tier\nL,d,d,1,11,0,2\nL,c,c,1,1,0,1\nS,b,b,1,1,0,1\nS,a,a,1,1,0,0\n' \
    >"$tmp/chain/workloads.csv"
printf 'stack,requires\nc,d\na,c\nb,c;d\n' >"$tmp/chain/stacks.csv"
run "$MUSTER" simulate "$tmp/chain" -q --lose L -o wide
sed -n '/^RIPPLE/,/^$/p' "$tmp/out" >"$tmp/ripple"
cat >"$tmp/expected" <<'TEXT'
RIPPLE: what falls with what
lose L                    L/d (tier 2, does not fit): 3 stacks with it, 1 critical
                            L/c (tier 1, does not fit)
                              S/a (tier 0, affected)
                              S/b (tier 1, affected)
                            S/b (tier 1, affected)

TEXT
tap_equal 'a tree of three levels' "$(cat "$tmp/expected")" "$(cat "$tmp/ripple")"
run "$MUSTER" simulate "$SRCDIR/data/harbor" -q --lose gate -o wide
tap_has 'harbor: the ingress and what falls with it' \
    'gate/edge/ingress (tier 0, blocked): 9 stacks with it, 3 critical' "$tmp/out"

# A, of 8, fits only in S, a cold standby; B, of 3, goes to T.
mkdir "$tmp/standby"
sed 's/name: chain/name: standby/; s/{name: S, orchestrator: csv}/{name: S, orchestrator: csv, role: standby-cold}\n  - {name: T, orchestrator: csv}/' \
    "$tmp/chain/muster.yaml" | grep -v '^stacks:' >"$tmp/standby/muster.yaml"
printf 'cluster,node,cpu,memory\nL,l1,20,1Gi\nS,s1,10,1Gi\nT,t1,3,1Gi\n' >"$tmp/standby/nodes.csv"
printf 'cluster,stack,workload,replicas,cpu,memory,tier,weight\nL,A,A,1,8,0,0,5\nL,B,B,1,3,0,1,2\n' \
    >"$tmp/standby/workloads.csv"
sed -i 's/^sources:/unreserved: zero\nsources:/' "$tmp/standby/muster.yaml"
run "$MUSTER" simulate "$tmp/standby" -q --lose L -o json
cp "$tmp/out" "$tmp/standby.json"
tap_has 'what rests on a standby cluster' \
    '"standby": {"role":"standby-cold","stacks":1,"critical":1,"weight":5}' "$tmp/standby.json"
tap_has 'a finding: all that is critical' \
    'all that is critical and recovered rests on S, which is standby-cold' "$tmp/standby.json"
run "$MUSTER" simulate "$tmp/standby" -q --lose L -o wide
tap_has 'wide: a line' 'S (standby-cold): 1 of 2 stacks recovered, 1 of 1' "$tmp/out"
run "$MUSTER" verify "$tmp/standby" "$tmp/standby.json"
tap_has 'verify agrees' 'ALL CLAIMS HOLD' "$tmp/out"
sed 's/"critical":1,"weight":5/"critical":1,"weight":6/' "$tmp/standby.json" >"$tmp/planted.json"
tap_run 1 'refuted: another weight' "$MUSTER" verify "$tmp/standby" "$tmp/planted.json"
tap_has 'refuted for it' 'what rests on standby cluster S is not as told' "$tmp/out"
tap_run 0 'the schema takes it' python3 "$SRCDIR/tests/schema.py" "$SRCDIR/data/result.schema.json" "$tmp/standby.json"

# orders, of tier 0, as one that requires wiki, of tier 2.
cp -R "$tiny" "$tmp/inverted"
chmod -R u+w "$tmp/inverted"
sed 's/^orders,0,2,orders-db/orders,0,2,wiki/' "$tiny/stacks.csv" >"$tmp/inverted/stacks.csv"
run "$MUSTER" check "$tmp/inverted" -o json
tap_has 'a stack that requires a less critical one' '"code":"tier-inversion"' "$tmp/out"
tap_has 'names both' 'tier 0, but it requires wiki of alpha, which is of tier 2' "$tmp/out"
run "$MUSTER" check "$tiny" -o json
tap_equal 'not where it requires one as critical' 0 "$(grep -c tier-inversion "$tmp/out")"
tap_run 0 'the code is explained' "$MUSTER" explain tier-inversion

run "$MUSTER" simulate "$SRCDIR/data/harbor" -q --lose east -o wide
tap_has 'wide: the reason in each cluster' '  west  crowded out of west by gate-ocr: crane-vision' "$tmp/out"
tap_has 'wide: another cluster beside it' '  yard  yard runs swarm, the stack is of kubernetes' "$tmp/out"
run "$MUSTER" simulate "$SRCDIR/data/harbor" -q --lose east
tap_has 'narrow: the main one, short' '  lose east  crowded out of west by gate-ocr' "$tmp/out"
tap_done
