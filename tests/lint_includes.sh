#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Who may include whom: data passes the folders of src/ in one direction (HACKING).
. "$(dirname "$0")/tap.sh"

# FOLDER: what it may include; a folder stands for all its headers.
rules='
base: base
document: document base
estate: estate base
scenario: scenario base estate
import: import base document estate scenario
model: model base estate scenario
solve: solve base model
verify: verify base estate scenario model/plan.h model/certificate.h
result: result base document estate scenario model verify
study: study base document import estate scenario model solve verify result
report: report base document estate scenario result
cli: cli base document import estate scenario model solve verify result study report
main.c: cli/cli.h
third-party document: cjson/cJSON.h yaml.h csv.h
third-party solve: glpk.h
third-party base: nettle/sha2.h
third-party estate: nettle/sha2.h
'

# C11 and POSIX; anything else in angle brackets is a third party.
system='assert ctype errno fcntl float inttypes limits locale math poll setjmp signal stdarg stdbool
stdalign stddef stdint stdio stdlib stdnoreturn string strings time unistd dirent sys/file sys/ioctl sys/mman sys/prctl
sys/resource sys/socket sys/stat sys/time sys/types sys/uio sys/wait'

# faults ROOT: one line for each include in ROOT/src that breaks a rule.
faults() {
    (cd "$1/src" && find . -name '*.[ch]' -exec \
        grep -n '^[[:space:]]*#[[:space:]]*include' /dev/null {} +) | sed 's|^\./||' | awk -v rules="$rules" -v system_names="$system" '
        function fault(text) { print "src/" file ":" line ": " text }
        BEGIN {
            count = split(rules, rule, "\n")
            for (i = 1; i <= count; i++) {
                split(rule[i], half, ": ")
                words = split(half[2], word, " ")
                for (j = 1; j <= words; j++)
                    allowed[half[1], word[j]] = 1
                folders[half[1]] = 1
            }
            words = split(system_names, word, /[ \n]+/)
            for (j = 1; j <= words; j++)
                is_system[word[j] ".h"] = 1
        }
        {
            split($0, part, ":")
            file = part[1]
            line = part[2]
            folder = file
            sub(/\/.*/, "", folder)
            if (!match($0, /[<"][^>"]*[>"]/)) {
                fault("no file name in " $0)
                next
            }
            name = substr($0, RSTART + 1, RLENGTH - 2)
            if (substr($0, RSTART, 1) == "<") {
                if (is_system[name])
                    next
                if (file ~ /\.h$/)
                    fault("a header includes the third-party header <" name ">")
                else if (!(("third-party " folder, name) in allowed))
                    fault(folder " may not include <" name ">")
                next
            }
            theirs = name
            sub(/\/.*/, "", theirs)
            if (!(folder in folders))
                fault("no rule for the folder " folder)
            else if (!(theirs in folders) || theirs == name)
                fault("\"" name "\" is not written from src/")
            else if (!((folder, theirs) in allowed) && !((folder, name) in allowed))
                fault(folder " may not include \"" name "\"")
        }'
}

# plant FILE INCLUDE: a faulty file in $tmp/tree.
plant() {
    rm -rf "$tmp/tree"
    mkdir -p "$tmp/tree/src/$(dirname "$1")"
    echo "#include $2" >"$tmp/tree/src/$1"
}

tap_equal 'every include keeps to the rules' '' "$(faults "$SRCDIR")"

while read -r file include; do
    plant "$file" "$include"
    if [ -n "$(faults "$tmp/tree")" ]; then
        tap_pass "caught: $file includes $include"
    else
        tap_fail "caught: $file includes $include"
    fi
done <<'CASES'
base/x.c "estate/estate.h"
base/x.c "y.h"
solve/x.c "estate/estate.h"
solve/x.h <glpk.h>
document/x.h <yaml.h>
cli/x.c <glpk.h>
verify/x.c "model/problem.h"
verify/x.c "solve/solve.h"
report/x.c "model/problem.h"
model/x.c "solve/solve.h"
import/x.c "model/problem.h"
extra/x.c "base/error.h"
main.c "base/error.h"
CASES

while read -r file include; do
    plant "$file" "$include"
    tap_equal "allowed: $file includes $include" '' "$(faults "$tmp/tree")"
done <<'CASES'
verify/x.c "model/plan.h"
verify/x.h "model/certificate.h"
solve/x.c <glpk.h>
document/x.c <cjson/cJSON.h>
base/x.h <stdint.h>
study/x.c <sys/wait.h>
main.c "cli/cli.h"
CASES

tap_done
