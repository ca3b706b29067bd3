#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# with_eviction: random tiny estates against brute force; results that were tampered with.
. "$(dirname "$0")/tap.sh"

command -v python3 >/dev/null || tap_skip_all 'no python3'

tap_equal 'brute force on 40 tiny estates' '40 runs, 0 failed' \
    "$(python3 "$SRCDIR/tests/evict_check.py" "$MUSTER" 0 40 | sed 's/, [0-9]* with evictions$//')"

cases=$SRCDIR/tests/semantics

# refutes NAME ESTATE TEXT PYTHON: verify refutes the result of the estate that PYTHON changed; s is
# its with_eviction, one(NAME) a stack of it.
refutes() {
    "$MUSTER" simulate "$cases/$2" --lose L -q -o json --reproducible >"$tmp/result.json"
    python3 - "$tmp/result.json" "$4" <<'EOF_PY'
import json, sys
result = json.load(open(sys.argv[1], encoding="utf-8"))
scenario = result["scenarios"][0]
s = scenario["with_eviction"]
one = lambda name: next(x for x in s["stacks"] if x["stack"] == name)
exec(sys.argv[2])
json.dump(result, open(sys.argv[1], "w", encoding="utf-8"))
EOF_PY
    tap_run 1 "$1: refuted" "$MUSTER" verify "$cases/$2" "$tmp/result.json"
    tap_has "$1: says why" "$3" "$tmp/out"
}

refutes 'for nobody' 01-two-answers 'nobody is named' 'del one("R")["for"]'
refutes 'for a less critical one' 01-two-answers 'not more critical' 'one("R")["for"] = ["L/N"]'
refutes 'not asked' 01-two-answers 'none that may give way' 's["may_give_way"] = []'
refutes 'a newcomer that gives way' 01-two-answers 'its cluster is lost' 's["may_give_way"] += ["L/N"]'
refutes 'moved without room' 01-two-answers 'free are' \
    'r = one("R"); r.update(verdict="moved", target="S", plan=[dict(workload="R", cluster="S", node="s1", replicas=1)]); del r["by"]'
refutes 'kept without room' 04-fewest-give-way 'free are' 's["stacks"].remove(one("R1"))'
refutes 'one too many' 04-fewest-give-way 'recovers' \
    's["stacks"].append(dict(one("R1"), stack="R2"))'
refutes 'left out' 01-two-answers 'missing' 'del scenario["with_eviction"]'
refutes 'a bound below' 04-fewest-give-way 'is more than its bound' 's["tiers"][1]["bound"] = 1'

tap_done
