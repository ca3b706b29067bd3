#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# No file of the project names a path of the machine it was written on.
. "$(dirname "$0")/tap.sh"

# Written so that this file does not hold what it looks for.
pattern='(^|[^A-Za-z0-9_-])/(wo''rk|ro''ot)/|\.lib''rary'

# files ROOT: those under version control, or in a tarball all that it holds.
files() {
    if [ -e "$1/.git" ] && command -v git >/dev/null; then
        git -c safe.directory='*' -C "$1" ls-files -z
    else
        (cd "$1" && find . \( -path './build*' -o -name '*.log' -o -name '*.trs' -o -name .deps \) \
            -prune -o -type f ! -name Makefile ! -name 'config.*' ! -name '*.o' -print0)
    fi
}

faults() {
    files "$1" | (cd "$1" && xargs -0 grep -InE -e "$pattern" /dev/null)
}

tap_equal 'no file names a path of this machine' '' "$(faults "$SRCDIR" | head -n 20)"

for path in /wo""rk/main /ro""ot/file .lib""rary; do
    mkdir -p "$tmp/tree"
    echo "see $path" >"$tmp/tree/file"
    tap_equal "caught: $path" "./file:1:see $path" "$(faults "$tmp/tree")"
done
echo 'network/work frame/wo''rk/x' >"$tmp/tree/file"
tap_equal 'accepted: a folder of that name elsewhere' '' "$(faults "$tmp/tree")"

tap_done
