#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Solve failover instances and set the outcome beside what is known of them (README here).
# usage: solve.sh BUILD INSTANCES [BUDGET [NAME...]]
[ $# -ge 2 ] || { sed -n 4p "$0" >&2; exit 2; }
program=$1/tests/bench/fo_solve instances=$2 budget=${3:-0}
shift $(($# < 3 ? $# : 3))
[ $# -gt 0 ] || set -- $(ls "$instances" | sed -n 's/\.fo\(\.gz\)\{0,1\}$//p')
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT

printf 'instance\ttier\ttotal\trecovered\tbound\tproof\tbest_found\tbest_bound\tuser_s\tnote\n'
for name; do
    file=$instances/$name.fo
    if [ -f "$file" ]; then cp "$file" "$scratch/in"; else gzip -dc "$file.gz" >"$scratch/in"; fi
    "$program" "$name" "$budget" <"$scratch/in" >"$scratch/out" 2>"$scratch/err"
    time=$(sed -n 's/.*processor \([0-9.]*\) s.*/\1/p' "$scratch/err")
    awk -v time="$time" '
        FNR == NR { found[$1, $2] = $4; limit[$1, $2] = $5; next }
        {
            best = found[$1, $2]; most = limit[$1, $2]; note = $4 == $5 ? "proven" : "open"
            if (best != "" && $4 + 0 != best + 0)
                note = note " " ($4 > best ? "+" : "") $4 - best
            printf "%s\t%d\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", $1, $2, $3, $4, $5, $6, best, most, \
                time, note
        }' FS='\t' "$instances/known.tsv" FS=' ' "$scratch/out"
done
