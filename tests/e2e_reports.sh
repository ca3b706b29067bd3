#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# reports/sample is what muster says of data/harbor. To write it anew:
#   muster simulate data/harbor >reports/sample/harbor.txt
#   muster simulate data/harbor -o json --reproducible >reports/sample/harbor.json
. "$(dirname "$0")/tap.sh"

cd "$SRCDIR" || exit 99
unset COLUMNS

tap_run 1 'simulate data/harbor' "$MUSTER" simulate data/harbor
tap_same 'reports/sample/harbor.txt' reports/sample/harbor.txt "$tmp/out"
tap_run 1 'simulate data/harbor -o json' "$MUSTER" simulate data/harbor -o json --reproducible
tap_same 'reports/sample/harbor.json' reports/sample/harbor.json "$tmp/out"

tap_done
