#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The import of large Kubernetes lists: MB/s of user CPU time, peak memory, what the sealed estate
# takes, and what of the peak is beyond 64 MB and twice that. No test: times are the machine's.
#
# usage: bench_import.sh IMPORT_ESTATE [FOLDER [PODS...]]
#
# IMPORT_ESTATE is tests/bench/import_estate of a build tree (make tests/bench/import_estate). The
# estates are made under FOLDER (default: a folder of TMPDIR that is removed again) where they are
# not there yet; 150000 pods are 1.5 GB.
set -eu

program=$1
folder=${2-}
here=$(dirname "$0")
if [ -z "$folder" ]; then
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    trap 'exit 130' INT TERM
fi
[ $# -le 2 ] && set -- "$1" "$folder" 1000 10000 50000 150000
shift 2

printf '%8s %9s %9s %6s %9s %9s %9s\n' pods MB 'user s' MB/s 'peak MB' 'estate MB' 'of limit'
for pods in "$@"; do
    estate=$folder/$pods
    [ -f "$estate/muster.yaml" ] || "$here/gen_pods" "$pods" "$estate"
    bytes=$(cat "$estate"/*/*.json | wc -c)
    figures=$("$program" "$estate")
    echo "$pods $bytes $figures" | awk '{
        mb = 1000000; limit = 2 * $5 + 64 * mb
        printf "%8d %9.1f %9.2f %6.0f %9.1f %9.1f %8.0f%%\n", $1, $2 / mb, $3 / 1000,
            $2 / mb / ($3 / 1000), $4 / mb, $5 / mb, 100 * $4 / limit
    }'
done
