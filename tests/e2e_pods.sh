#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Rules between pods, volumes and quotas: small Kubernetes estates whose answer is known by hand.
# Cluster east is lost; west has one node in each of the zones a, b and c.
. "$(dirname "$0")/tap.sh"

cd "$tmp" || exit 99

# node CLUSTER NAME ZONE
node() {
    cat >>"$1.yaml" <<YAML
---
apiVersion: v1
kind: Node
metadata: {name: $2, labels: {kubernetes.io/hostname: $2, topology.kubernetes.io/zone: $3}}
status:
  allocatable: {cpu: "4", memory: 8Gi, pods: "20"}
  conditions: [{type: Ready, status: "True"}]
YAML
}

# app CLUSTER NAME REPLICAS SPEC [PORTS]: a Deployment of one container; its pods have app=NAME.
app() {
    cat >>"$1.yaml" <<YAML
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: $2, namespace: shop}
spec:
  replicas: $3
  selector: {matchLabels: {app: $2}}
  template:
    metadata: {labels: {app: $2}}
    spec:
      $4
      containers: [{name: c, ports: [${5-}], resources: {requests: {cpu: 100m, memory: 64Mi}}}]
YAML
}

# on CLUSTER APP NODE SPEC [PORTS]: a pod of the Deployment on the node.
on() {
    cat >>"$1.yaml" <<YAML
---
apiVersion: v1
kind: Pod
metadata:
  name: $2-$3
  namespace: shop
  labels: {app: $2}
  ownerReferences: [{kind: ReplicaSet, name: $2-1, controller: true}]
spec:
  nodeName: $3
  $4
  containers: [{name: c, ports: [${5-}], resources: {requests: {cpu: 100m, memory: 64Mi}}}]
---
apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: $2-1, namespace: shop, ownerReferences: [{kind: Deployment, name: $2, controller: true}]}
spec: {replicas: 1}
YAML
}

start() {
    rm -f east.yaml west.yaml
    cat >muster.yaml <<'YAML'
muster: 1
tiers: [{tier: 0}]
clusters:
  - {name: east, orchestrator: kubernetes, sources: [east.yaml]}
  - {name: west, orchestrator: kubernetes, sources: [west.yaml]}
YAML
    node east e1 a
    node east e2 b
    for letter in a b c; do node west "w$letter" "$letter"; done
}

# anti KEY APP, near KEY APP, spread KEY APP: parts of a spec.
anti() {
    echo "affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: $1, labelSelector: {matchLabels: {app: $2}}}]}}"
}
near() {
    echo "affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: $1, labelSelector: {matchLabels: {app: $2}}}]}}"
}

zone=topology.kubernetes.io/zone host=kubernetes.io/hostname

# lose NAME STATUS PATTERN [WORDS]: lose WORDS, or east.
lose() {
    run "$MUSTER" simulate . --lose "${4:-east}" -o json
    cp "$tmp/out" result.json
    tap_equal "$1: exit status" "$2" "$status"
    tap_check "$1: $3" grep -qF "$3" result.json
    run "$MUSTER" verify . result.json
    tap_equal "$1: verifies" 0 "$status"
}

# The newcomer keeps away from a resident's zone.
start
app east web 1 "$(anti "$zone" cache)"
app west cache 1 ''
on west cache wa ''
lose 'web keeps away from the cache' 0 '"verdict": "fits"'
tap_check 'web is not in zone a' sh -c '! grep -A9 "\"workload\": \"web\"" result.json | grep -q "\"wa\""'

# Residents everywhere.
on west cache wb ''
on west cache wc ''
lose 'caches in all zones' 1 'web keeps away from cache (anti-affinity on topology.kubernetes.io/zone)'

# The resident keeps the newcomer away.
start
app east web 1 ''
app west hermit 1 "$(anti "$zone" web)"
for letter in a b c; do on west hermit "w$letter" "$(anti "$zone" web)"; done
lose 'a resident keeps it away' 1 'hermit keeps web away (anti-affinity on topology.kubernetes.io/zone)'

# A host port that is taken.
port='{containerPort: 80, hostPort: 80}'
start
app east web 1 '' "$port"
app west proxy 1 '' "$port"
for letter in a b c; do on west proxy "w$letter" '' "$port"; done
lose 'a host port is taken' 1 'host port 80/TCP of web is taken by proxy'

# Affinity to what is not there.
start
app east web 1 "$(near "$host" cache)"
app west other 1 ''
on west other wa ''
lose 'nothing to be near to' 1 'what web must stand near to is not there (affinity on kubernetes.io/hostname)'
app west cache 1 ''
on west cache wb ''
lose 'a cache to be near to' 0 '"verdict": "fits"'

# A quota of limits refuses pods that have none.
start
app east web 3 ''
"$MUSTER" show -o json . >shown.json
awk '{ print } /"cluster": "west",/ && !n++ {
    print "\"quotas\": [{\"quota\":\"q\",\"namespace\":\"shop\",\"resource\":\"cpu\",\"limit\":true,\"hard\":9}],"
}' shown.json >quota.json
run "$MUSTER" simulate quota.json --lose east -o json
tap_equal 'a quota of limits: exit status' 1 "$status"
tap_check 'a quota of limits: reason' grep -q 'a quota refuses web: it has no limit' "$tmp/out"

# What place.mod does not state is refused by name.
start
app east web 2 "$(anti "$zone" web)"
run "$MUSTER" export . --lose east --format mathprog
tap_equal 'place.mod does not state rules between pods' 2 "$status"
tap_check 'export says so' grep -q 'does not state rules between pods' "$tmp/err"

tap_done
