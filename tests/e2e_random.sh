#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Random small estates through the whole program: every plan passes its re-check, every bound is
# re-proved, `muster verify` accepts the result, and -j changes no byte.
# MUSTER_RANDOM_ESTATES: how many (default 60).
. "$(dirname "$0")/tap.sh"

command -v python3 >/dev/null || tap_skip_all 'no python3'

count=${MUSTER_RANDOM_ESTATES:-60}
python3 "$SRCDIR/tests/random_estate.py" "$MUSTER" 0 "$count" >"$tmp/out" 2>&1
if [ "$(tail -n 1 "$tmp/out")" = "$count runs, 0 failed" ]; then
    tap_pass "$count random estates"
else
    tap_fail "$count random estates" "$(cat "$tmp/out")"
fi

# Found faults once: an affinity that one cluster can meet, a price of replicas of unknown node whose
# stack loses others on a node, how many nodes rules exclude (twice), the affinity of a daemon, a role
# of several lost instances, residents that move and may be what an affinity asks for, rules of
# residents of unknown node, a daemon beside residents that a repack does not move (twice) or that may
# give way, room without limit, a choice in place of a stack with min_replicas,
# residents left out.
for seed in 5162 9301 12023 20125 1594 40030 41342 42636 43649 46955 47744 50184 50091 60059 62284 70039 80006; do
    python3 "$SRCDIR/tests/random_estate.py" "$MUSTER" "$seed" 1 >"$tmp/out" 2>&1
    if [ "$(tail -n 1 "$tmp/out")" = '1 runs, 0 failed' ]; then
        tap_pass "random estate $seed"
    else
        tap_fail "random estate $seed" "$(cat "$tmp/out")"
    fi
done

tap_done
