#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What `muster show -o json` prints is an estate itself: shown again it is the same, byte by byte,
# digest included. What -o csv writes is the same estate as well.
. "$(dirname "$0")/tap.sh"

# round_trip NAME ESTATE
round_trip() {
    tap_run 0 "$1 is shown" "$MUSTER" show -o json "$2"
    mv "$tmp/out" "$tmp/first.json"
    tap_run 0 "$1 as shown is an estate" "$MUSTER" show -o json "$tmp/first.json"
    tap_same "$1 is the same when it is shown again" "$tmp/first.json" "$tmp/out"
    "$MUSTER" show -o json - <"$tmp/first.json" >"$tmp/stdin.json" 2>&1
    tap_same "$1 is the same from standard input" "$tmp/first.json" "$tmp/stdin.json"
    rm -rf "$tmp/csv"
    tap_run 0 "$1 as CSV" "$MUSTER" show -o csv --out "$tmp/csv" "$2"
    tap_equal "$1 as CSV loses nothing" '' "$(grep 'CSV cannot carry' "$tmp/err")"
    tap_run 0 "$1 as CSV is an estate" "$MUSTER" show -o json "$tmp/csv"
    tap_equal "$1 as CSV is the same estate" "$(grep -m 1 '"digest"' "$tmp/first.json")" \
        "$(grep -m 1 '"digest"' "$tmp/out")"
}

round_trip tiny "$SRCDIR/data/tiny"
round_trip harbor "$SRCDIR/data/harbor"

# All that CSV can say.
mkdir "$tmp/full"
cat >"$tmp/full/muster.yaml" <<'TEXT'
muster: 1
name: full
critical_tier: 1
max_age: 7d
unreserved: {cpu: 100m}
headroom: {cpu: 2.5%, memory: 1Gi}
platform: ["dns*"]
tiers: [{tier: 1, stack: "shop*"}, {tier: 3, environment: dev}]
scenarios: [{name: "both \"sides\"", lose: [a, "b/zone:z1"]}]
clusters:
  - {name: a, orchestrator: csv, role: standby-cold, region: r1, environment: prod,
     captured: 2026-11-20T09:00:00Z, headroom: {gpu: 1}, system_reserved: {cpu: 500m}}
  - {name: b, orchestrator: mke}
sources: [nodes.csv, workloads.csv, placements.csv]
stacks: stacks.csv
TEXT
cat >"$tmp/full/nodes.csv" <<'TEXT'
cluster,node,cpu,memory,os,arch,zone,pods,ephemeral_storage,schedulable,labels,taints,resource:gpu
a,n1,8,32Gi,linux,x86_64,z1,110,100Gi,no,disk=ssd;row=,gpu=a:NoSchedule;old:PreferNoSchedule,4
b,n1,8,32Gi,Windows,,,,,,,,
TEXT
cat >"$tmp/full/workloads.csv" <<'TEXT'
cluster,namespace,stack,workload,replicas,cpu,memory,cpu_limit,os,node_selector,tolerations,max_per_node,max_per_zone,kind,priority,weight,resource:gpu
a,x,shop,web,4,250m,512Mi,1,linux,disk=ssd,gpu=a:NoSchedule;old;*:NoExecute;*,2,3,Deployment,-7,5,1
a,y,shop,web,1,,0,0,,,,,,,,,
b,x,shop,web,2,1,1Gi,,,,,,,Job,,,
a,,dns-a,dns,1,0,0,,,,,,,,,,
a,,db,pg,2,1,2Gi,,,,,,,StatefulSet,,,
b,,agent,log,,100m,1Gi,,,,,,,DaemonSet,,,
b,,watch,log,,100m,1Gi,,,,,,,global,,,
TEXT
cat >"$tmp/full/placements.csv" <<'TEXT'
cluster,stack,workload,node,replicas
a,db,pg,n1,3
b,agent,log,n1,1
TEXT
cat >"$tmp/full/stacks.csv" <<'TEXT'
stack,cluster,tier,weight,environment,team,targets,not_targets,portable,requires,active_active,split,min_replicas
shop,,,,,red,,,,db;dns-a;agent,true,true,
db,,0,9,test,,b;a,b,yes,b/watch@same,,,2
TEXT
round_trip full "$tmp/full"

# Rules between pods, as Kubernetes says them.
mkdir "$tmp/pods"
cat >"$tmp/pods/muster.yaml" <<'TEXT'
muster: 1
name: pods
clusters: [{name: k, orchestrator: kubernetes, sources: [all.yaml]}]
TEXT
cat >"$tmp/pods/all.yaml" <<'TEXT'
---
{kind: Namespace, apiVersion: v1, metadata: {name: shop, labels: {team: red, env: prod}}}
---
{kind: Namespace, apiVersion: v1, metadata: {name: data, labels: {team: blue}}}
---
{kind: Node, apiVersion: v1, metadata: {name: n1, labels: {kubernetes.io/hostname: n1}},
 status: {allocatable: {cpu: "4", memory: 8Gi, pods: "20"}}}
---
kind: List
apiVersion: v1
items:
  - kind: Deployment
    apiVersion: apps/v1
    metadata: {name: web, namespace: shop, labels: {only: here}}
    spec:
      replicas: 2
      selector: {matchLabels: {app: web}}
      template: &web
        metadata: {labels: {app: web, rank: "7"}}
        spec:
          affinity:
            podAffinity:
              requiredDuringSchedulingIgnoredDuringExecution:
                - {topologyKey: zone, labelSelector: {matchLabels: {app: cache}}, namespaces: [data, shop]}
                - {topologyKey: rack, labelSelector: {}, namespaceSelector: {matchLabels: {team: blue}}}
            podAntiAffinity:
              requiredDuringSchedulingIgnoredDuringExecution:
                - topologyKey: kubernetes.io/hostname
                  labelSelector:
                    matchExpressions:
                      - {key: app, operator: In, values: [web, cache]}
                      - {key: rank, operator: Exists}
                - {topologyKey: zone, namespaceSelector: {}}
          topologySpreadConstraints:
            - {topologyKey: zone, maxSkew: 2, minDomains: 3, whenUnsatisfiable: DoNotSchedule,
               nodeTaintsPolicy: Honor, labelSelector: {matchLabels: {app: web}}, matchLabelKeys: [rank]}
            - {topologyKey: rack, maxSkew: 1, whenUnsatisfiable: DoNotSchedule, nodeAffinityPolicy: Ignore}
          containers:
            - name: c
              resources: {requests: {cpu: 100m, memory: 64Mi}}
              ports: [{containerPort: 80, hostPort: 8080}, {containerPort: 53, hostPort: 53, hostIP: 10.0.0.1, protocol: UDP}]
  - kind: Deployment
    apiVersion: apps/v1
    metadata: {name: web-too, namespace: shop}
    spec: {replicas: 1, selector: {matchLabels: {app: web}}, template: *web}
---
{kind: PodDisruptionBudget, apiVersion: policy/v1, metadata: {name: "web \"b\"", namespace: shop},
 spec: {maxUnavailable: 30%, selector: {matchLabels: {app: web}, matchExpressions: [{key: rank, operator: Exists}]}}}
---
{kind: PodDisruptionBudget, apiVersion: policy/v1, metadata: {name: all, namespace: shop}, spec: {minAvailable: 1, selector: {}}}
---
{kind: PodDisruptionBudget, apiVersion: policy/v1, metadata: {name: none, namespace: shop}, spec: {minAvailable: 1}}
---
kind: PersistentVolume
apiVersion: v1
metadata: {name: disk}
spec: {claimRef: {namespace: shop, name: files}, nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: disk, operator: Exists}]}]}}}
---
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: files, namespace: shop}, spec: {storageClassName: fast, volumeName: disk}}
---
kind: Deployment
apiVersion: apps/v1
metadata: {name: plain, namespace: shop}
spec:
  template:
    metadata: {labels: {app: plain}}
    spec: {preemptionPolicy: Never, priority: 5, volumes: [{name: f, persistentVolumeClaim: {claimName: files}},
      {name: t, ephemeral: {volumeClaimTemplate: {spec: {storageClassName: any}}}}], containers: [{name: c, resources: {requests: {cpu: 100m, memory: 64Mi}}}]}
TEXT
round_trip pods "$tmp/pods"
run "$MUSTER" show -o json "$tmp/pods"
tap_has 'budgets are kept' '"max_unavailable":"30%"' "$tmp/out"
tap_has 'volumes are kept' \
    '"volumes": [{"claim":"files","storage_class":"fast","bound_to_nodes":true},{"claim":"","storage_class":"any"}]' \
    "$tmp/out"
tap_has 'who never preempts is kept' '"preemption_policy": "never"' "$tmp/out"
tap_equal 'equal rules between pods are kept once' 2 "$(grep -c '"pod_rule": 0' "$tmp/out")"
tap_equal 'a workload has the labels of its pods' 2 \
    "$(grep -c '"labels": {"app":"web","rank":"7"}' "$tmp/out")"
sed 's/"max_skew":2/"max_skew":3/' "$tmp/first.json" >"$tmp/other.json"
run "$MUSTER" show -o json "$tmp/other.json"
grep '"digest"' "$tmp/first.json" >"$tmp/digest.1"
grep '"digest"' "$tmp/out" >"$tmp/digest.2"
if cmp -s "$tmp/digest.1" "$tmp/digest.2"; then
    tap_fail 'another rule gives another digest' "$(cat "$tmp/digest.1")"
else
    tap_pass 'another rule gives another digest'
fi

# A source may be standard input, in any shape that a file may have.
mkdir "$tmp/input"
printf 'muster: 1\nname: pods\nclusters: [{name: k, orchestrator: kubernetes, sources: ["-"]}]\n' \
    >"$tmp/input/muster.yaml"
"$MUSTER" show -o json "$tmp/input" <"$tmp/pods/all.yaml" >"$tmp/out" 2>"$tmp/err"
"$MUSTER" show -o json "$tmp/pods" >"$tmp/file.json" 2>"$tmp/err"
tap_equal 'objects from standard input are those of the file' \
    "$(grep -m 1 '"digest"' "$tmp/file.json")" "$(grep -m 1 '"digest"' "$tmp/out")"

if need_shared 'dumps of Kubernetes'; then
    dumps=$MUSTER_SHARED/data/k8s-dumps
    mkdir "$tmp/dumps"
    cat >"$tmp/dumps/muster.yaml" <<TEXT
muster: 1
name: dumps
clusters:
  - {name: kurl, orchestrator: kubernetes, sources: ["$dumps/kurl-3n"]}
  - {name: eksd, orchestrator: kubernetes, sources: ["$dumps/eksd-duckboat-2n"]}
TEXT
    round_trip 'dumps of Kubernetes' "$tmp/dumps"
fi

tap_done
