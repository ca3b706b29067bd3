#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every Swarm file of ../shared/data: what `muster show` says of it is what an independent count says
# (tests/count_swarm.py, kept in tests/swarm_json.tsv), or it is refused with the right words.
. "$(dirname "$0")/tap.sh"

need_shared

data=$MUSTER_SHARED/data/swarm-json
tab=$(printf '\t')
mkdir "$tmp/estate"

# estate ORCHESTRATOR PATH...: an estate of one cluster of these files.
estate() {
    kind=$1
    shift
    printf 'muster: 1\nclusters:\n  - {name: one, orchestrator: %s, sources: [' "$kind"
    for path; do
        printf '"%s", ' "$data/$path"
    done
    printf ']}\n'
}

# Name, then the files: what the table's rows are counted from.
sets='swarmprom-5n swarmprom-5n/nodes.json swarmprom-5n/services.json swarmprom-5n/tasks.json swarmprom-5n/networks.json
swarmprom-5n-without-tasks swarmprom-5n/nodes.json swarmprom-5n/services.json
docker-client docker-client/1.28_listNodes.json docker-client/1.30_service.json docker-client/1.24_tasks.json
docker-client-node docker-client/1.28_nodeInfo.json
docker-client-info docker-client/1.24_infoSwarmActive.json
docker-info docker-info/docker-info-with-swarm.json
docs docs/node_inspect-0.json
moby-api moby-api-v1.41/Node.json moby-api-v1.41/Service.json moby-api-v1.41/Task.json
moby-api-info moby-api-v1.41/SystemInfo.json'

printf '%s\n' "$sets" | while read -r name paths; do
    # shellcheck disable=SC2086 # a list of paths
    python3 "$SRCDIR/tests/count_swarm.py" "$data" "$name" $paths
done >"$tmp/counted"
grep -v '^#' "$SRCDIR/tests/swarm_json.tsv" >"$tmp/table"
tap_same 'the table is what an independent count says' "$tmp/table" "$tmp/counted"

while IFS=$tab read -r name expected; do
    paths=$(printf '%s\n' "$sets" | sed -n "s/^$name //p")
    # shellcheck disable=SC2086
    estate swarm $paths >"$tmp/estate/muster.yaml"
    run "$MUSTER" show "$tmp/estate" -o json
    if [ "$status" -eq 0 ]; then
        tap_equal "$name" "$name$tab$expected" \
            "$(python3 "$SRCDIR/tests/count_swarm.py" --show "$name" "$tmp/out")"
    else
        tap_fail "$name" "status $status: $(head -n 3 "$tmp/err")"
    fi
done <"$tmp/table"

while IFS='|' read -r kind path words; do
    estate "$kind" "$path" >"$tmp/estate/muster.yaml"
    run "$MUSTER" show "$tmp/estate"
    tap_equal "refused: $kind $path: status" 3 "$status"
    tap_equal "refused: $kind $path: nothing on standard output" '' "$(cat "$tmp/out")"
    tap_has "refused: $kind $path" "$words" "$tmp/err"
done <<'CASES'
swarm|pretty/node-inspect-pretty.manager-leader.txt|expected what `docker node inspect $(docker node ls -q)` writes
swarm|pretty/service-inspect-pretty.txt|expected what `docker service inspect $(docker service ls -q)` writes
mke|pretty/service-inspect-pretty.txt|expected what `docker service inspect $(docker service ls -q)` writes
swarm|docker-client/1.28_nodeSpec.json|the Spec of a node alone
swarm|moby-api-v1.41/TaskSpec.json|the Spec of a task alone
swarm|docker-info/info-2.json|docker info of an engine that is in no swarm
kubernetes|docs/node_inspect-0.json|found what docker writes of a swarm in a cluster of orchestrator kubernetes
CASES

tap_done
