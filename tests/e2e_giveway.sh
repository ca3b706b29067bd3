#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# with_eviction: by whom residents give way, for whom, and how it is told. Small estates, worked out by hand.
. "$(dirname "$0")/tap.sh"

command -v python3 >/dev/null || tap_skip_all 'no python3'

# estate NAME HEADROOM NODES WORKLOADS PLACEMENTS: Kubernetes clusters L (lost) and S.
estate() {
    mkdir -p "$tmp/$1"
    cat >"$tmp/$1/muster.yaml" <<EOF_YAML
muster: 1
name: $1
headroom: {cpu: $2}
clusters:
  - {name: L, orchestrator: kubernetes, environment: prod}
  - {name: S, orchestrator: kubernetes, environment: prod}
sources: [nodes.csv, workloads.csv, placements.csv]
EOF_YAML
    printf 'cluster,node,cpu,memory\nL,l,100,1Gi\n%s\n' "$3" >"$tmp/$1/nodes.csv"
    printf 'cluster,stack,workload,replicas,cpu,memory,tier,priority,environment\n%s\n' "$4" >"$tmp/$1/workloads.csv"
    printf 'cluster,stack,workload,node,replicas\n%s\n' "$5" >"$tmp/$1/placements.csv"
}

# told NAME [SOURCE]: lose L; "stack verdict by for" of each that gives way, and verify accepts it.
told() {
    "$MUSTER" simulate "${2:-$tmp/$1}" --lose L -q -o json --reproducible >"$tmp/$1.json"
    "$MUSTER" verify "${2:-$tmp/$1}" "$tmp/$1.json" >"$tmp/verified" || echo refuted
    python3 - "$tmp/$1.json" <<'EOF_PY'
import json, sys
for s in json.load(open(sys.argv[1], encoding="utf-8"))["scenarios"][0]["with_eviction"]["stacks"]:
    if s["verdict"] in ("evicted", "moved"):
        print(s["stack"], s["verdict"], s.get("by", "-"), " ".join(s["for"]))
EOF_PY
}

estate low 0% 'S,s1,10,1Gi' 'S,R,w,1,4,0,3,5,
L,A,w,1,8,0,0,1000,' 'S,R,w,s1,1
L,A,w,l,1'
tap_equal 'a lower priority: the scheduler' 'R evicted scheduler L/A' "$(told low)"

sed 's/,3,5,/,3,1000,/' "$tmp/low/workloads.csv" >"$tmp/equal.csv"
cp -r "$tmp/low" "$tmp/equal" && mv "$tmp/equal.csv" "$tmp/equal/workloads.csv"
tap_equal 'an equal priority: by hand' 'R evicted hand L/A' "$(told equal)"
sed -i 's/"hand"/"scheduler"/' "$tmp/equal.json"
tap_run 1 'by the scheduler is refuted there' "$MUSTER" verify "$tmp/equal" "$tmp/equal.json"
tap_has 'and it is said why' 'it leaves a pod of it, or takes one that the plan keeps' "$tmp/out"

mkdir "$tmp/never"
"$MUSTER" show "$tmp/low" -o json | python3 -c '
import json, sys
e = json.load(sys.stdin)
next(s for s in e["stacks"] if s["stack"] == "A")["workloads"][0]["preemption_policy"] = "never"
json.dump(e, sys.stdout)' >"$tmp/never.estate.json"
tap_equal 'a newcomer that never preempts: by hand' 'R evicted hand L/A' "$(told never "$tmp/never.estate.json")"

# Each claim turned round is refuted, whatever decides it.
for case in low equal never; do
    source=$tmp/$case
    test "$case" != never || source=$tmp/never.estate.json
    told "$case" "$source" >/dev/null
    sed 's/"scheduler"/"SCHEDULER"/; s/"hand"/"scheduler"/; s/SCHEDULER/hand/' \
        "$tmp/$case.json" >"$tmp/turned.json"
    tap_run 1 "$case: by whom, turned round, is refuted" "$MUSTER" verify "$source" "$tmp/turned.json"
done

tap_equal 'worked out twice on 30 tiny estates' '30 runs, 0 failed' \
    "$(python3 "$SRCDIR/tests/preempt_check.py" "$MUSTER" 0 30 | sed 's/, [0-9]* by hand.*$//')"

# A rule between pods speaks of the newcomer: more than room decides, so nothing is claimed.
cp -r "$tmp/low" "$tmp/ports"
sed -i '1s/$/,pod_rule/; /^S,/s/$/,/; /^L,A/s/$/,"{""ports"":[{""port"":80,""protocol"":""TCP""}]}"/' "$tmp/ports/workloads.csv"
tap_equal 'a newcomer with a host port: by hand' 'R evicted hand L/A' "$(told ports)"

# A node over its headroom: who stands there may be dropped, and makes room.
estate over 10% 'S,s1,10,1Gi' 'S,R1,w,1,6,0,3,,
S,R2,w,1,4,0,2,,
L,A,w,1,3,0,0,,' 'S,R1,w,s1,1
S,R2,w,s1,1
L,A,w,l,1'
tap_equal 'on a node over its headroom' 'R1 evicted hand L/A' "$(told over)"

estate room 10% 'S,s1,10,1Gi' 'S,R,w,1,4,0,3,5,
L,A,w,1,6,0,0,1000,' 'S,R,w,s1,1
L,A,w,l,1'
tap_equal 'headroom is not the scheduler'"'"'s: by hand' 'R evicted hand L/A' "$(told room)"
sed -i 's/"hand"/"scheduler"/' "$tmp/room.json"
tap_run 1 'by the scheduler is refuted there' "$MUSTER" verify "$tmp/room" "$tmp/room.json"
tap_has 'and it is said why' 'it leaves a pod of it, or takes one that the plan keeps' "$tmp/out"

# The plan drops the two of 3 for one of 6? No: the fewest is the 6. The scheduler takes the lowest
# priorities, which are those that the plan keeps.
estate other 0% 'S,s1,12,1Gi' 'S,R1,w,1,6,0,3,50,
S,R2,w,1,3,0,3,5,
S,R3,w,1,3,0,3,5,
L,A,w,1,6,0,0,1000,' 'S,R1,w,s1,1
S,R2,w,s1,1
S,R3,w,s1,1
L,A,w,l,1'
tap_equal 'the scheduler would take others: by hand' 'R1 evicted hand L/A' "$(told other)"

estate half 0% 'S,s1,10,1Gi
S,s2,10,1Gi' 'S,R,w,2,4,0,3,5,
L,A,w,1,8,0,0,1000,' 'S,R,w,s1,1
S,R,w,s2,1
L,A,w,l,1'
tap_equal 'a replica moves beside the other: by hand, moved' 'R moved - L/A' "$(told half)"
python3 - "$tmp/half.json" <<'EOF_PY'
import json, sys
result = json.load(open(sys.argv[1], encoding="utf-8"))
result["scenarios"][0]["with_eviction"]["not_moved"] = ["S/R"]
json.dump(result, open(sys.argv[1], "w", encoding="utf-8"))
EOF_PY
tap_run 1 'who may not be moved and is: refuted' "$MUSTER" verify "$tmp/half" "$tmp/half.json"
tap_has 'and it is said why' 'it may be dropped, but not moved' "$tmp/out"

estate whole 0% 'S,s1,10,1Gi
S,s2,5,1Gi' 'S,R,w,2,4,0,3,5,
S,K,w,1,1,0,1,5,
L,A,w,1,8,0,0,1000,' 'S,R,w,s1,1
S,R,w,s2,1
S,K,w,s2,1
L,A,w,l,1'
tap_equal 'a replica stands where nobody comes: by hand' 'R evicted hand L/A' "$(told whole)"

# Of two alike the scheduler takes the one that no disruption budget protects.
estate pair 0% 'S,s1,8,1Gi' 'S,R1,w,1,4,0,3,5,
S,R2,w,1,4,0,3,5,
L,A,w,1,4,0,0,1000,' 'S,R1,w,s1,1
S,R2,w,s1,1
L,A,w,l,1'
for guarded in R1 R2; do
    for most in '"min_available": 1' '"max_unavailable": 0' '"min_available": "1%"' '"max_unavailable": "0%"'; do
        "$MUSTER" show "$tmp/pair" -o json | python3 -c '
import json, sys
e = json.load(sys.stdin)
for s in e["stacks"]:
    s["workloads"][0]["labels"] = {"app": s["stack"]}
selector = [{"key": "app", "operator": "In", "values": [sys.argv[1]]}]
budget = {"budget": "b", "selector": selector, **json.loads("{" + sys.argv[2] + "}")}
next(c for c in e["clusters"] if c["cluster"] == "S")["budgets"] = [budget]
json.dump(e, sys.stdout)' "$guarded" "$most" >"$tmp/pair.estate.json"
        line=$(told pair "$tmp/pair.estate.json")
        case $line in
        "$guarded evicted "*) tap_equal "$guarded, $most: by hand" "$guarded evicted hand L/A" "$line" ;;
        *) tap_equal "not $guarded, $most: the scheduler" 'evicted scheduler L/A' "${line#* }" ;;
        esac
    done
done

# For whom: those that stand where it stood.
estate whom 0% 'S,s1,10,1Gi
S,s2,10,1Gi' 'S,R1,w,1,10,0,3,5,
S,R2,w,1,10,0,3,5,
L,A,w,1,10,0,0,1000,
L,B,w,1,9,0,1,1000,' 'S,R1,w,s1,1
S,R2,w,s2,1
L,A,w,l,1
L,B,w,l,1'
tap_equal 'each for one newcomer' '2 4' "$(told whom | sort -u | awk '{n += NF} END {print NR, n / NR}')"

# Lent: dev gives way first, whatever its tier; nothing else does, and not for its own.
estate lent 0% 'S,s1,12,1Gi' 'S,D1,w,1,6,0,1,5,dev
S,P3,w,1,6,0,3,5,prod
L,A,w,1,6,0,2,5,prod' 'S,D1,w,s1,1
S,P3,w,s1,1
L,A,w,l,1'
tap_equal 'without lend the less critical one gives way' 'P3 evicted hand L/A' "$(told lent)"
echo 'lend: [dev, test]' >>"$tmp/lent/muster.yaml"
tap_equal 'with lend dev does' 'D1 evicted hand L/A' "$(told lent)"
"$MUSTER" check "$tmp/lent" >"$tmp/checked"
tap_has 'an environment that nothing is of is a finding' 'the environment "test"' "$tmp/checked"
"$MUSTER" show "$tmp/lent" -o json >"$tmp/lent.estate.json"
tap_equal 'show -o json keeps it' 'D1 evicted hand L/A' "$(told lent "$tmp/lent.estate.json")"
"$MUSTER" show "$tmp/lent" -o csv --out "$tmp/lent.csv" && tap_equal 'so does show -o csv' \
    'D1 evicted hand L/A' "$(told lent "$tmp/lent.csv")"
told lent >/dev/null
sed -i 's/,"lent":true//; s/"lent": *true,//' "$tmp/lent.json"
tap_run 1 'what is lent is checked' "$MUSTER" verify "$tmp/lent" "$tmp/lent.json"
sed -i 's/,1,6,0,2,5,prod/,1,6,0,0,5,dev/; s/^S,D1,w,1,6,0,1/S,D1,w,1,6,0,0/' "$tmp/lent/workloads.csv"
tap_equal 'tier 0 is not lent' 'P3 evicted hand L/A' "$(told lent)"
sed -i 's/^L,A,w,1,6,0,0/L,A,w,1,6,0,2/; s/^S,D1,w,1,6,0,0/S,D1,w,1,6,0,2/' "$tmp/lent/workloads.csv"
tap_equal 'nobody gives way to a newcomer of what is lent, but a less critical one of it' '' "$(told lent)"

# Priorities against tiers are a finding that names both.
sed 's/,1,8,0,0,1000,/,1,8,0,2,1000,/; s/,1,4,0,3,5,/,1,4,0,1,5,/' "$tmp/low/workloads.csv" >"$tmp/against.csv"
cp -r "$tmp/low" "$tmp/against" && mv "$tmp/against.csv" "$tmp/against/workloads.csv"
"$MUSTER" check "$tmp/against" -o wide >"$tmp/checked"
tap_has 'a priority over a tier' 'priority-over-tier' "$tmp/checked"
tap_has 'names both' 'kube-scheduler removes R' "$tmp/checked"
"$MUSTER" simulate "$tmp/against" --lose L >/dev/null 2>"$tmp/table"
tap_has 'of the scenario too, where it would happen' \
    'kube-scheduler removes a pod of S/R (tier 1, priority 5) from s1 for it' "$tmp/table"
"$MUSTER" simulate "$tmp/against" --lose L -o json --reproducible 2>/dev/null >"$tmp/against.json"
tap_has 'and in its JSON' 'priority-over-tier: L/A (tier 2, priority 1000)' "$tmp/against.json"
tap_run 0 'which verify accepts' "$MUSTER" verify "$tmp/against" "$tmp/against.json"
sed 's/^S,s1,10/S,s1,13/' "$tmp/against/nodes.csv" >"$tmp/nodes.csv" && mv "$tmp/nodes.csv" "$tmp/against/nodes.csv"
sed -i 's/headroom: .*/headroom: {cpu: 30%}/' "$tmp/against/muster.yaml"
"$MUSTER" simulate "$tmp/against" --lose L -o json --reproducible 2>/dev/null >"$tmp/against.json"
tap_equal 'not where the scheduler finds room' 0 "$(grep -c 'removes a pod' "$tmp/against.json")"
"$MUSTER" check "$tmp/low" >"$tmp/checked"
tap_equal 'not where they agree' 0 "$(grep -c priority-over-tier "$tmp/checked")"

tap_done
