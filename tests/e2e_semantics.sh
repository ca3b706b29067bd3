#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the words mean: hand-checked estates in tests/semantics, with their answers in expected.tsv.
. "$(dirname "$0")/tap.sh"

command -v python3 >/dev/null || tap_skip_all 'no python3'
folder=$SRCDIR/tests/semantics
tab=$(printf '\t')

# has_finding CODE:NAME: check gives it for the estate.
has_finding() {
    "$MUSTER" check "$estate" -o csv | grep -q "^[a-z]*,${1%%:*},.*${1#*:}"
}

grep -v '^#' "$folder/expected.tsv" >"$tmp/cases"
while IFS=$tab read -r name arguments expected verdict holds findings; do
    estate=$folder/$name
    # shellcheck disable=SC2086 # arguments are words
    tap_run "$expected" "$name $arguments" \
        "$MUSTER" simulate "$estate" $arguments -q -o json --reproducible
    case $holds in
    error:*)
        tap_has "$name: the message" "${holds#error:}" "$tmp/err"
        tap_equal "$name: nothing on standard output" '' "$(cat "$tmp/out")"
        continue
        ;;
    esac
    cp "$tmp/out" "$tmp/result.json"
    tap_equal "$name: $holds" '' "$(python3 "$folder/expect.py" "$tmp/result.json" "$verdict" "$holds")"
    tap_run 0 "$name: verify" "$MUSTER" verify "$estate" "$tmp/result.json"
    for finding in $findings; do
        tap_check "$name: finding $finding" has_finding "$finding"
    done
done <"$tmp/cases"

# The same estates, written as CSV and read back, are the same.
for estate in "$folder"/*/; do
    name=$(basename "$estate")
    [ "$name" != 11-requires-cycle ] || continue
    "$MUSTER" show "$estate" -o csv --out "$tmp/$name" 2>"$tmp/err"
    tap_equal "$name: as CSV" "$("$MUSTER" show "$estate" | tail -n 1)" \
        "$("$MUSTER" show "$tmp/$name" | tail -n 1)"
done

tap_done
