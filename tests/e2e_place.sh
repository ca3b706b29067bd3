#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# models/place.mod against muster: the small estates and the cases of semantics.md, every single
# cluster lost. The example of its data format is solved by tests/e2e_data.sh.
. "$(dirname "$0")/tap.sh"

command -v python3 >/dev/null || tap_skip_all 'no python3'
command -v glpsol >/dev/null || tap_skip_all 'no glpsol'

set -- "$SRCDIR/data/tiny" "$SRCDIR/data/harbor"
for file in "$SRCDIR"/tests/semantics/*/muster.yaml; do
    [ ! -f "$file" ] || set -- "$@" "$(dirname "$file")"
done
python3 "$SRCDIR/tests/place_check.py" "$MUSTER" "$@"
