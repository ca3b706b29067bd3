#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every Kubernetes dump and manifest of ../shared/data: what `muster show` says of it is what an
# independent count says (tests/count_k8s.py, kept in tests/k8s_dumps.tsv), or it is refused.
. "$(dirname "$0")/tap.sh"

need_shared

table=$SRCDIR/tests/k8s_dumps.tsv
data=$MUSTER_SHARED/data
tab=$(printf '\t')

grep -v '^#' "$table" >"$tmp/table"
if python3 -c 'import yaml' 2>/dev/null; then
    cut -f 1 "$tmp/table" | xargs python3 "$SRCDIR/tests/count_k8s.py" "$data" >"$tmp/counted" 2>&1
    tap_same 'the table is what an independent count says' "$tmp/table" "$tmp/counted"
else
    tap_note 'no PyYAML: the table is taken as it is'
fi

# One estate of one cluster a row; then what was shown is counted in one go.
mkdir "$tmp/estate" "$tmp/shown"
number=1000
while IFS=$tab read -r path expected; do
    number=$((number + 1))
    printf 'muster: 1\nclusters:\n  - {name: one, orchestrator: kubernetes, sources: ["%s"]}\n' \
        "$data/$path" >"$tmp/estate/muster.yaml"
    run "$MUSTER" show "$tmp/estate" -o json
    if [ "$expected" != refused ]; then
        cp "$tmp/out" "$tmp/shown/$number.json"
        [ "$status" -eq 0 ] || tap_fail "$path" "status $status: $(head -n 3 "$tmp/err")"
    elif [ "$status" -eq 3 ] && [ ! -s "$tmp/out" ]; then
        tap_has "refused: $path" 'no Kubernetes object' "$tmp/err"
    else
        tap_fail "refused: $path" "status $status: $(head -n 3 "$tmp/err")"
    fi
done <"$tmp/table"

python3 "$SRCDIR/tests/count_k8s.py" --show "$tmp"/shown/*.json >"$tmp/counts" 2>"$tmp/err" ||
    tap_note "$(cat "$tmp/err")"
grep -v "${tab}refused\$" "$tmp/table" >"$tmp/expected"
number=0
while IFS=$tab read -r path expected; do
    number=$((number + 1))
    tap_equal "$path" "$expected" "$(sed -n "${number}p" "$tmp/counts")"
done <"$tmp/expected"

tap_done
