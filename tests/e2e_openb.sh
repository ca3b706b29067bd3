#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What ../shared/data says twice, or what an independent sum can say: the nodes of the OpenB trace as
# CSV and as Kubernetes YAML, and manifests of stacks that are not deployed yet.
. "$(dirname "$0")/tap.sh"
need_shared
command -v python3 >/dev/null || tap_skip_all 'no python3'
python3 -c 'import yaml' 2>/dev/null || tap_skip_all 'no python3-yaml'

data=$MUSTER_SHARED/data
cd "$tmp" || exit 99

# ---- the same nodes from CSV and from YAML

mkdir rows objects
python3 - "$data/openb/openb_node_list_gpu_node.csv" >rows/nodes.csv <<'PYTHON'
import csv, sys
print('cluster,node,cpu,memory,pods,resource:alibabacloud.com/gpu-count')
for row in csv.DictReader(open(sys.argv[1], encoding='utf-8')):
    print(f"open,{row['sn']},{row['cpu_milli']}m,{row['memory_mib']}Mi,1001,{row['gpu']}")
PYTHON
cat >rows/muster.yaml <<'YAML'
muster: 1
clusters: [{name: open, orchestrator: csv}]
sources: [nodes.csv]
YAML
gzip -dc "$data/openb/openb_node_list_gpu_node.yaml.gz" >objects/nodes.yaml
cat >objects/muster.yaml <<'YAML'
muster: 1
clusters: [{name: open, orchestrator: kubernetes, sources: [nodes.yaml]}]
YAML

# capacities FILE: a line for each node of what show -o json says, and how many there are.
capacities() {
    python3 - "$1" <<'PYTHON'
import json, sys
names = ('cpu', 'memory', 'pods', 'alibabacloud.com/gpu-count')
nodes = json.load(open(sys.argv[1], encoding='utf-8'))['clusters'][0]['nodes']
for node in sorted(nodes, key=lambda node: node['node']):
    offers = {one['name']: one['allocatable'] for one in node['resources']}
    print(node['node'], *(offers.get(name, 0) for name in names))
PYTHON
}
for kind in rows objects; do
    tap_run 0 "the nodes as $kind" "$MUSTER" show "$kind" -o json
    capacities out >"$kind.nodes"
done
tap_equal 'as many as the trace has' 1213 "$(grep -c . rows.nodes)"
tap_same 'both say the same' rows.nodes objects.nodes

# ---- stacks to come, against a cluster that runs

# stack NAME MANIFEST: lose a cluster that holds nothing but the manifest; kurl-3n is what is left.
stack() {
    mkdir -p "$1"
    cat >"$1/muster.yaml" <<YAML
muster: 1
tiers: [{tier: 0}]
unreserved: zero
clusters:
  - {name: kurl, orchestrator: kubernetes, sources: ["$data/k8s-dumps/kurl-3n"]}
  - {name: plan, orchestrator: kubernetes, sources: ["$data/manifests/$2"]}
YAML
    tap_run 0 "$1 finds room" "$MUSTER" simulate "$1" --lose plan -o json --reproducible
    cp out "$1.json"
    tap_run 0 "$1 verifies" "$MUSTER" verify "$1" "$1.json"
    python3 - "$1.json" >"$1.came" <<'PYTHON'
import json, sys
answer = json.load(open(sys.argv[1], encoding='utf-8'))['scenarios'][0]['as_is']
for one in answer['clusters'][0]['resources']:
    if one['name'] in ('cpu', 'memory', 'pods'):
        print(one['name'], one['reserved_after'] - one['reserved_before'])
PYTHON
    python3 - "$data/manifests/$2" >"$1.asked" <<'PYTHON'
import sys, yaml
UNITS = {'Mi': 2**20, 'Gi': 2**30, 'Ki': 2**10, 'M': 10**6, 'G': 10**9}
def bytes_of(text):
    for unit, factor in UNITS.items():
        if str(text).endswith(unit):
            return int(text[:-len(unit)]) * factor
    return int(text)
def milli_of(text):
    text = str(text)
    return int(text[:-1]) if text.endswith('m') else int(float(text) * 1000)
cpu = memory = pods = 0
for item in yaml.safe_load_all(open(sys.argv[1], encoding='utf-8')):
    if not item or item['kind'] not in ('Deployment', 'StatefulSet'):
        continue
    replicas = item['spec'].get('replicas', 1)
    pods += replicas
    for container in item['spec']['template']['spec']['containers']:
        resources = container.get('resources', {})
        asked = {**resources.get('limits', {}), **resources.get('requests', {})}
        cpu += replicas * milli_of(asked.get('cpu', 0))
        memory += replicas * bytes_of(asked.get('memory', 0))
print('cpu', cpu)
print('memory', memory)
print('pods', pods)
PYTHON
    tap_same "$1 takes what it asks for" "$1.asked" "$1.came"
}
stack online-boutique online-boutique/kubernetes-manifests.yaml
stack sock-shop sock-shop/complete-demo.yaml
tap_done
