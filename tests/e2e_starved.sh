#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The solver starved of work or memory: verdicts become unknown, never wrong, and nothing crashes.
# (GLPK that gives up in the middle, numbers that are none, the fuse: check_solve, check_prove.)
. "$(dirname "$0")/tap.sh"
command -v python3 >/dev/null || tap_skip_all 'no python3'

harbor=$SRCDIR/data/harbor
run "$MUSTER" simulate "$harbor" -q -o json --reproducible --no-eviction
cp "$tmp/out" "$tmp/full.json"

# contradicts NAME: where both the starved answer and the full one claim something for certain, they
# agree; and recovered and bound enclose what is proven.
contradicts() {
    tap_check "$1: claims nothing else" python3 - "$tmp/full.json" "$tmp/starved.json" <<'PYTHON'
import json, sys
full, starved = (json.load(open(name, encoding='utf-8')) for name in sys.argv[1:])
MAY = ('fits', 'choice')
for a, b in zip(full['scenarios'], starved['scenarios']):
    known = {(one['cluster'], one.get('namespace'), one['stack']): one['verdict'] for one in a['as_is']['stacks']}
    for one in b['as_is']['stacks']:
        verdict = known.get((one['cluster'], one.get('namespace'), one['stack']))
        if verdict is None: # a survivor that requires something: nobody knows whether that is up
            assert b['as_is']['status'] == 'failed' and one['verdict'] == 'unknown' and one['needs'], one
            continue
        if b['as_is']['status'] == 'proven' and 'unknown' not in (verdict, one['verdict']):
            assert verdict == one['verdict'] or {verdict, one['verdict']} <= set(MAY), (one, verdict)
        if one['verdict'] == 'does_not_fit':
            assert verdict not in MAY, (one, verdict)
    if b['as_is']['status'] == 'failed':
        continue
    open_before = False
    for x, y in zip(a['as_is']['tiers'], b['as_is']['tiers']):
        if not open_before:
            assert y['recovered'] <= x['bound'] and y['bound'] >= x['recovered'], (x, y)
        open_before |= x['recovered'] != y['recovered']
PYTHON
}

# starved NAME OPTION...: runs, verifies, and agrees with the full answer.
starved() {
    name=$1
    shift
    run "$MUSTER" simulate "$harbor" -q -o json --reproducible --no-eviction "$@"
    case $status in
    0 | 1 | 4) tap_pass "$name: ends with an answer" ;;
    *) tap_fail "$name: ends with an answer" "exit status $status" ;;
    esac
    cp "$tmp/out" "$tmp/starved.json"
    contradicts "$name"
    run "$MUSTER" verify "$harbor" "$tmp/starved.json"
    tap_equal "$name: no claim is refuted" 0 "$status"
}

starved 'one unit of work' --budget 1
starved 'few units of work' --budget 300
for engine in greedy mip exact; do
    starved "one unit of work, --engine $engine" --budget 1 --engine $engine
done

# Memory: a sanitizer needs more than any limit, so there is nothing to try with one.
if [ -z "$MUSTER_SANITIZE" ]; then
    for limit in 12000 16000 24000 40000; do
        (ulimit -v $limit && exec "$MUSTER" simulate "$harbor" -q -o json --reproducible --no-eviction \
            >"$tmp/starved.json" 2>"$tmp/err")
        status=$?
        case $status in
        0 | 1 | 4)
            contradicts "$limit kB of memory"
            tap_run 0 "$limit kB of memory: no claim is refuted" "$MUSTER" verify "$harbor" \
                "$tmp/starved.json"
            ;;
        *)
            if [ $status -gt 128 ]; then
                tap_fail "$limit kB of memory: no crash" "exit status $status"
            else
                tap_pass "$limit kB of memory: no crash"
            fi
            ;;
        esac
    done
fi
tap_done
