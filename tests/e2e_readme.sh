#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The README tells the truth: each "$ muster ..." in it prints what stands below it, and
# "$ echo $?" its exit status. A line "..." stands for any lines.
. "$(dirname "$0")/tap.sh"

command -v python3 >/dev/null || tap_skip_all 'no python3'

cat >"$tmp/split.py" <<'PY'
"""README to files: N.cmd, N.out, and N.status where it says one."""
import sys

folder, number, lines = sys.argv[2], 0, None
for line in open(sys.argv[1], encoding="ascii"):
    text = line[4:] if line.startswith("    ") else None
    if text is not None and text.startswith("$ muster "):
        number, lines = number + 1, []
        open(f"{folder}/{number}.cmd", "w").write(text[2:])
    elif lines is not None and text == "$ echo $?\n":
        lines = "status"
    elif lines == "status":
        open(f"{folder}/{number}.status", "w").write(text)
        lines = None
    elif lines is not None and (text is not None or line == "\n"):
        lines.append(text or "\n")
        open(f"{folder}/{number}.out", "w").write("".join(lines).rstrip("\n") + "\n")
    else:
        lines = None
PY

cat >"$tmp/match.py" <<'PY'
"""Does the output match, where "..." stands for any lines?"""
import fnmatch, sys

expected = open(sys.argv[1]).read().splitlines()
got = open(sys.argv[2]).read().splitlines()

def match(e, g):
    if not e:
        return not g
    if e[0] == "...":
        return any(match(e[1:], g[i:]) for i in range(len(g) + 1))
    return bool(g) and e[0] == g[0] and match(e[1:], g[1:])

sys.exit(0 if match(expected, got) else 1)
PY

python3 "$tmp/split.py" "$SRCDIR/README" "$tmp" || tap_note 'the README could not be split'
PATH=$(dirname "$MUSTER"):$PATH
export PATH
cd "$SRCDIR" || exit 99
unset COLUMNS

number=1
while [ -f "$tmp/$number.cmd" ]; do
    command=$(cat "$tmp/$number.cmd")
    [ -f "$tmp/$number.out" ] || : >"$tmp/$number.out"
    run sh -c "$command"
    if python3 "$tmp/match.py" "$tmp/$number.out" "$tmp/out"; then
        tap_pass "$command"
    else
        tap_fail "$command" "$(diff -u "$tmp/$number.out" "$tmp/out"; cat "$tmp/err")"
    fi
    [ ! -f "$tmp/$number.status" ] ||
        tap_equal "exit status of $command" "$(cat "$tmp/$number.status")" "$status"
    number=$((number + 1))
done
tap_check 'the README has commands' test "$number" -gt 5

tap_done
