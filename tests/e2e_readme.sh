#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The README tells the truth: each command in it prints what stands below it. Where that has changed
# for good reason, `tests/readme.py README --write` writes it anew.
. "$(dirname "$0")/tap.sh"

command -v python3 >/dev/null || tap_skip_all 'no python3'

PATH=$(dirname "$MUSTER"):$PATH
export PATH
python3 "$SRCDIR/tests/readme.py" "$SRCDIR/README"
