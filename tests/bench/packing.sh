#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Bin packing with known optimum as a question of one stack: OPT bins fit, OPT - 1 do not (README here).
# usage: packing.sh BUILD PACKING [SECONDS [CLASS...]]
[ $# -ge 2 ] || { sed -n 4p "$0" >&2; exit 2; }
program=$1/tests/bench/fo_solve packing=$2 seconds=${3:-5}
shift $(($# < 3 ? $# : 3))
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT

# FOLDER TAB FILE TAB OPT, what is proven.
{
    for table in New Panigrahy Triplet; do
        awk -F '\t' -v folder="vbp/$table" 'FNR > 1 && $3 > 0 { print folder "\t" $1 "\t" $3 }' \
            "$packing/vbp/$table-optima.tsv"
    done
    awk -F '\t' 'FNR > 1 && $2 == $3 { print "bpp1d\t" $1 "\t" $2 }' "$packing/bpp1d/optima.tsv"
} >"$scratch/all"
[ $# -gt 0 ] || set -- .
for class; do grep -e "$class" "$scratch/all"; done | sort -u >"$scratch/list"

# An instance with so many bins. A .vbp file: dimensions, capacity, types with their demand; a .txt
# file: items, capacity, items.
instance() {
    awk -v bins="$2" -v is_vector="$(case $1 in *.vbp) echo 1 ;; *) echo 0 ;; esac)" '
        { for (i = 1; i <= NF; i++) number[++count] = $i + 0 }
        END {
            at = 0
            dimensions = is_vector ? number[++at] : 1
            if (!is_vector) types = number[++at]
            for (d = 1; d <= dimensions; d++) free = free " " number[++at]
            if (is_vector) types = number[++at]
            print "fo 1\nK " dimensions "\nT 1\nCLUSTERS 1\nNODES " bins
            for (b = 0; b < bins; b++) print "0" free
            print "STACKS 1\n0 1 " types " 0"
            for (t = 0; t < types; t++) {
                size = ""
                for (d = 1; d <= dimensions; d++) size = size " " number[++at]
                print (is_vector ? number[++at] : 1) " 0" size
            }
        }' "$1"
}

# fits, does not fit, or unknown; and the processor time.
answer() {
    instance "$1" "$2" >"$scratch/in"
    "$program" x 0 $((seconds * 1000)) <"$scratch/in" 2>"$scratch/err" |
        awk '{ printf $4 == 1 ? "yes" : $5 == 0 ? "no" : "unknown" }'
    sed -n 's/.*processor \([0-9.]*\) s.*/ \1/p' "$scratch/err"
}

printf 'class\tquestions\tright\tunknown\twrong\tuser_s\n'
while IFS='	' read -r folder file optimum; do
    [ -f "$packing/$folder/$file" ] || continue
    # A size below zero is no demand.
    grep -q -e '^-' -e '[[:space:]]-' "$packing/$folder/$file" && continue
    for less in 0 1; do
        printf '%s\t%s\t%s\n' "$folder/$(dirname "$file")" "$less" \
            "$(answer "$packing/$folder/$file" $((optimum - less)))"
    done
done <"$scratch/list" | tee "${PACKING_LOG:-/dev/null}" | awk -F '[\t ]' '
    {
        if (!($1 in asked)) order[++classes] = $1
        asked[$1]++
        time[$1] += $4
        if ($3 == "unknown") unknown[$1]++
        else if (($3 == "yes") == ($2 == 0)) right[$1]++
        else wrong[$1]++
    }
    END {
        for (i = 1; i <= classes; i++) {
            c = order[i]
            printf "%s\t%d\t%d\t%d\t%d\t%.1f\n", c, asked[c], right[c], unknown[c], wrong[c], time[c]
            all += asked[c]; good += right[c]; open += unknown[c]; bad += wrong[c]; sum += time[c]
        }
        printf "all\t%d\t%d\t%d\t%d\t%.1f\n", all, good, open, bad, sum
    }'
