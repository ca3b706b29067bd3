#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every report says which stacks have rules that the answer does not hold.
. "$(dirname "$0")/tap.sh"

cd "$tmp" || exit 99
mkdir estate
cat >estate/muster.yaml <<'YAML'
muster: 1
tiers: [{tier: 0}]
clusters:
  - {name: east, orchestrator: kubernetes, sources: [east.yaml]}
  - {name: west, orchestrator: kubernetes, sources: [west.yaml]}
YAML
for cluster in east west; do
    cat >"estate/$cluster.yaml" <<YAML
apiVersion: v1
kind: Node
metadata: {name: $cluster-1}
status:
  allocatable: {cpu: "4", memory: 8Gi, pods: "20"}
  conditions: [{type: Ready, status: "True"}]
YAML
done
cat >>estate/east.yaml <<'YAML'
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      schedulerName: volcano
      containers:
        - {name: web, resources: {requests: {cpu: "1", memory: 1Gi}}}
YAML

says='Deployment shop/web: rules that are not modelled: schedulerName volcano'
"$MUSTER" simulate estate --lose east >table 2>/dev/null
tap_check 'the table names the stack' grep -q '^NOT MODELLED: rules of 1 critical stack' table
"$MUSTER" simulate estate --lose east -o wide >wide 2>/dev/null
tap_check 'so does the wide one' grep -q '^ *east/shop/shop$' wide
"$MUSTER" simulate estate --lose east -o json >result.json 2>/dev/null
tap_check 'JSON says what' grep -qF "\"$says\"" result.json
"$MUSTER" simulate estate --lose east -o csv >rows.csv 2>/dev/null
tap_check 'CSV says that' grep -q ',yes,proven,' rows.csv
"$MUSTER" verify estate result.json >/dev/null 2>&1
tap_equal 'such a result verifies' 0 "$?"
sed 's/"not_modelled": *\[[^]]*\],*//' result.json >silent.json
"$MUSTER" verify estate silent.json >/dev/null 2>&1
tap_equal 'one that keeps silent about it does not' 1 "$?"
tap_done
