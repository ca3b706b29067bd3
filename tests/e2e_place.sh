#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# models/place.mod against muster: the small estates, the cases of semantics.md and random estates
# with min_replicas, every single cluster lost. The example of its data format is solved by tests/e2e_data.sh.
. "$(dirname "$0")/tap.sh"

command -v python3 >/dev/null || tap_skip_all 'no python3'
command -v glpsol >/dev/null || tap_skip_all 'no glpsol'

set -- "$SRCDIR/data/tiny" "$SRCDIR/data/harbor"
for file in "$SRCDIR"/tests/semantics/*/muster.yaml; do
    [ ! -f "$file" ] || set -- "$@" "$(dirname "$file")"
done
count=0 seed=0
while [ $count -lt 4 ] && [ $seed -lt 60 ]; do
    seed=$((seed + 1))
    estate=$tmp/random-$seed
    mkdir "$estate"
    python3 "$SRCDIR/tests/random_estate.py" --write $seed "$estate" >/dev/null
    # Rules between pods are not stated; of an estate without smaller stacks nothing new is asked.
    if ! grep -q kubernetes "$estate/muster.yaml" && "$MUSTER" show "$estate" -o json |
        grep -q '"min_replicas"'; then
        set -- "$@" "$estate"
        count=$((count + 1))
    fi
done
python3 "$SRCDIR/tests/place_check.py" "$MUSTER" "$@"
