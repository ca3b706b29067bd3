#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# All measurements of this folder, each table to a file of its own (README here).
# usage: all.sh BUILD SHARED OUT [RUNS [SECONDS]]
[ $# -ge 3 ] || { sed -n 4p "$0" >&2; exit 2; }
here=$(dirname "$0") build=$1 shared=$2 out=$3 runs=${4:-5} seconds=${5:-60}
mkdir -p "$out" || exit 1

python3 "$here/table.py" "$build/muster" "$shared" "$out" --runs "$runs" --seconds "$seconds" || exit 1
python3 "$here/goals.py" "$build/muster" "$shared" "$out" || exit 1
python3 "$here/growth.py" "$build/muster" "$out" --runs "$runs" || exit 1
sh "$here/packing.sh" "$build" "$shared/data/packing" 5 10 >"$out/packing.tsv"
