#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Damaged results: no false claim is accepted, and nothing crashes (mutate_result.c).
# MUSTER_MUTATIONS: how many of each of ten results (default 100).
. "$(dirname "$0")/tap.sh"

command -v python3 >/dev/null || tap_skip_all 'no python3'

count=${MUSTER_MUTATIONS:-100}

# mutate NAME ESTATE OPTION...
mutate() {
    name=$1 estate=$2
    shift 2
    "$MUSTER" simulate "$estate" -q -o json --reproducible "$@" >"$tmp/result.json" 2>"$tmp/err"
    if "$BUILDDIR/tests/mutate_result" "$estate" "$tmp/result.json" "$count" >"$tmp/out" 2>&1; then
        tap_pass "$name: $(cat "$tmp/out")"
    else
        tap_fail "$name" "$(head -c 20000 "$tmp/out")"
    fi
}

mutate tiny "$SRCDIR/data/tiny"
for seed in 1 4 7 10 13 16 19 22 25; do
    mkdir "$tmp/$seed"
    options=$(python3 "$SRCDIR/tests/random_estate.py" --write "$seed" "$tmp/$seed")
    # shellcheck disable=SC2086
    mutate "random estate $seed" "$tmp/$seed" $options
done
tap_done
