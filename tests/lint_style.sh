#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The style that a script can check, in all C files of src/ and tests/.
. "$(dirname "$0")/tap.sh"

license='/* SPDX-License-Identifier: GPL-3.0-or-later */'
# Written so that this file does not hold the words it looks for.
unfinished='TO''DO|FIX''ME|XX''X'
banned='v?sprintf|strcpy|strcat|gets|atoi|atol|atoll|atof|strtok'

# files ROOT: its C files.
files() {
    (cd "$1" && find src tests -name '*.[ch]' 2>/dev/null | sort)
}

# code ROOT: the code of its files in src/ as FILE:LINE:CODE.
code() {
    (cd "$1" && [ -d src ] && find src -name '*.[ch]' -exec awk -f "$SRCDIR/tests/lint_code.awk" {} +)
}

# faults ROOT: one line each.
faults() {
    # shellcheck disable=SC2016 # awk's own $0
    files "$1" | (cd "$1" && xargs awk -v license="$license" -v unfinished="$unfinished" '
        function fault(text) { print FILENAME ":" FNR ": " text }
        FNR == 1 && $0 != license { fault("the first line is not " license) }
        FNR == 2 && FILENAME ~ /\.h$/ && !/^\/\*/ { fault("no comment says what the header is for") }
        /\t/ { fault("a tab") }
        /[ \t]$/ { fault("a space at the end of the line") }
        length > 100 { fault("more than 100 columns") }
        $0 ~ "(^|[^A-Za-z0-9_])(" unfinished ")([^A-Za-z0-9_]|$)" { fault("unfinished work") }' \
        /dev/null)
    # banned.h is where the compiler is told the same.
    code "$1" | grep -v '^src/base/banned\.h:' |
        awk -v banned="$banned" '
        $0 ~ "(^|[^A-Za-z0-9_])(" banned ")[ ]*\\(" { print "banned function: " $0 }'
    # Only solve/ computes with doubles: no float decides a verdict.
    code "$1" | grep -v '^src/solve/' |
        grep -E '(^|[^A-Za-z0-9_])(double|float)([^A-Za-z0-9_]|$)' |
        grep -v -F -f "$tmp/allowed" | sed 's/^/floating point: /'
}

# plant FILE LINE...: a tree that holds only this file.
plant() {
    rm -rf "$tmp/tree"
    planted=$1
    shift
    mkdir -p "$(dirname "$tmp/tree/$planted")"
    printf '%s\n' "$@" >"$tmp/tree/$planted"
}

# catches NAME: the planted tree has a fault.
catches() {
    if [ -n "$(faults "$tmp/tree")" ]; then tap_pass "caught: $1"; else tap_fail "caught: $1"; fi
}

# accepts NAME: the planted tree has none.
accepts() {
    tap_equal "accepted: $1" '' "$(faults "$tmp/tree")"
}

# lint_double.allow: files outside solve/ that need floating point, each with its reason.
sed -n 's/^\([^# ][^ ]*\).*/\1:/p' "$SRCDIR/tests/lint_double.allow" >"$tmp/allowed"
long=$(printf '%0101d' 0)
tab=$(printf '\t')

tap_equal 'all files keep the style' '' "$(faults "$SRCDIR")"

plant src/base/x.c 'int x;'
catches 'no license'
plant src/base/x.c "$license" "${tab}int x;"
catches 'a tab'
plant src/base/x.c "$license" 'int x; '
catches 'a space at the end'
plant tests/check_x.c "$license" "/* $long */"
catches 'a long line'
plant src/base/x.c "$license" "/* ${unfinished%%|*}: later */"
catches 'unfinished work'
plant src/base/x.h "$license" '#ifndef X_H'
catches 'a header without a comment'
plant src/base/x.c "$license" 'void f(char *s) { strcpy (s, "x"); }'
catches 'a banned function'
plant src/model/x.c "$license" 'static double x;'
catches 'a double'
plant src/verify/x.c "$license" '/* y */ float x;'
catches 'a float after a comment'

plant src/solve/x.c "$license" 'static double x;'
accepts 'a double in solve/'
plant src/base/x.c "$license" '/* no' ' * strcpy(), no double */' 'char *s = "a \" float";' \
    'char c = '"'\\\\'"', d = '"'\"'"'; /* gets( */ // atoi('
accepts 'words in comments and strings'
plant src/base/x.c "$license" 'int doubled = my_strcpy(1);'
accepts 'a longer name'

tap_done
