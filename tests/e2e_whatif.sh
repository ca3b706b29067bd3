#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Changes, and what gets better and worse by them. Goldens are in tests/whatif; they were checked by
# hand with data/tiny/README.
. "$(dirname "$0")/tap.sh"

cd "$SRCDIR" || exit 99
tiny=data/tiny
cases=tests/whatif
COLUMNS=80
export COLUMNS

# ---- each kind of change is the estate that is written by hand

# edit FILE SED-SCRIPT: in the copy of data/tiny.
edit() {
    sed "$2" "$tmp/hand/$1" >"$tmp/edited" && cat "$tmp/edited" >"$tmp/hand/$1"
}

# facts FILE: what show printed, but for where it was said.
facts() {
    sed '/"digest":/d; /"rule":/d; /"source":/d' "$1"
}

# same_as_hand NAME: $tmp/change.yaml on data/tiny is $tmp/hand, also when data/tiny was read from JSON.
same_as_hand() {
    tap_run 0 "$1: by hand" "$MUSTER" show "$tmp/hand" -o json
    facts "$tmp/out" >"$tmp/hand.json"
    tap_run 0 "$1: by change" "$MUSTER" show $tiny --change "$tmp/change.yaml" -o json
    facts "$tmp/out" >"$tmp/change.json"
    tap_same "$1: the same estate" "$tmp/hand.json" "$tmp/change.json"
    tap_run 0 "$1: of the shown estate" "$MUSTER" show "$tmp/shown.json" \
        --change "$tmp/change.yaml" -o json
    facts "$tmp/out" >"$tmp/change.json"
    tap_same "$1: the same from JSON" "$tmp/hand.json" "$tmp/change.json"
    run "$MUSTER" simulate "$tmp/hand" -q
    cp "$tmp/out" "$tmp/hand.table"
    run "$MUSTER" simulate $tiny --change "$tmp/change.yaml" -q
    tap_same "$1: the same answer" "$tmp/hand.table" "$tmp/out"
    rm -rf "$tmp/hand"
    cp -R $tiny "$tmp/hand"
    chmod -R u+w "$tmp/hand"
}

"$MUSTER" show $tiny -o json >"$tmp/shown.json"
cp -R $tiny "$tmp/hand"
chmod -R u+w "$tmp/hand"

echo '- add: {cluster: beta, nodes: 2, shape: {cpu: 4, memory: 8Gi, pods: 20}, name: b9}' \
    >"$tmp/change.yaml"
printf 'beta,b9-1,4,8Gi,linux,20\nbeta,b9-2,4,8Gi,linux,20\n' >>"$tmp/hand/nodes.csv"
same_as_hand add

echo '- remove: {cluster: beta, node: b2}' >"$tmp/change.yaml"
edit nodes.csv '/^beta,b2,/d'
edit placements.csv '/,b2,/d'
same_as_hand remove

echo '- remove: {cluster: alpha, nodes: 1, shape: {cpu: 8}}' >"$tmp/change.yaml"
edit nodes.csv '/^alpha,a3,/d'
edit placements.csv '/,a3,/d'
same_as_hand 'remove by shape: the one with fewer replicas'

echo '- drain: {cluster: beta, nodes: [b1]}' >"$tmp/change.yaml"
edit nodes.csv '1s/$/,schedulable/; 2,$s/$/,/; /^beta,b1,/s/$/false/'
edit placements.csv '/,b1,/d'
same_as_hand drain

echo '- scale: {stack: orders, workload: web, replicas: 5}' >"$tmp/change.yaml"
edit workloads.csv 's/^alpha,orders,web,3,/alpha,orders,web,5,/'
same_as_hand 'scale up'

echo '- scale: {stack: orders, replicas: 2}' >"$tmp/change.yaml"
edit workloads.csv 's/^alpha,orders,web,3,/alpha,orders,web,2,/'
edit placements.csv 's/^alpha,orders,web,a2,2/alpha,orders,web,a2,1/'
same_as_hand 'scale down: those on the last nodes leave'

# The rows in another order than the nodes: what show prints has them in the order of the nodes.
cp -R $tiny "$tmp/order"
chmod -R u+w "$tmp/order"
{
    head -n 1 $tiny/placements.csv
    tail -n +2 $tiny/placements.csv | sort -r
} >"$tmp/order/placements.csv"
run "$MUSTER" show "$tmp/order" -o json
cp "$tmp/out" "$tmp/order.json"
run "$MUSTER" show "$tmp/order" --change "$tmp/change.yaml" -o json
facts "$tmp/out" >"$tmp/rows.json"
run "$MUSTER" show "$tmp/order.json" --change "$tmp/change.yaml" -o json
facts "$tmp/out" >"$tmp/change.json"
tap_same 'scale down: whatever the order of rows' "$tmp/rows.json" "$tmp/change.json"

cat >"$tmp/change.yaml" <<'CHANGE'
- resize: {stack: wiki, reservation: {cpu: 2500m}}
- resize: {stack: wiki, requests: {memory: 3Gi}}
CHANGE
edit workloads.csv 's/^alpha,wiki,wiki,2,2,1Gi/alpha,wiki,wiki,2,2500m,3Gi/'
same_as_hand resize

echo '- drop: {stack: lab}' >"$tmp/change.yaml"
for file in workloads placements; do
    edit $file.csv '/^alpha,lab,/d'
done
edit stacks.csv '/^lab,/d'
same_as_hand drop

echo '- move: {stack: batch, from: gamma, to: beta}' >"$tmp/change.yaml"
edit workloads.csv 's/^gamma,batch/beta,batch/'
edit placements.csv '/^gamma,batch/d'
same_as_hand move

cat >"$tmp/change.yaml" <<'CHANGE'
- set: {stack: wiki, tier: 0, weight: 3}
- set: {stack: alpha/lab, requires: [wiki]}
- set: {stack: catalog, requires: []}
CHANGE
edit stacks.csv 's/^wiki,2,2,/wiki,0,3,/; s/^lab,2,1,,/lab,2,1,wiki,/; s/^catalog,0,1,auth,/catalog,0,1,,/'
same_as_hand set

echo '- headroom: {cpu: 10%, memory: 1Gi}' >"$tmp/change.yaml"
echo 'headroom: {cpu: 10%, memory: 1Gi}' >>"$tmp/hand/muster.yaml"
same_as_hand headroom

# ---- stacks from files

tap_run 0 'a compose file' "$MUSTER" show $tiny --change doc/examples/compose-change.yaml -o json
tap_has 'its workload' '"workload": "notify_mail"' "$tmp/out"
cp doc/examples/compose.yaml "$tmp/"
cat >"$tmp/change.yaml" <<'CHANGE'
- add_stack: {cluster: beta, file: compose.yaml, stack: catalog, replaces: catalog}
CHANGE
tap_run 0 'a new version of a stack' "$MUSTER" show $tiny --change "$tmp/change.yaml" -o json
tap_has 'it keeps what stacks.csv says' '"rule": "stacks.csv:5"' "$tmp/out"
tap_hasnt() {
    if grep -F -e "$2" "$3" >/dev/null; then tap_fail "$1" "$2"; else tap_pass "$1"; fi
}
tap_hasnt 'the old one is gone' '"workload": "api"' "$tmp/out"
cat >"$tmp/deployment.yaml" <<'MANIFEST'
apiVersion: apps/v1
kind: Deployment
metadata: {name: pager, namespace: pager}
spec:
  replicas: 2
  selector: {matchLabels: {app: pager}}
  template:
    metadata: {labels: {app: pager}}
    spec:
      containers:
        - name: pager
          image: registry.example/pager:1
          resources: {requests: {cpu: 500m, memory: 256Mi}}
MANIFEST
echo '- add_stack: {cluster: west, file: deployment.yaml}' >"$tmp/change.yaml"
tap_run 0 'Kubernetes manifests' "$MUSTER" whatif data/harbor "$tmp/change.yaml" --lose west -q -o csv
tap_has 'they are new' ',pager,west,pager,' "$tmp/out"
echo '- add_stack: {cluster: east, file: compose.yaml}' >"$tmp/change.yaml"
tap_run 3 'a compose file for Kubernetes' "$MUSTER" show data/harbor --change "$tmp/change.yaml"
tap_has 'is refused' 'expected Kubernetes manifests' "$tmp/err"

# ---- what is wrong

tap_run 3 'wrong changes' "$MUSTER" show $tiny --change $cases/bad.yaml
tap_same 'wrong changes: all of them are told' $cases/bad.expected "$tmp/err"
tap_run 3 'no file' "$MUSTER" whatif $tiny "$tmp/none.yaml"
for text in 'changes: []' '{}' '- 1' 'changes: 3' '- {drop: {stack: lab}, scale: {stack: wiki, replicas: 1}}' \
    'other: 1' '- drop: lab' '- headroom: 3'; do
    echo "$text" >"$tmp/change.yaml"
    tap_run 3 "wrong: $text" "$MUSTER" whatif $tiny "$tmp/change.yaml"
done
tap_run 2 'whatif without changes' "$MUSTER" whatif $tiny
tap_run 2 'whatif --change' "$MUSTER" whatif $tiny $cases/lost.yaml --change $cases/lost.yaml
tap_run 2 'whatif of standard input' "$MUSTER" whatif - $cases/lost.yaml
tap_run 2 'whatif --fail-on error' "$MUSTER" whatif $tiny $cases/lost.yaml --fail-on error

# ---- goldens: name, exit status, what is written, arguments

while read -r name status arguments; do
    # shellcheck disable=SC2086
    tap_run "$status" "$name" "$MUSTER" whatif $arguments -q --as-of 2026-11-20
    tap_same "$name: as expected" "$cases/$name.expected" "$tmp/out"
    # shellcheck disable=SC2086
    run "$MUSTER" whatif $arguments -q --as-of 2026-11-20 -j 2
    tap_same "$name: the same with two workers" "$cases/$name.expected" "$tmp/out"
done <<CASES
all.table 0 $tiny $cases/all.yaml -j 1
all.markdown 0 $tiny $cases/all.yaml -o markdown
all.wide 0 $tiny $cases/all.yaml -o wide
worse.table 1 $tiny $cases/worse.yaml
worse.markdown 1 $tiny $cases/worse.yaml -o markdown
worse.junit 1 $tiny $cases/worse.yaml -o junit
worse.json 1 $tiny $cases/worse.yaml -o json
worse.csv 1 $tiny $cases/worse.yaml -o csv
waived.table 1 $tiny $cases/worse.yaml --waivers $cases/waived.yaml
waived.junit 1 $tiny $cases/worse.yaml --waivers $cases/waived.yaml -o junit
stale.table 1 $tiny $cases/worse.yaml --waivers $cases/stale.yaml
lost.table 0 $tiny $cases/lost.yaml
harbor.table 0 data/harbor $cases/harbor.yaml
harbor.markdown 0 data/harbor $cases/harbor.yaml -o markdown
CASES

# ---- exit statuses

tap_run 0 'fewer start' "$MUSTER" whatif $tiny doc/examples/failover.yaml
tap_has 'fewer start: lab has room, as worked out in data/tiny/README' \
    '+ lose alpha  lab       2  does not fit  fits -> gamma' "$tmp/out"
tap_has 'fewer start: and that is all' '+ 1 better  - 0 worse  ~ 0 elsewhere' "$tmp/out"
tap_run 0 'better' "$MUSTER" whatif $tiny doc/examples/change.yaml
tap_run 1 'as bad as before, --fail-on any' "$MUSTER" whatif $tiny $cases/lost.yaml --fail-on any
tap_run 0 '--fail-on any and nothing bad' "$MUSTER" whatif $tiny doc/examples/change.yaml --fail-on any
tap_run 1 'two files: the second breaks it' "$MUSTER" whatif $tiny doc/examples/change.yaml \
    $cases/worse.yaml
tap_run 0 'all waived' "$MUSTER" whatif $tiny $cases/worse.yaml --waivers $cases/all-waived.yaml \
    --as-of 2026-11-20
tap_run 1 'waivers expire' "$MUSTER" whatif $tiny $cases/worse.yaml \
    --waivers $cases/all-waived.yaml --as-of 2027-01-01
tap_run 3 'wrong waivers' "$MUSTER" whatif $tiny $cases/worse.yaml --waivers $cases/bad-waivers.yaml
tap_has 'wrong waivers: why' 'expires: found "tomorrow"; expected a day' "$tmp/err"

# ---- verify of what --change gave

tap_run 1 'simulate --change' "$MUSTER" simulate $tiny --change $cases/worse.yaml -o json
cp "$tmp/out" "$tmp/result.json"
tap_run 0 'verify --change' "$MUSTER" verify $tiny "$tmp/result.json" --change $cases/worse.yaml
tap_run 1 'verify without it' "$MUSTER" verify $tiny "$tmp/result.json"

# ---- random changes

if command -v python3 >/dev/null; then
    count=12
    [ -z "$MUSTER_SANITIZE" ] || count=4
    tap_check "$count random changes" python3 tests/random_changes.py "$MUSTER" 0 $count
else
    tap_skip 'random changes' 'no python3'
fi

# ---- the examples

if command -v python3 >/dev/null && python3 -c 'import yaml' 2>/dev/null; then
    for file in doc/examples/*.yml doc/examples/*.yaml; do
        tap_check "$file is YAML" python3 -c 'import sys, yaml; yaml.safe_load(open(sys.argv[1]))' "$file"
    done
else
    tap_skip 'examples are YAML' 'no python3 with yaml'
fi
ESTATE=$tiny CHANGES=doc/examples/compose-change.yaml
export ESTATE CHANGES
PATH=$(dirname "$MUSTER"):$PATH
for file in doc/examples/gitlab-ci.yml doc/examples/github-workflow.yml; do
    sed -n 's/^ *-* *\(muster whatif .*\)/\1/p' $file | sed "s|--out |--out $tmp/|" >"$tmp/lines"
    while read -r line; do
        tap_check "$file: $line" sh -c "$line"
    done <"$tmp/lines"
    tap_equal "$file: lines" "$([ $file = doc/examples/gitlab-ci.yml ] && echo 3 || echo 2)" \
        "$(wc -l <"$tmp/lines" | tr -d ' ')"
done
tap_has 'the comment' '### muster: nothing critical gets worse' "$tmp/capacity.md"

tap_done
