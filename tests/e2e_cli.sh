#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The command line: help, version, wrong use, exit statuses, where output goes.
. "$(dirname "$0")/tap.sh"

tiny=$SRCDIR/data/tiny
cases=$SRCDIR/tests/semantics

# silent NAME: nothing on standard output.
silent() {
    tap_equal "$1: nothing on standard output" '' "$(cat "$tmp/out")"
}

# one_line NAME: exactly one line on standard error, which begins with the program's name.
one_line() {
    tap_equal "$1: one message" 1 "$(grep -c '^muster: ' "$tmp/err")"
}

# ---- about

tap_run 0 'version' "$MUSTER" --version
tap_equal 'version: the text' "muster $(sed -n 's/^AC_INIT(\[muster\], \[\(.*\)\])/\1/p' \
    "$SRCDIR/configure.ac")" "$(cat "$tmp/out")"
tap_run 0 'help' "$MUSTER" --help
for command in check show simulate verify export; do
    tap_has "help lists $command" "  $command " "$tmp/out"
done
for command in check show simulate verify export; do
    tap_run 0 "$command --help" "$MUSTER" $command --help
    cp "$tmp/out" "$tmp/help"
    tap_run 0 "help $command" "$MUSTER" help $command
    tap_same "help $command is $command --help" "$tmp/help" "$tmp/out"
    tap_equal "$command --help: at most 80 columns" '' "$(awk 'length > 80' "$tmp/out")"
done

# The manual names every option of every help.
for command in check show simulate verify export; do
    "$MUSTER" $command --help
done | sed -n 's/^  \(-[a-z], \)\{0,1\}--\([a-z-]*\).*/\2/p' | sort -u >"$tmp/options"
tap_check 'there are options' test -s "$tmp/options"
while read -r option; do
    tap_check "the manual has --$option" grep -q -e "Fl -$option\\>" "$SRCDIR/doc/muster.1"
done <"$tmp/options"

# ---- wrong use: exit 2, one message

while read -r arguments; do
    # shellcheck disable=SC2086 # arguments are words
    tap_run 2 "wrong: $arguments" "$MUSTER" $arguments
    silent "wrong: $arguments"
    one_line "wrong: $arguments"
done <<CASES
simulat $tiny
simulate
simulate $tiny --loose alpha
simulate $tiny --lose
simulate $tiny --change=
show $tiny -o junit
check $tiny --lose alpha
show $tiny -o csv
show $tiny -o csv --out $tiny/nodes.csv
export $tiny --lose alpha
export $tiny --format lp
export $tiny --format lp --lose alpha --lose beta
simulate $tiny --out $tmp
simulate $tiny --out $tmp/no/folder/result.json
verify - -
CASES
tap_run 2 'nothing at all' "$MUSTER"
one_line 'nothing at all'

# ---- bad input: exit 3, nothing written

tap_run 3 'no such estate' "$MUSTER" simulate "$tmp/none" -o json --out "$tmp/result.json"
silent 'no such estate'
one_line 'no such estate'
tap_check 'no such estate: no file' test ! -e "$tmp/result.json"
while read -r arguments; do
    # shellcheck disable=SC2086 # arguments are words
    tap_run 3 "not of this estate: $arguments" "$MUSTER" simulate "$tiny" $arguments
    silent "not of this estate: $arguments"
    one_line "not of this estate: $arguments"
done <<CASES
--lose nowhere
--lose alpha/node:none
--lose alpha/zone:none
--lose region:none
--lose-any 9
--headroom gpu=1
CASES
tap_run 3 'no such result' "$MUSTER" verify "$tiny" "$tmp/none.json"
one_line 'no such result'
echo '{"muster": "0.1.0", "schema": 1, "kind": "simulation"}' >"$tmp/half.json"
tap_run 3 'half a result' "$MUSTER" verify "$tiny" "$tmp/half.json"
tap_has 'half a result: what is missing' "$tmp/half.json: missing: \"estate\"; expected an object" \
    "$tmp/err"

# ---- exit statuses of simulate

tap_run 0 'safe' "$MUSTER" simulate "$cases/02-present-not-judged" --lose L -q
tap_equal 'safe: quiet' '' "$(cat "$tmp/err")"
tap_run 1 'at risk' "$MUSTER" simulate "$tiny"
tap_run 4 'inconclusive' "$MUSTER" simulate "$cases/18-pods-and-zeros" --lose L
tap_has 'inconclusive: the last word' 'INCONCLUSIVE: nothing is proven lost' "$tmp/out"
tap_run 0 'nothing critical' "$MUSTER" simulate "$cases/03-equals-stay" --lose L
tap_has 'nothing critical: on standard output' 'NOTHING CRITICAL:' "$tmp/out"
tap_has 'nothing critical: on standard error' 'NO critical stack' "$tmp/err"
tap_run 0 'nothing critical, as a comment' "$MUSTER" simulate "$cases/03-equals-stay" --lose L -q -o markdown
tap_has 'nothing critical: the comment does not call it safe' '### muster: NOTHING CRITICAL' "$tmp/out"
mkdir "$tmp/bare"
printf 'muster: 1\nname: bare\nclusters: [{name: a, orchestrator: csv}]\n' >"$tmp/bare/muster.yaml"
tap_run 0 'an estate of nothing' "$MUSTER" show "$tmp/bare"
tap_equal 'no heading without rows' '' "$(grep '^SOURCE' "$tmp/out")"
tap_run 0 'only tier 0' "$MUSTER" simulate "$tiny" --lose beta --only-tier 0 -o csv
tap_equal 'only tier 0: no other' '' "$(awk -F, 'NR > 1 && $5 != "0"' "$tmp/out")"
tap_run 1 'headroom' "$MUSTER" simulate "$cases/02-present-not-judged" --lose L --headroom cpu=20%
tap_run 0 'less headroom' "$MUSTER" simulate "$cases/02-present-not-judged" --lose L --headroom cpu=0%

# ---- check

tap_run 0 'check groups what is equal' "$MUSTER" check "$SRCDIR/data/tiny"
tap_has 'a group says how many' 'no-limit        13: containers may use any amount' "$tmp/out"
tap_has 'and where' '          alpha/orders, alpha/orders-db, alpha/ledger, ' "$tmp/out"
tap_has 'and how to see all' '18 info (-v lists each)' "$tmp/out"
tap_equal 'no line is too long' '' "$(awk 'length > 80' "$tmp/out")"
tap_run 0 'check -v lists each' "$MUSTER" check "$SRCDIR/data/tiny" -v
tap_equal 'all of them' 13 "$(grep -c '^info *no-limit' "$tmp/out")"
tap_run 0 'check -o wide lists each' "$MUSTER" check "$SRCDIR/data/tiny" -o wide
tap_equal 'all of them, wide' 13 "$(grep -c '^info *no-limit' "$tmp/out")"
tap_run 0 'check: warnings pass' "$MUSTER" check "$cases/02-present-not-judged"
tap_run 1 'check --fail-on warning' "$MUSTER" check "$cases/02-present-not-judged" --fail-on=warning
tap_run 0 'check -o json' "$MUSTER" check "$cases/02-present-not-judged" -o json
tap_has 'check -o json: the kind' '"kind": "findings"' "$tmp/out"
sed 's/^name: case/name: case\nmax_age: 7d/; s/csv}/csv, captured: "2026-11-01T00:00:00Z"}/' \
    "$cases/02-present-not-judged/muster.yaml" >"$tmp/muster.yaml"
cp "$cases/02-present-not-judged/"*.csv "$tmp"
tap_run 0 'check --as-of: fresh' "$MUSTER" check "$tmp" --as-of 2026-11-07
tap_equal 'check --as-of: nothing is stale' 0 "$(grep -c stale-snapshot "$tmp/out")"
tap_run 0 'check --as-of: old' "$MUSTER" check "$tmp" --as-of 2026-11-08
tap_equal 'check --as-of: both are stale' 2 "$(grep -c stale-snapshot "$tmp/out")"
tap_run 0 'simulate: old snapshots pass' "$MUSTER" simulate "$tmp" --lose L --as-of 2026-11-08
tap_has 'simulate: old snapshots are named' 'old, undated or partial: L, S' "$tmp/err"
tap_run 4 'simulate --strict: old snapshots do not' \
    "$MUSTER" simulate "$tmp" --lose L --as-of 2026-11-08 --strict
tap_run 0 'simulate --strict: fresh ones do' \
    "$MUSTER" simulate "$tmp" --lose L --as-of 2026-11-07 --strict

# ---- standard input

tap_equal 'estate from standard input' "$("$MUSTER" simulate "$tiny" -q -o json --reproducible)" \
    "$(cd "$tiny" && "$MUSTER" simulate - -q -o json --reproducible <muster.yaml)"
"$MUSTER" simulate "$tiny" -q -o json --reproducible >"$tmp/result.json"
tap_check 'result from standard input' sh -c \
    '"$MUSTER" verify "$1" - <"$2"' verify "$tiny" "$tmp/result.json"

# ---- the same bytes for any number of workers

for jobs in 1 2 5; do
    "$MUSTER" simulate "$SRCDIR/data/harbor" -q -o json --reproducible -j $jobs >"$tmp/jobs.$jobs"
done
tap_same 'one worker and two: the same bytes' "$tmp/jobs.1" "$tmp/jobs.2"
tap_same 'one worker and five: the same bytes' "$tmp/jobs.1" "$tmp/jobs.5"

# ---- --out

mkdir "$tmp/out.d"
echo old >"$tmp/out.d/result.json"
tap_run 1 '--out' "$MUSTER" simulate "$tiny" -q -o json --reproducible --out "$tmp/out.d/result.json"
silent '--out'
tap_same '--out writes what standard output gets' "$tmp/result.json" "$tmp/out.d/result.json"
tap_equal '--out leaves nothing else' result.json "$(ls -A "$tmp/out.d")"
ln -s result.json "$tmp/out.d/link"
tap_run 1 '--out to a link' "$MUSTER" simulate "$tiny" -q --out "$tmp/out.d/link"
tap_check '--out to a link: it stays one' test -L "$tmp/out.d/link"
tap_has '--out to a link: its target is written' 'estate tiny' "$tmp/out.d/result.json"
tap_run 1 '--out to a device' "$MUSTER" simulate "$tiny" -q --out /dev/null
tap_check '--out to a device: it stays one' test -c /dev/null
if [ -c /dev/full ]; then
    tap_run 70 'a full disk' sh -c '"$MUSTER" show "$1" >/dev/full' full "$tiny"
    one_line 'a full disk'
else
    tap_skip 'a full disk' 'no /dev/full'
fi
# shellcheck disable=SC2016 # the shell that is started expands it
tap_run 0 'a closed pipe ends the run' sh -c \
    '{ "$MUSTER" show "$1" -o json; echo $? >"$2"; } 2>/dev/null | :' pipe "$tiny" "$tmp/status"

# ---- show

tap_run 0 'show -o csv' "$MUSTER" show "$tiny" -o csv --out "$tmp/csv"
silent 'show -o csv'
tap_equal 'show -o csv: the same digest' "$("$MUSTER" show "$tiny" | tail -n 1)" \
    "$("$MUSTER" show "$tmp/csv" | tail -n 1)"
tap_run 2 'show -o csv overwrites nothing' "$MUSTER" show "$tiny" -o csv --out "$tmp/csv"
tap_run 0 'show -o csv of harbor' "$MUSTER" show "$SRCDIR/data/harbor" -o csv --out "$tmp/harbor"
tap_equal 'show -o csv of harbor: nothing is lost' '' "$(grep 'CSV cannot carry' "$tmp/err")"
tap_equal 'show -o csv of harbor: the same digest' \
    "$("$MUSTER" show "$SRCDIR/data/harbor" | tail -n 1)" \
    "$("$MUSTER" show "$tmp/harbor" | tail -n 1)"
tap_run 0 'show -o json' "$MUSTER" show "$SRCDIR/data/harbor" -o json
tap_has 'show -o json: the kind' '"kind": "estate"' "$tmp/out"
cp "$tmp/out" "$tmp/harbor.json"
tap_equal 'show -o json: the same digest' "$("$MUSTER" show "$SRCDIR/data/harbor" | tail -n 1)" \
    "$("$MUSTER" show "$tmp/harbor.json" | tail -n 1)"
tap_run 0 'show -o wide' "$MUSTER" show "$SRCDIR/data/harbor" -o wide

# ---- tables: width, colour

for command in check show simulate; do
    for columns in 80 120 200; do
        # shellcheck disable=SC2016
        run sh -c 'COLUMNS=$1 "$MUSTER" $2 "$3" --color=never' wide $columns $command \
            "$SRCDIR/data/harbor"
        tap_equal "$command: at most $columns columns" '' \
            "$(awk -v columns=$columns 'length > columns || / $/' "$tmp/out")"
    done
done
run "$MUSTER" simulate "$tiny"
cp "$tmp/out" "$tmp/plain"
tap_equal 'no colour in a file' 0 "$(grep -c "$(printf '\033')" "$tmp/plain")"
run "$MUSTER" simulate "$tiny" --color=always
tap_equal 'with colour' 1 "$(grep -c "$(printf '\033\\[1;31mAT RISK')" "$tmp/out")"
sed "s/$(printf '\033')\\[[0-9;]*m//g" "$tmp/out" >"$tmp/stripped"
tap_same 'colour moves no column' "$tmp/plain" "$tmp/stripped"
run "$MUSTER" simulate "$tiny" --progress=always
tap_has 'progress on demand' 'muster: 3 of 3 scenarios:' "$tmp/err"
tap_has 'progress of a tier' 'tier 0: recovered ' "$tmp/err"
for engine in auto greedy mip exact; do
    tap_run 1 "--engine $engine" "$MUSTER" simulate "$tiny" -q --engine $engine -o json --reproducible
    cp "$tmp/out" "$tmp/engine.json"
    tap_run 0 "--engine $engine: verified" "$MUSTER" verify "$tiny" "$tmp/engine.json"
done
tap_run 2 '--engine of no such name' "$MUSTER" simulate "$tiny" --engine glpk
tap_has '--engine of no such name' 'expected auto, greedy, mip or exact' "$tmp/err"

# ---- export

for format in mps lp mathprog; do
    tap_run 0 "export $format" "$MUSTER" export "$tiny" --lose alpha --format $format
    tap_check "export $format: not empty" test -s "$tmp/out"
done

# ---- a result of another estate, a result that was changed

tap_run 0 'verify' "$MUSTER" verify "$tiny" "$tmp/result.json"
tap_run 1 'verify: another estate' "$MUSTER" verify "$SRCDIR/data/harbor" "$tmp/result.json"
tap_has 'verify: another estate is said' 'the result is of another estate' "$tmp/out"
# change NAME SED-SCRIPT: a changed result is refuted.
change() {
    sed "$2" "$tmp/result.json" >"$tmp/changed.json"
    if cmp -s "$tmp/result.json" "$tmp/changed.json"; then
        tap_fail "verify refutes: $1" 'the script changes nothing'
    else
        tap_run 1 "verify refutes: $1" "$MUSTER" verify "$tiny" "$tmp/changed.json"
    fi
}
change 'a better verdict of the whole' 's/"verdict":"at_risk"/"verdict":"safe"/'
change 'no stack at risk' 's/"critical_at_risk":\["[^]]*\]/"critical_at_risk":[]/'
change 'a stack that fits' 's/"verdict": "does_not_fit"/"verdict": "fits"/'
change 'a higher bound' 's/"bound":2,/"bound":3,/'
change 'more recovered' 's/"recovered":2,/"recovered":3,/'
change 'fewer displaced' 's/"displaced":3,/"displaced":2,/'
change 'other sums' 's/"reserved_after":\([0-9]*\)/"reserved_after":1\1/'
change 'other replicas' 's/"replicas":1}/"replicas":2}/'
change 'another node' 's/"node":"\([a-z]*\)[0-9]*"/"node":"\19"/'
change 'another tier' 's/"tier": 1,/"tier": 0,/'
change 'another scenario' 's/"lost": \["alpha"\]/"lost": ["beta"]/'
change 'an unknown scenario' 's/"lost": \["alpha"\]/"lost": ["omega"]/'
change 'more headroom' 's/"options": {/"options": {"headroom_given":"cpu",/; s/"headroom":{[^}]*}/"headroom":{"cpu":"50%"}/'

# ---- verify holds a result to the headroom that it states

"$MUSTER" simulate "$tiny" -q -o json >"$tmp/stated.json"
sed 's/"headroom":{[^}]*}/"headroom":{"cpu":"90%"}/' "$tmp/stated.json" >"$tmp/claimed.json"
tap_run 0 'verify: as stated' "$MUSTER" verify "$tiny" "$tmp/stated.json"
tap_run 1 'verify: other headroom claimed' "$MUSTER" verify "$tiny" "$tmp/claimed.json"

# ---- the report CSV is safe to print

mkdir "$tmp/escape"
cat >"$tmp/escape/muster.yaml" <<YAML
muster: 1
clusters: [{name: L, orchestrator: csv}, {name: S, orchestrator: csv}]
sources: [nodes.csv, workloads.csv]
YAML
printf 'cluster,node,cpu,memory\nL,l,9,9\nS,s,9,9\n' >"$tmp/escape/nodes.csv"
printf 'cluster,stack,workload,replicas,cpu,memory,tier\nL,A\033[2J,w,1,1,1,0\n' \
    >"$tmp/escape/workloads.csv"
tap_run 0 'an escape sequence in a name' "$MUSTER" simulate "$tmp/escape" --lose L -q -o csv
tap_has 'CSV shows it' 'A\x1B' "$tmp/out"
tap_check 'CSV has no escape sequence' sh -c "! grep -q '$(printf '\033')' '$tmp/out'"

tap_done
