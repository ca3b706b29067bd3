#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Kubernetes objects as JSON, which is streamed and leaves out members that nobody reads, are the
# same estate as the same text behind a line of YAML, which is one tree with all there is.
. "$(dirname "$0")/tap.sh"

mkdir "$tmp/json" "$tmp/yaml"
for form in json yaml; do
    printf 'muster: 1\nclusters:\n  - {name: one, orchestrator: kubernetes, sources: [one.%s]}\n' \
        "$form" >"$tmp/$form/muster.yaml"
done

# The digest of what was understood, or that it was refused.
digest() {
    run "$MUSTER" show "$tmp/$1" -o json
    if [ "$status" -eq 0 ]; then
        grep -o 'sha256:[0-9a-f]*' "$tmp/out" | head -n 1
    else
        echo "status $status"
    fi
}

compare() {
    cp "$2" "$tmp/json/one.json"
    { echo '---'; cat "$2"; } >"$tmp/yaml/one.yaml"
    tap_equal "$1" "$(digest yaml)" "$(digest json)"
}

for file in "$SRCDIR"/tests/kubernetes/*.json; do
    [ "${file##*/}" = shapes.json ] || # JSON lines are no YAML
        compare "${file##*/}" "$file"
done

python3 "$SRCDIR/tests/bench/gen_pods" 60 "$tmp/bench" || tap_fail 'gen_pods' "status $?"
for name in nodes pods workloads; do
    compare "generated $name" "$tmp/bench/big/$name.json"
done
run "$MUSTER" show "$tmp/bench" -o json
tap_equal 'generated pods all stand on nodes' 120 \
    "$(python3 -c 'import json, sys
print(sum(w["placed"] for s in json.load(sys.stdin)["stacks"] for w in s["workloads"]))' <"$tmp/out")"

if [ -d "$MUSTER_SHARED/data/k8s-dumps" ]; then
    find "$MUSTER_SHARED/data/k8s-dumps" -name '*.json' -size -2000k | sort >"$tmp/dumps"
    while read -r file; do
        compare "${file#"$MUSTER_SHARED/data/"}" "$file"
    done <"$tmp/dumps"
fi

tap_done
