#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The failover instances of ../shared: no plan is better than the best bound known, no bound is below
# the best plan known (as long as the earlier tiers recover what is known of them). fo_solve prints
# NAME TIER TOTAL RECOVERED BOUND PROOF.
. "$(dirname "$0")/tap.sh"
need_shared

instances=$MUSTER_SHARED/instances
budget=2000000
[ -z "$MUSTER_SANITIZE" ] || budget=500000

# faults FILE: what in the output of fo_solve contradicts known.tsv.
faults() {
    awk -F '[ \t]' '
        FNR == NR { found[$1, $2] = $4; limit[$1, $2] = $5; next }
        $4 + 0 > $5 + 0 { print "tier " $2 ": recovered " $4 " above its own bound " $5 }
        {
            known = (($1, $2) in found) && found[$1, $2] != ""
            # What is known of a tier holds where the tiers before it are as in the best plan known.
            if (!known || lost)
                next
            if ($4 + 0 > limit[$1, $2] + 0)
                print "tier " $2 ": recovered " $4 ", but the best bound is " limit[$1, $2]
            if ($5 + 0 < found[$1, $2] + 0)
                print "tier " $2 ": bound " $5 ", but " found[$1, $2] " is known to fit"
            if ($4 + 0 != found[$1, $2] + 0)
                lost = 1
        }' "$instances/known.tsv" "$1"
}

for file in "$instances"/*.fo; do
    name=$(basename "$file" .fo)
    most=$budget
    [ -n "$MUSTER_SANITIZE" ] || case $name in
    hard-200-tight | hardhom-50-tight | plant-20 | plant-40 | small-tight | small-over | medium-over)
        most=600000000 ;;
    esac
    "$BUILDDIR/tests/bench/fo_solve" "$name" $most <"$file" >"$tmp/got" 2>"$tmp/err" ||
        echo "no output" >>"$tmp/got"
    tap_equal "$name" '' "$(faults "$tmp/got")"
    case $name in
    *-loose | full-over)
        tap_equal "$name is proven" '' "$(awk '$4 != $5' "$tmp/got")" ;;
    hard-200-tight | hardhom-50-tight | plant-20 | plant-40 | small-tight | small-over | medium-over)
        [ -n "$MUSTER_SANITIZE" ] ||
            tap_equal "$name is proven" '' "$(awk '$4 != $5' "$tmp/got")" ;;
    tiny-*)
        tap_equal "$name is proven" '' "$(awk '$4 != $5' "$tmp/got")" ;;
    esac
done

# Caught: a plan that cannot be, a bound that is broken.
echo 'tiny-tight 0 5 6 6 search' >"$tmp/got"
tap_equal 'caught: above the bound' 1 "$(faults "$tmp/got" | wc -l | tr -d ' ')"
echo 'tiny-tight 0 5 4 4 search' >"$tmp/got"
tap_equal 'caught: below the plan' 1 "$(faults "$tmp/got" | wc -l | tr -d ' ')"

tap_done
