#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Overload after the failover. tests/overload/small is checked by hand in its README.
. "$(dirname "$0")/tap.sh"

cd "$SRCDIR" || exit 99
small=tests/overload/small
COLUMNS=120
export COLUMNS

# has TEXT NAME: $tmp/out holds it, whatever the indentation.
has() {
    tap_has "$2" "$1" "$tmp/out"
}

# forged NAME SED-SCRIPT: verify refutes the result so changed.
forged() {
    tap_forged "$1" "$small" "$tmp/small.json" "$2"
}

# ---- burst tolerance

tap_run 0 'L is lost' "$MUSTER" simulate $small --lose L -o json -q --reproducible
cp "$tmp/out" "$tmp/small.json"
has '"burst": {"holds":"part","num":1,"den":2,"node":"s1","resource":"cpu"}' 'S holds a half, by s1'
has '"den":2,"node":"s1","resource":"cpu","allocatable":10000,"reserved":6000,"limits":14000}' 's1'
has '"num":5,"den":6,"node":"s2","resource":"cpu","allocatable":10000,"reserved":5000' 's2'
has '{"resource":"cpu","workloads":2,"replicas":3,"largest":{"stack":"S/old","workload":"old"' \
    'who has no limit'
has '"burst": {"holds":"all","num":1,"den":1}' 'T holds all limits'
tap_run 0 'verify agrees' "$MUSTER" verify $small "$tmp/small.json"
forged 'a higher burst is refuted' 's/"burst": {"holds":"part","num":1,"den":2/"burst": {"holds":"part","num":2,"den":3/'
forged 'a lower burst is refuted' 's/"burst": {"holds":"part","num":1,"den":2/"burst": {"holds":"part","num":1,"den":3/'
forged 'another node is refuted' 's/"den":2,"node":"s1","resource":"cpu"},*$/"den":2,"node":"s2","resource":"cpu"},/'
forged 'all is refuted' 's/"burst": {"holds":"part","num":1,"den":2,"node":"s1","resource":"cpu"}/"burst": {"holds":"all","num":1,"den":1}/'
forged 'a node left out is refuted' '/"num":5,"den":6/d; s/"limits":14000},/"limits":14000}/'
forged 'other sums of a node are refuted' 's/"limits":14000}/"limits":14001}/'
forged 'another count without limit is refuted' 's/"workloads":2,"replicas":3/"workloads":2,"replicas":2/'
forged 'another tolerance before is refuted' 's/"burst_before": {"holds":"all"/"burst_before": {"holds":"no_limit_above"/'

tap_run 0 'the wide table' "$MUSTER" simulate $small --lose L -q
sed -n '/^LIMITS AFTER/,/^$/p' "$tmp/out" >"$tmp/limits"
tap_same 'what it says of limits' tests/overload/small.wide "$tmp/limits"
tap_run 0 'CSV' "$MUSTER" simulate $small --lose L -q -o csv
tap_has 'CSV: the target of app' ',1,2' "$tmp/out"

tap_run 1 'harbor' "$MUSTER" simulate data/harbor -q
sed -n '/^LIMITS AFTER/,/^$/p' "$tmp/out" >"$tmp/limits"
tap_same 'harbor: what the table says of limits' tests/overload/harbor.wide "$tmp/limits"

# ---- cascade

tap_run 0 'half is held' "$MUSTER" simulate $small --lose L -q --cascade 50% -o json
has '"falls": []' 'nobody falls'
tap_run 1 'less than 60% is not' "$MUSTER" simulate $small --lose L -q --cascade 0.6 -o json \
    --reproducible
cp "$tmp/out" "$tmp/small.json"
has '"lost": ["L","S","T"]' 'S falls, and T by what comes from it'
has '"cascade":"3/5"' 'the option is in the result'
run env COLUMNS=80 "$MUSTER" simulate "$SRCDIR/data/harbor" -q --no-eviction --cascade 60% --then-lose-node any
tap_has 'the chain in the table' '1. east (east-app-03 cpu, 28.4%, before 28.4%), west' "$tmp/out"
tap_equal 'no line passes the width' '' "$(grep '.\{81\}' "$tmp/out")"
tap_run 0 'verify agrees on the cascade' "$MUSTER" verify $small "$tmp/small.json"
forged 'a chain that is left out is refuted' 's/"cascade": {/"cascaded": {/'
forged 'another burst is refuted' 's/"cascade":"3\/5"/"cascade":"2\/5"/'
forged 'steps in another order are refuted' 's/"step":1/"step":2/'
forged 'another burst of who fell is refuted' 's/\("step":1,"cluster":"S","burst":{"holds":"part","num":1,"den":\)2/\13/'
forged 'another burst before is refuted' '/"step":1,/s/"burst_before":{"holds":"all"/"burst_before":{"holds":"no_limit_above"/'
forged 'another node that binds is refuted' 's/\("step":1,.*"den":2,"node":"\)s1/\1s2/'
forged 'who fell at another step is refuted' 's/"step":2,"cluster":"T"/"step":1,"cluster":"T"/'
forged 'steps that are left out are refuted' 's/"cascade_steps"/"cascade_paces"/'
forged 'the plan of a step is checked' '/"cascade_steps"/,$s/"workload":"api","cluster":"S","node":"s2"/"workload":"api","cluster":"S","node":"s1"/'
forged 'the sums of a step are checked' '/"cascade_steps"/,$s/"reserved_after":11000/"reserved_after":10000/'
forged 'the burst of a step is checked' '/"cascade_steps"/,$s/"burst": {"holds":"part","num":1,"den":2/"burst": {"holds":"part","num":2,"den":3/'
if [ "$(grep -c '"with_eviction": {' "$tmp/small.json")" -le 1 ]; then
    tap_pass 'the second answer is asked of the last step alone'
else
    tap_fail 'the second answer is asked of the last step alone'
fi
tap_run 1 'the table of a cascade' "$MUSTER" simulate $small --lose L -q --cascade 60%
tap_has 'its chain' 'lose L                    1. S (s1 cpu, 50.0%); 2. T (t1 cpu, 0.0%)' "$tmp/out"
tap_run 1 'CSV of a cascade' "$MUSTER" simulate $small --lose L -q --cascade 60% -o csv
tap_has 'CSV: who fell' ',S;T' "$tmp/out"
for value in 101% -1 1/2 x '' 0.1234567 %; do
    tap_run 2 "--cascade '$value' is refused" "$MUSTER" simulate $small --cascade "$value"
done
tap_run 2 '--cascade makes no sense for check' "$MUSTER" check $small --cascade 50%

tap_run 1 'harbor: cascade' "$MUSTER" simulate data/harbor -q --cascade 20%
sed -n '/^CASCADE/,/^$/p' "$tmp/out" >"$tmp/cascade"
tap_same 'harbor: who falls' tests/overload/harbor.cascade "$tmp/cascade"

# ---- one more node

tap_run 0 'then lose a node' "$MUSTER" simulate $small -q --then-lose-node any -o json --reproducible
cp "$tmp/out" "$tmp/small.json"
tr -d ' \n' <"$tmp/small.json" >"$tmp/out"
has '{"cluster":"S","verdict":"no","nodes":2,"no":2,"unknown":0,"node":"s1","certified":true,"stacks":["app"]' \
    'app cannot stand twice on one node'
has '{"cluster":"S","verdict":"yes","nodes":2,"no":0,"unknown":0' 'L still there: S can lose any'
has '{"cluster":"T","verdict":"no","nodes":1,"no":1,"unknown":0,"node":"t1","certified":true' \
    'a cluster of one node cannot lose it'
tap_run 0 'verify takes it' "$MUSTER" verify $small "$tmp/small.json"
forged 'yes of a cluster that is no is refuted' '/"cluster": "S",/{n;s/"verdict": "no"/"verdict": "yes"/;}'
forged 'fewer nodes that cannot be lost are refuted' 's/"no": 2,/"no": 1,/'
forged 'other nodes are refuted' 's/"nodes": 2,/"nodes": 3,/'
forged 'another worst node is refuted' '/"unknown": 0,/{n;s/"node": "s1"/"node": "s2"/;}'
forged 'another stack without a place is refuted' 's/"stacks": \["app"\],/"stacks": ["web"],/'
forged 'not certified where it is, is refuted' 's/"certified": true,/"certified": false,/'
forged 'a node without evidence is refuted' 's/"evidence": \[/"proof": [/'
forged 'evidence of another node is refuted' '/"evidence": \[/,/"moves"/s/"node": "s1"/"node": "s3"/'
forged 'a yes that rests on a plan is checked' '/"moves": \[/,/\]/s/"node":"s2","replicas":1/"node":"s1","replicas":1/'
forged 'a move that is left out is refuted' '/"stack":"S\/web","workload":"web"/d'
forged 'a higher bound is refuted' '/"moves"/!s/"recovered":1,"bound":1,"certified":true}/"recovered":1,"bound":2,"certified":true}/'
forged 'a bound that was not proved is refuted' 's/"displaced":1,"displaced_weight":1,"recovered":1,"bound":1,"certified":true}/"displaced":1,"displaced_weight":1,"recovered":0,"bound":0,"certified":true}/'
"$MUSTER" simulate $small -q --then-lose-node any -o json --reproducible -j 1 >"$tmp/one.json"
tap_same 'the same with one worker' "$tmp/small.json" "$tmp/one.json"
tap_run 0 'the budget is gone' "$MUSTER" simulate $small -q --then-lose-node any --budget 1 -o json
tap_run 2 'only any' "$MUSTER" simulate $small --then-lose-node s1
tap_run 2 'no sense for check' "$MUSTER" check $small --then-lose-node any
tap_run 1 'harbor: one more node' "$MUSTER" simulate data/harbor -q --then-lose-node any
sed -n '/^THEN LOSE/,/^$/p' "$tmp/out" >"$tmp/spares"
tap_same 'harbor: who can lose a node' tests/overload/harbor.spares "$tmp/spares"
tap_run 1 'cascade and one more node' "$MUSTER" simulate data/harbor -q --cascade 20% \
    --then-lose-node any -o json
cp "$tmp/out" "$tmp/both.json"
tap_run 0 'verify takes both' "$MUSTER" verify data/harbor "$tmp/both.json"
if command -v python3 >/dev/null; then
    tap_check 'the schema takes both' python3 tests/schema.py data/result.schema.json "$tmp/both.json"
fi

# ---- by its definition, on random estates

if command -v python3 >/dev/null; then
    python3 tests/overload_check.py "$MUSTER" 1 60 >"$tmp/out" 2>&1
    tap_note "$(tail -n 5 "$tmp/out")"
    tap_has 'random estates' '60 runs, 0 failed' "$tmp/out"
else
    tap_skip 'random estates' 'no python3'
fi

tap_done
