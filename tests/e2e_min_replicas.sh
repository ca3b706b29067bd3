#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# min_replicas: what a smaller stack is told as, results that were tampered with, what-if, export.
. "$(dirname "$0")/tap.sh"

command -v python3 >/dev/null || tap_skip_all 'no python3'
estate=$SRCDIR/tests/semantics/24-min-replicas

tap_run 1 'the table' "$MUSTER" simulate "$estate" --lose L -q
tap_has 'the table says how many are up' 'D bank  lose L  3 of 4 replicas are up' "$tmp/out"
tap_run 1 'CSV' "$MUSTER" simulate "$estate" --lose L -q -o csv
tap_has 'CSV has where they are' 'lose L,shop,L,,0,1,degraded,S,,,4,6,' "$tmp/out"
tap_run 4 'a budget that leaves open how many' "$MUSTER" simulate "$estate" --lose L -q -o json \
    --budget 1 --only-tier 0
cp "$tmp/out" "$tmp/open.json"
tap_has 'how many is open' '"replicas":{"wanted":10,"up":7,"bound":10}' "$tmp/open.json"
tap_run 0 'open: verify' "$MUSTER" verify "$estate" "$tmp/open.json"
tap_run 4 'the table of it' "$MUSTER" simulate "$estate" --lose L -q --budget 1 --only-tier 0
tap_has 'the table says that it is open' '2 degraded, perhaps less so with a larger' "$tmp/out"

# refutes NAME TEXT PYTHON: verify refutes the result that PYTHON changed; s is its as_is, one(NAME) a
# stack of it, fill the replicas of tier 0.
refutes() {
    "$MUSTER" simulate "$estate" --lose L -q -o json --reproducible >"$tmp/result.json"
    python3 - "$tmp/result.json" "$3" <<'EOF_PY'
import json, sys
result = json.load(open(sys.argv[1], encoding="utf-8"))
s = result["scenarios"][0]["as_is"]
one = lambda name: next(x for x in s["stacks"] if x["stack"] == name)
fill = s["tiers"][0]["replicas"]
exec(sys.argv[2])
json.dump(result, open(sys.argv[1], "w", encoding="utf-8"))
EOF_PY
    tap_run 1 "$1: refuted" "$MUSTER" verify "$estate" "$tmp/result.json"
    tap_has "$1: says why" "$2" "$tmp/out"
}
refutes 'below the minimum' 'at least 3' 'one("bank")["plan"][0]["replicas"] = 2'
refutes 'more than there are' 'at most 6' 'one("shop")["plan"][0]["replicas"] = 7'
refutes 'no room' 'free are' 'one("shop")["plan"][0]["replicas"] = 6'
refutes 'called whole' 'is called fits with 4 of 6' 'one("shop")["verdict"] = "fits"'
refutes 'not the minimum of the estate' 'the estate does not' 'one("bank")["min_replicas"] = 2'
refutes 'another total' 'replicas' 'one("bank")["replicas"] = 5'
refutes 'more up in the tier' 'replicas are claimed' 'fill["up"] = fill["bound"] = 8'
refutes 'a bound above all' 'is not between' 'fill["bound"] = 11'
refutes 'a bound below' 'is not between' 'fill["bound"] = 6'
refutes 'not told' 'replicas are not told' 'del s["tiers"][0]["replicas"]'

cat >"$tmp/change.yaml" <<'TEXT'
changes:
  - set: {stack: bank, min_replicas: 4}
TEXT
tap_run 0 'whatif sets it' "$MUSTER" whatif "$estate" "$tmp/change.yaml" --lose L -o table
tap_has 'whatif: all of bank first' 'degraded, 3 of 4  fits -> S' "$tmp/out"

tap_run 0 'MathProg has it' "$MUSTER" export "$estate" --lose L --format mathprog
tap_has 'MathProg: how many more' 'param more := i' "$tmp/out"
tap_run 0 'an LP has it' "$MUSTER" export "$estate" --lose L --format lp
tap_has 'an LP has both rows' 'room_' "$tmp/out"

tap_done
