#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Daemons with a required affinity run where it is met and stay out elsewhere. A plan keeps their
# room wherever newcomers may bring them; no proof rests on that.
. "$(dirname "$0")/tap.sh"
command -v python3 >/dev/null || tap_skip_all 'no python3'

# estate NAME CPU_OF_NODES WORKLOADS: the cluster `lost` has a stack app; `safe` has three nodes.
estate() {
    mkdir -p "$tmp/$1"
    cat >"$tmp/$1/muster.yaml" <<'YAML'
muster: 1
unreserved: zero
tiers: [{tier: 0}]
clusters: [{name: lost, orchestrator: kubernetes}, {name: safe, orchestrator: kubernetes}]
sources: [nodes.csv, workloads.csv, placements.csv]
YAML
    {
        echo 'cluster,node,cpu,memory,labels'
        echo 'lost,l1,20,20,host=l1'
        number=0
        for cpu in $2; do
            number=$((number + 1))
            echo "safe,s$number,$cpu,20,host=s$number"
        done
    } >"$tmp/$1/nodes.csv"
    {
        echo 'cluster,stack,workload,replicas,cpu,memory,kind,namespace,pod_labels,pod_rule'
        cat
    } >"$tmp/$1/workloads.csv"
    {
        echo 'cluster,stack,workload,node,replicas'
        echo 'lost,app,web,l1,2'
    } >"$tmp/$1/placements.csv"
}

# near APP: the rule of pods that seek those with app=APP on their node.
near() {
    printf '"{""affinity"": [{""topology_key"": ""host"", ""selector"": [{""key"": ""app"", ""operator"": ""In"", ""values"": [""%s""]}]}]}"' "$1"
}

# answer NAME VERDICT PROVEN CERTIFIED STATUS: of the stack app, of its tier, of the exit.
answer() {
    run "$MUSTER" simulate "$tmp/$1" --lose lost -q -o json --reproducible
    tap_equal "$1: exit" "$5" "$status"
    cp "$tmp/out" "$tmp/$1.json"
    tap_equal "$1: the answer" "$2 $3 $4" "$(python3 - "$tmp/$1.json" <<'PYTHON'
import json, sys
answer = json.load(open(sys.argv[1], encoding='utf-8'))['scenarios'][0]['as_is']
tier = answer['tiers'][0]
word = {True: 'yes', False: 'no'}
app = [one for one in answer['stacks'] if one['stack'] == 'app'][0]
print(app['verdict'], word[tier['proven']], word[tier['certified']])
PYTHON
)"
    tap_run 0 "$1: verify" "$MUSTER" verify "$tmp/$1" "$tmp/$1.json"
}

web='lost,app,web,2,4,1,Deployment,app,app=web,{}'
agent="lost,app,agent,1,1,1,DaemonSet,app,app=agent,$(near web)"

# An agent on each node where the stack's web stands: two of the three nodes.
printf '%s\n' "$web" "$agent" | estate beside '5 5 5'
answer beside fits yes yes 0

# Where web would stand on s3, the agent comes there as well, and there is no room for it.
printf '%s\n' "$web" "$agent" | estate narrow '5 5 4'
answer narrow fits yes yes 0
sed 's/"node":"s2"/"node":"s3"/' "$tmp/narrow.json" >"$tmp/moved.json"
run "$MUSTER" verify "$tmp/narrow" "$tmp/moved.json"
tap_equal 'narrow: moved: exit' 1 "$status"
tap_check 'narrow: moved: the agent that comes is counted' \
    grep -q 's3: cpu: the plan adds 5000; free are 4000' "$tmp/out"

# No room for agents at all: the plan is refused, and nothing is proven against it.
printf '%s\n' "$web" "$agent" | estate tight '4 4 4'
answer tight unknown no yes 4

# What web says alone is proven all the same.
printf '%s\n' "$web" "$agent" | estate hopeless '3 3 3'
answer hopeless does_not_fit yes yes 1

# Nobody that comes matches, and no resident does: the agent stays out.
printf '%s\n' "$web" "lost,app,agent,1,1,1,DaemonSet,app,app=agent,$(near nobody)" |
    estate nobody '4 4 4'
answer nobody fits yes yes 0

# A daemon that seeks its own kind: one node has it, which one is not known.
printf '%s\n' "$web" "lost,app,agent,1,1,1,DaemonSet,app,app=agent,$(near agent)" |
    estate own '5 5 5'
answer own fits yes yes 0

# A workload that needs the agent beside it is not put where the agent may not come.
printf '%s\n' "$web" "$agent" "lost,app,side,1,1,1,Deployment,app,app=side,$(near agent)" |
    estate leaning '9 9 9'
answer leaning unknown no yes 4

tap_done
