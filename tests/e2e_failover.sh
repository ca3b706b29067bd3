#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# failover_replicas: what a failover starts, where a stack is pre-deployed, results that were tampered
# with, wrong input, what-if, and what show writes.
. "$(dirname "$0")/tap.sh"

command -v python3 >/dev/null || tap_skip_all 'no python3'
estate=$SRCDIR/tests/semantics/27-predeployed

tap_run 1 'the table' "$MUSTER" simulate "$estate" --lose L -q -o wide
tap_has 'why not where there is room' 'T  it starts where it is pre-deployed, not in T' "$tmp/out"
tap_has 'what starts from its copy' 'L/shop, pre-deployed in S: starts 2 replicas in S' "$tmp/out"
tap_run 1 'the usual table' "$MUSTER" simulate "$estate" --lose L -q
tap_has 'a line for all copies' \
    'PRE-DEPLOYED: of 2 displaced stacks with a copy on a survivor 1 starts there (-o wide names them)' "$tmp/out"
tap_run 0 'no copy is left' "$MUSTER" simulate "$estate" --lose L,S -q
tap_equal 'no line without copies' 0 "$(grep -c PRE-DEPLOYED "$tmp/out")"
tap_run 1 'Markdown' "$MUSTER" simulate "$estate" --lose L -q -o markdown
tap_has 'Markdown has it' 'L/bank, pre-deployed in S: does not fit' "$tmp/out"
tap_run 0 'its copy is lost as well' "$MUSTER" simulate "$estate" --lose L,S -q -o csv
tap_has 'then it goes where it may' ',shop,L,,0,2,fits,T,' "$tmp/out"
tap_run 1 'CSV' "$MUSTER" simulate "$estate" --lose L -q -o csv
tap_has 'CSV: the column' ',target_bears_memory,predeployed' "$tmp/out"
tap_equal 'CSV: where the copies are, in both answers' 4 "$(grep -c ',S$' "$tmp/out")"
tap_run 0 'a copy is lost alone: nothing is' "$MUSTER" simulate "$estate" --lose S -q -o csv
tap_equal 'nothing is displaced' 1 "$(grep -c '' "$tmp/out")"
tap_run 1 'only nodes are lost: its replicas' "$MUSTER" simulate "$estate" --lose L/node:l1 -q -o csv
tap_has 'they stay in the cluster' ',shop,L,,0,2,blocked,' "$tmp/out"

"$MUSTER" simulate "$estate" --lose L -q -o json >"$tmp/result.json"
tap_run 0 'crowded out by weight: with a certificate' "$MUSTER" verify --strict "$estate" "$tmp/result.json"

# refutes NAME TEXT PYTHON: verify refutes the result that PYTHON changed.
refutes() {
    "$MUSTER" simulate "$estate" --lose L -q -o json --reproducible >"$tmp/result.json"
    python3 - "$tmp/result.json" "$3" <<'EOF_PY'
import json, sys
result = json.load(open(sys.argv[1], encoding="utf-8"))
s = result["scenarios"][0]["as_is"]
one = lambda name: next(x for x in s["stacks"] if x["stack"] == name)
exec(sys.argv[2])
json.dump(result, open(sys.argv[1], "w", encoding="utf-8"))
EOF_PY
    tap_run 1 "$1: refuted" "$MUSTER" verify "$estate" "$tmp/result.json"
    tap_has "$1: says why" "$2" "$tmp/out"
}
refutes 'as many as run' 'shop' 'one("shop")["plan"][0]["replicas"] = 4'
refutes 'elsewhere' 'shop' 'one("shop")["target"] = one("shop")["plan"][0]["cluster"] = "T"; one("shop")["plan"][0]["node"] = "t1"'
refutes 'another copy' 'where it is pre-deployed is not as told' 'one("shop")["predeployed"] = ["T"]'
refutes 'no copy' 'where it is pre-deployed is not as told' 'del one("shop")["predeployed"]'
refutes 'a copy of nothing' 'where it is pre-deployed is not as told' 'one("mail")["predeployed"] = ["S"]'

# ---- what show writes is the same estate
tap_run 0 'show -o json' "$MUSTER" show "$estate" -o json
cp "$tmp/out" "$tmp/shown.json"
mkdir "$tmp/csv"
tap_run 0 'show -o csv' "$MUSTER" show "$estate" -o csv --out "$tmp/csv"
digest() {
    "$MUSTER" simulate "$1" --lose L -q -o json --reproducible | grep -o '"digest": *"[^"]*"' | head -n 1
}
tap_equal 'JSON: the same digest' "$(digest "$estate")" "$(digest "$tmp/shown.json")"
tap_equal 'CSV: the same digest' "$(digest "$estate")" "$(digest "$tmp/csv")"

# What follows from a copy is not shown as said: it goes when the copy begins to run.
echo 'changes: [{scale: {stack: S/shop, replicas: 1}}, {scale: {stack: S/bank, replicas: 1}}]' >"$tmp/change.yaml"
cp -r "$estate" "$tmp/needs"
chmod -R u+w "$tmp/needs"
printf 'stack,requires,failover_replicas\nmail,,3\nbank,mail,\n' >"$tmp/needs/stacks.csv"
mkdir "$tmp/needs.csv"
"$MUSTER" show "$tmp/needs" -o json >"$tmp/needs.json" 2>"$tmp/err"
"$MUSTER" show "$tmp/needs" -o csv --out "$tmp/needs.csv" 2>"$tmp/err"
for source in needs needs.json needs.csv; do
    "$MUSTER" show "$tmp/$source" --change "$tmp/change.yaml" -o json 2>"$tmp/err" |
        grep -v '"source"\|"rule"\|"digest"' >"$tmp/$source.after"
done
tap_has 'a copy that runs requires what it would' '"requires": [{"stack":"mail"' "$tmp/needs.after"
tap_same 'a copy that begins to run: of the shown estate' "$tmp/needs.after" "$tmp/needs.json.after"
tap_same 'a copy that begins to run: of CSV' "$tmp/needs.after" "$tmp/needs.csv.after"

# ---- what-if
cat >"$tmp/change.yaml" <<'TEXT'
changes:
  - set: {stack: mail, failover_replicas: 1}
TEXT
tap_run 0 'whatif sets it' "$MUSTER" whatif "$estate" "$tmp/change.yaml" --lose L -o json
tap_has 'whatif: told' 'failover_replicas 1' "$tmp/out"

# ---- wrong input
# wrong NAME FILE PYTHON TEXT: `text` of FILE is changed, and refused.
wrong() {
    rm -rf "$tmp/wrong"
    cp -r "$estate" "$tmp/wrong"
    chmod -R u+w "$tmp/wrong"
    python3 - "$tmp/wrong/$2" "$3" <<'EOF_PY'
import sys
text = open(sys.argv[1], encoding="utf-8").read()
before = text
text = eval(sys.argv[2])
assert text != before
open(sys.argv[1], "w", encoding="utf-8").write(text)
EOF_PY
    tap_run 3 "$1: refused" "$MUSTER" check "$tmp/wrong"
    tap_has "$1: says why" "$4" "$tmp/err"
}
wrong 'zero' stacks.csv 'text.replace("shop,3", "shop,0")' 'expected a whole number from 1 to'
wrong 'a word' stacks.csv 'text.replace("shop,3", "shop,many")' 'not a whole number: found "many"'
wrong 'no number' stacks.csv 'text.replace("shop,3", "shop,mail=")' 'no number: found "mail="'
wrong 'no such workload' stacks.csv 'text.replace("shop,3", "shop,mial=3")' \
    'unknown workload in failover_replicas: found "mial" of stack "mail"; expected one of mail'
wrong 'two numbers' workloads.csv 'text.replace("0,0,2,2\n", "0,0,2,2\n").replace("L,shop,shop,4,2,0,0,2,", "L,shop,shop,4,2,0,0,2,3")' \
    'failover_replicas differ: workload "shop" of stack "shop" starts 2 in S, and 3 elsewhere'
wrong 'a copy required' stacks.csv 'text.replace("web,bank", "web,S/bank")' \
    'a pre-deployed copy in requires: stack "web" requires "S/bank", which runs nothing'
wrong 'active/active' stacks.csv \
    'text.replace("failover_replicas", "failover_replicas,active_active").replace("shop,3", "shop,3,yes").replace("bank,", "bank,,")' \
    'failover_replicas of an active_active stack'
wrong 'a copy beside active/active' stacks.csv \
    '"stack,cluster,requires,active_active\nshop,L,,yes\n"' \
    'failover_replicas of an active_active stack: workload "shop" of stack "shop"'
wrong 'a daemon' workloads.csv 'text.replace("tier,weight,", "tier,weight,kind,").replace("2,\n", "2,,\n").replace("1,\n", "1,,\n").replace("S,shop,shop,0,2,0,0,2,2", "S,shop,shop,0,2,0,0,2,DaemonSet,2").replace("S,bank,bank,0,2,0,0,1,1", "S,bank,bank,0,2,0,0,1,,1")' \
    'failover_replicas of a daemon'

# ---- findings
rm -rf "$tmp/odd"
cp -r "$estate" "$tmp/odd"
chmod -R u+w "$tmp/odd"
sed -i 's/^S,shop,shop,0,2,/S,shop,shop,0,3,/' "$tmp/odd/workloads.csv"
echo 'S,wiki,wiki,0,1,0,2,1,1' >>"$tmp/odd/workloads.csv"
tap_run 0 'odd copies' "$MUSTER" check "$tmp/odd"
tap_has 'a copy of another size' 'predeployed-differs' "$tmp/out"
tap_has 'a copy of nothing' 'predeployed-unused' "$tmp/out"
tap_has 'fewer than now' 'failover-smaller' "$tmp/out"

# ---- labels
mkdir "$tmp/labels"
# deployment NAME REPLICAS LABELS POD-LABELS: as kubectl prints one; LABELS are JSON members.
deployment() {
    cat <<JSON
{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"$1","namespace":"ns","labels":{$3}},
 "spec":{"replicas":$2,"selector":{"matchLabels":{"app":"$1"}},"template":{"metadata":{"labels":{"app":"$1"$4}},
 "spec":{"containers":[{"name":"c","image":"i","resources":{"requests":{"cpu":"1","memory":"1Gi"}}}]}}},"status":{}}
JSON
}
node() {
    cat <<JSON
{"apiVersion":"v1","kind":"Node","metadata":{"name":"$1"},"spec":{},
 "status":{"allocatable":{"cpu":"4","memory":"16Gi","pods":"110"},"conditions":[{"type":"Ready","status":"True"}]}}
JSON
}
key=muster.failover-replicas
{
    node l1
    deployment shop 1 '"app":"shop"' ''
    deployment mail 1 "\"$key\":\"3\"" ''
    deployment bank 1 "\"$key\":\"3\"" ",\"$key\":\"2\""
} >"$tmp/labels/L.json"
{
    node s1
    deployment shop 0 "\"$key\":\"2\"" ''
} >"$tmp/labels/S.json"
cat >"$tmp/labels/web.yaml" <<'YAML'
services:
  web:
    image: i
    labels: {own: "5"}
    deploy:
      replicas: 1
      labels: [muster.failover-replicas=2]
      resources: {reservations: {cpus: "1", memory: 1G}}
YAML
cat >"$tmp/labels/services.json" <<JSON
[{"ID":"s1","CreatedAt":"2026-01-01T00:00:00Z","Spec":{"Name":"api","Labels":{"$key":"4"},"Mode":{"Replicated":{"Replicas":1}},
 "TaskTemplate":{"ContainerSpec":{"Image":"i"},"Resources":{"Reservations":{"NanoCPUs":1000000000,"MemoryBytes":1000000}}}}}]
JSON
cat >"$tmp/labels/muster.yaml" <<'YAML'
muster: 1
stack_key: [app]
clusters:
  - {name: L, orchestrator: kubernetes, sources: [L.json]}
  - {name: S, orchestrator: kubernetes, sources: [S.json]}
  - {name: D, orchestrator: swarm, sources: [services.json, {file: web.yaml, stack: front}]}
YAML
# starts NAME TEXT: the failover_replicas of all workloads, as show says them.
starts() {
    "$MUSTER" show "$tmp/labels" -o json >"$tmp/shown.json" 2>"$tmp/err"
    tap_equal "$1" "$2" "$(python3 -c '
import json, sys
found = []
def walk(x):
    if isinstance(x, dict):
        if "failover_replicas" in x:
            found.append("%s=%s" % (x.get("workload", x.get("name")), x["failover_replicas"]))
        x = list(x.values())
    for y in x if isinstance(x, list) else []:
        walk(y)
walk(json.load(open(sys.argv[1], encoding="utf-8")))
print(*sorted(found))' "$tmp/shown.json" 2>&1 || cat "$tmp/err")"
}
starts 'labels of pods before those of the controller, of services, of compose' \
    'api=4 bank=2 front_web=2 mail=3 shop=2'
tap_run 0 'the copy of a labelled deployment starts' "$MUSTER" simulate "$tmp/labels" --lose L -q -o wide --no-eviction
tap_has 'two replicas of it' 'shop, pre-deployed in S: starts 2 replicas in S' "$tmp/out"
sed -i 's/^stack_key.*/&\nfailover_key: [other, own]/' "$tmp/labels/muster.yaml"
starts 'failover_key: other labels' 'front_web=5'
sed -i 's/^failover_key.*//; s/"4"/"4k"/' "$tmp/labels/muster.yaml" "$tmp/labels/services.json"
tap_run 3 'no number' "$MUSTER" check "$tmp/labels"
tap_has 'no number: says which label, and where' \
    'services.json: [0]: label muster.failover-replicas: found "4k"; expected a whole number of replicas' "$tmp/err"
sed -i 's/"4k"/"0"/' "$tmp/labels/services.json"
tap_run 3 'zero in a label' "$MUSTER" check "$tmp/labels"
tap_has 'zero: says what may be' 'failover_replicas out of range: found 0; expected 1 to' "$tmp/err"

tap_done
