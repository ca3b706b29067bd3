#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Bin packing with known optimum as a question of one stack: OPT bins fit, OPT - 1 do not (README here).
# usage: packing.sh BUILD PACKING [SECONDS [MOST [CLASS...]]]
[ $# -ge 2 ] || { sed -n 4p "$0" >&2; exit 2; }
program=$1/tests/bench/fo_solve packing=$2 seconds=${3:-5} most=${4:-10}
shift $(($# < 4 ? $# : 4))
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT

# CLASS TAB PATH TAB OPT, what is proven. The larger files of some classes are in an archive.
{
    for table in New Panigrahy Triplet; do
        mkdir "$scratch/$table"
        xz -dc "$packing/vbp/$table-more.tar.xz" 2>"$scratch/err" | tar xf - -C "$scratch/$table" ||
            cat "$scratch/err" >&2
        awk -F '\t' -v folder="vbp/$table" -v here="$packing/vbp/$table" -v more="$scratch/$table" '
            FNR > 1 && $3 > 0 {
                class = folder "/" substr($1, 1, index($1, "/") - 1)
                if ((getline line <(here "/" $1)) >= 0) print class "\t" here "/" $1 "\t" $3
                else print class "\t" more "/" $1 "\t" $3
                close(here "/" $1)
            }' "$packing/vbp/$table-optima.tsv"
    done
    # AI and ANI have sizes of very different difficulty, which their names begin with.
    awk -F '\t' -v here="$packing/bpp1d" '
        FNR > 1 && $2 == $3 {
            class = substr($1, 1, index($1, "/") - 1)
            if (class ~ /^AN?I$/) class = class "-" substr($1, index($1, "/") + 1, 3)
            print "bpp1d/" class "\t" here "/" $1 "\t" $2
        }' "$packing/bpp1d/optima.tsv"
} >"$scratch/all"
[ $# -gt 0 ] || set -- .
for class; do grep -e "$class" "$scratch/all"; done | sort -u >"$scratch/known"

# At most so many of a class, evenly over its list; sizes below zero are no demand.
while IFS='	' read -r class file optimum; do
    [ -f "$file" ] || continue
    grep -q -e '^-' -e '[[:space:]]-' "$file" && continue
    printf '%s\t%s\t%s\n' "$class" "$file" "$optimum"
done <"$scratch/known" | awk -F '\t' -v most="$most" '
    { class[NR] = $1; line[NR] = $0; count[$1]++ }
    END {
        for (i = 1; i <= NR; i++) {
            n = count[class[i]]; k = seen[class[i]]++
            if (n <= most || int((k + 1) * most / n) > int(k * most / n)) print line[i] "\t" n
        }
    }' >"$scratch/list"

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

# fits, does not fit, or unknown; what the answer rests on; and the processor time, which the limit
# is of: other work on the machine does not count.
answer() {
    instance "$1" "$2" >"$scratch/in"
    (ulimit -t "$seconds" && exec "$program" x) <"$scratch/in" 2>"$scratch/err" |
        awk '{ text = ($4 == 1 ? "yes" : $5 == 0 ? "no" : "unknown") "\t" $6 }
             END { printf "%s", text ? text : "unknown\t-" }'
    awk -v seconds="$seconds" '
        sub(/.*processor /, "") { seconds = $1 }
        END { printf "\t%s\n", seconds }' "$scratch/err"
}

while IFS='	' read -r class file optimum known; do
    for less in 0 1; do
        printf '%s\t%s\t%s\t%s\t%s\n' "$class" "$known" "$(basename "$file")" "$less" \
            "$(answer "$file" $((optimum - less)) </dev/null 2>/dev/null)"
    done
done <"$scratch/list" | tee "${PACKING_LOG:-/dev/null}" | sort -t '	' -s -k 1,1 -k 7,7g |
    awk -F '\t' '
    function row(name, known, asked, fit, not, by_search, open, bad, half, sum) {
        printf "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%s\t%.1f\n", name, known, asked, fit, not, by_search,
            open, bad, half, sum
    }
    BEGIN {
        print "class\tfiles\tasked\tfits\tdoes_not\tby_search\tunknown\twrong\tmedian_s\tuser_s"
    }
    function close_class(half) {
        if (!n) return
        half = n % 2 ? time[(n + 1) / 2] : (time[n / 2] + time[n / 2 + 1]) / 2
        row(class, known, n / 2, fit, not, search, open, bad, sprintf("%.2f", half), sum)
        all_known += known; all_n += n; all_fit += fit; all_not += not; all_search += search
        all_open += open; all_bad += bad; all_sum += sum
        n = fit = not = search = open = bad = sum = 0
    }
    $1 != class { close_class(); class = $1 }
    {
        known = $2; time[++n] = $7; sum += $7
        if ($5 == "unknown") open++
        else if (($5 == "yes") != ($4 == 0)) bad++
        else if ($5 == "yes") fit++
        else { not++; search += $6 == "search" }
    }
    END {
        close_class()
        row("all", all_known, all_n / 2, all_fit, all_not, all_search, all_open, all_bad, "-", all_sum)
    }'
