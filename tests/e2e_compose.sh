#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every compose and stack file of ../shared/data: what `muster show` says of it is what an
# independent count says (tests/count_compose.py, kept in tests/compose.tsv), or it is refused for
# the variables that nobody sets. And how such files stand in an estate.
. "$(dirname "$0")/tap.sh"

# estate ORCHESTRATOR SOURCE...: an estate of one cluster with these sources in $tmp/estate.
estate() {
    orchestrator=$1
    shift
    mkdir -p "$tmp/estate"
    {
        printf 'muster: 1\nclusters:\n  - {name: one, orchestrator: %s, sources: [' "$orchestrator"
        printf '"%s", ' "$@"
        printf ']}\n'
    } >"$tmp/estate/muster.yaml"
}

# ---- files of our own

mkdir -p "$tmp/estate/shop"
cat >"$tmp/estate/shop/compose.yaml" <<'END'
services:
  web:
    image: web:${TAG}
    extends: {file: base.yaml, service: small}
    deploy: {replicas: 2}
  db:
    scale: 1
    mem_limit: 1g
END
cat >"$tmp/estate/shop/compose.override.yaml" <<'END'
services:
  web:
    deploy: {replicas: 3}
END
cat >"$tmp/estate/shop/base.yaml" <<'END'
services:
  small:
    deploy: {resources: {reservations: {cpus: "0.25", memory: 64M}}}
END
echo 'TAG=7' >"$tmp/estate/shop/.env"

estate swarm shop/compose.yaml shop/compose.override.yaml
tap_run 0 'a stack of two files' "$MUSTER" show "$tmp/estate" -o json
tap_has 'it is named by its folder' '"stack": "shop"' "$tmp/out"
tap_has 'its services by the stack' '"workload": "shop_web"' "$tmp/out"
tap_has 'the later file counts' '"replicas": 3' "$tmp/out"
tap_has 'what is extended counts' '{"cpu":250,"memory":67108864}' "$tmp/out"
tap_has 'older keys count' '{"memory":1073741824}' "$tmp/out"
tap_run 0 'it is a stack to come' "$MUSTER" check "$tmp/estate"
tap_has 'and a finding says so' 'stack-to-come' "$tmp/out"

estate csv shop/compose.yaml
tap_run 0 'a stack in a cluster of CSV rows' "$MUSTER" show "$tmp/estate"

rm "$tmp/estate/shop/.env"
export TAG=8
tap_run 3 'the variables of the process do not count' "$MUSTER" show "$tmp/estate"
tap_has 'the one that is not set is named' 'variable TAG is not set' "$tmp/err"
unset TAG

# sources SOURCE: an estate of one cluster with this one, as YAML.
sources() {
    printf 'muster: 1\nclusters:\n  - {name: one, orchestrator: swarm, sources: [%s]}\n' "$1" \
        >"$tmp/estate/muster.yaml"
}

sources '{file: shop/compose.yaml, stack: till, variables: {TAG: "9", NOTE: ""}}'
tap_run 0 'variables that the estate gives' "$MUSTER" show "$tmp/estate" -o json
tap_has 'a stack that the estate names' '"workload": "till_web"' "$tmp/out"

printf 'TAG=5\nCPUS=0.5\n' >"$tmp/estate/prod.env"
printf 'CPUS=0.75\n' >"$tmp/estate/more.env"
printf 'services: {web: {image: "a:$TAG", deploy: {resources: {reservations: {cpus: $CPUS}}}}}\n' \
    >"$tmp/estate/env.yml"
sources '{file: env.yml, env_file: prod.env}'
tap_run 0 'an env file that the estate names' "$MUSTER" show "$tmp/estate" -o json
tap_has 'it counts' '"reservation": {"cpu":500}' "$tmp/out"
sources '{file: env.yml, env_file: [prod.env, more.env]}'
tap_run 0 'several env files' "$MUSTER" show "$tmp/estate" -o json
tap_has 'the last one counts' '"reservation": {"cpu":750}' "$tmp/out"
sources '{file: env.yml, env_file: [prod.env, more.env], variables: {CPUS: 1}}'
tap_run 0 'variables over files' "$MUSTER" show "$tmp/estate" -o json
tap_has 'the given one counts' '"reservation": {"cpu":1000}' "$tmp/out"
sources '{file: env.yml, env_file: none.env}'
tap_run 3 'an env file that is not there' "$MUSTER" show "$tmp/estate"
tap_has 'is named' 'none.env: cannot open' "$tmp/err"
sources '{stack: till}'
tap_run 3 'a map without file' "$MUSTER" show "$tmp/estate"
tap_has 'is refused' 'a map without file' "$tmp/err"
sources '{file: env.yml, enf_file: prod.env}'
tap_run 3 'a misspelt key' "$MUSTER" show "$tmp/estate"
tap_has 'is refused' 'env_file' "$tmp/err"
printf '[{"ID": "n1", "Spec": {}}]' >"$tmp/estate/nodes.json"
sources '{file: nodes.json, stack: till}'
tap_run 3 'a name for what is no stack' "$MUSTER" show "$tmp/estate"
tap_has 'is refused' 'a file that is no compose file' "$tmp/err"

estate kubernetes shop/compose.yaml
tap_run 3 'a compose file in a Kubernetes cluster' "$MUSTER" show "$tmp/estate"
tap_has 'is refused as such' 'a compose or stack file' "$tmp/err"

printf 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\n' >"$tmp/estate/manifest.yml"
estate swarm manifest.yml
tap_run 3 'a manifest in a Swarm cluster' "$MUSTER" show "$tmp/estate"
tap_has 'is refused as such' 'found Kubernetes manifests' "$tmp/err"

printf 'name: shop\nservices: {a: {}}\n' >"$tmp/estate/other.yml"
printf 'services: {a: {}}\n' >"$tmp/estate/shop.yml"
estate swarm other.yml shop.yml
tap_run 3 'two stacks of one name' "$MUSTER" show "$tmp/estate"
tap_has 'are refused' 'found the stack shop, which another source' "$tmp/err"

# ---- the files of ../shared/data

if [ -z "$MUSTER_SHARED" ] || ! command -v python3 >/dev/null; then
    tap_skip 'the files of ../shared/data' 'no ../shared, or no python3'
    tap_done
fi

table=$SRCDIR/tests/compose.tsv
data=$MUSTER_SHARED/data
tab=$(printf '\t')
grep -v '^#' "$table" >"$tmp/table"
if python3 -c 'import yaml' 2>/dev/null; then
    cut -f 1 "$tmp/table" | xargs python3 "$SRCDIR/tests/count_compose.py" "$data" \
        >"$tmp/counted" 2>&1
    tap_same 'the table is what an independent count says' "$tmp/table" "$tmp/counted"
else
    tap_note 'no PyYAML: the table is taken as it is'
fi

mkdir "$tmp/shown"
number=1000
while IFS=$tab read -r path expected names; do
    number=$((number + 1))
    estate swarm "$data/$path"
    run "$MUSTER" show "$tmp/estate" -o json
    if [ "$expected" != refused ]; then
        cp "$tmp/out" "$tmp/shown/$number.json"
        [ "$status" -eq 0 ] || tap_fail "$path" "status $status: $(head -n 3 "$tmp/err")"
        continue
    fi
    sed -n 's/.*: variable \([A-Za-z0-9_]*\) is not set:.*/\1/p' "$tmp/err" >"$tmp/named"
    tap_equal "refused: $path" "$names" "$(tr '\n' ' ' <"$tmp/named" | sed 's/ $//')"
    sed 's/$/=1/' "$tmp/named" >"$tmp/estate/.env"
    cp "$data/$path" "$tmp/estate/set.yml"
    estate swarm set.yml
    tap_run 0 "with its variables set: $path" "$MUSTER" show "$tmp/estate"
    rm "$tmp/estate/.env"
done <"$tmp/table"

python3 "$SRCDIR/tests/count_compose.py" --show "$tmp"/shown/*.json >"$tmp/counts" 2>"$tmp/err" ||
    tap_note "$(cat "$tmp/err")"
grep -v "${tab}refused${tab}" "$tmp/table" >"$tmp/expected"
number=0
while IFS=$tab read -r path expected; do
    number=$((number + 1))
    tap_equal "$path" "$expected" "$(sed -n "${number}p" "$tmp/counts")"
done <"$tmp/expected"

swarm=$data/swarm-json/swarmprom-5n
estate swarm "$swarm" "$data/swarm-stacks/swarmprom/docker-compose.yml"
tap_run 0 'swarmprom-5n with its stack file' "$MUSTER" show "$tmp/estate" -o json
tap_has 'the stack to come is there' '"workload": "swarmprom_prometheus"' "$tmp/out"

tap_done
