#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# muster-capture against stand-ins for kubectl and docker (tests/capture) that serve real data.
. "$(dirname "$0")/tap.sh"

need_shared
command -v python3 >/dev/null || tap_skip_all 'no python3'

capture=$SRCDIR/src/muster-capture
mkdir "$tmp/bin"
for program in kubectl docker; do
    cp "$SRCDIR/tests/capture/$program" "$tmp/bin/$program"
    chmod +x "$tmp/bin/$program"
done
STANDIN_KUBE=$MUSTER_SHARED/data/k8s-dumps/kurl-3n
STANDIN_SWARM=$MUSTER_SHARED/data/swarm-json/swarmprom-5n
STANDIN_DATA=$tmp/served
STANDIN_DENY=
STANDIN_LOG=$tmp/log
PATH=$tmp/bin:$PATH
export STANDIN_DATA STANDIN_DENY STANDIN_LOG PATH
mkdir "$STANDIN_DATA"
tap_check 'the data is served' \
    python3 "$SRCDIR/tests/capture/serve.py" "$STANDIN_KUBE" "$STANDIN_SWARM" "$STANDIN_DATA"

# ---- one of each

tap_run 0 'two clusters are captured' sh "$capture" --out "$tmp/estate" --kube east --docker=yard
tap_has 'what the server does not know is told' 'runtimeclasses.json: the server has no such resource' \
    "$tmp/err"
tap_equal 'standard output is empty' '' "$(cat "$tmp/out")"
tap_run 0 'the estate is one for muster' "$MUSTER" check "$tmp/estate"

# The same two clusters, straight from the data.
mkdir "$tmp/direct"
sed -e "s|sources: \[\"east.*|sources: [\"$STANDIN_KUBE\"]|" \
    -e "s|sources: \[\"yard.*|sources: [\"$STANDIN_SWARM/nodes.json\", \"$STANDIN_SWARM/services.json\", \"$STANDIN_SWARM/tasks.json\"]|" \
    "$tmp/estate/muster.yaml" >"$tmp/direct/muster.yaml"
# The files differ, and all that is said of them.
"$MUSTER" show "$tmp/direct" 2>"$tmp/err" | sed '/^SOURCE/,/^$/d' >"$tmp/direct.txt"
"$MUSTER" show "$tmp/estate" 2>>"$tmp/err" | sed '/^SOURCE/,/^$/d' >"$tmp/shown.txt"
tap_same 'it has what the data has' "$tmp/direct.txt" "$tmp/shown.txt"
tap_equal 'only reading verbs were used' '' \
    "$(sed -e 's/--[a-z-]*=[^ ]*//g' "$STANDIN_LOG" |
        grep -vE '^kubectl +get |^docker +(info|(node|service) (ls|inspect|ps)|inspect|(secret|config) ls)')"
tap_equal 'no secret is captured' '' "$(grep -rl canary "$tmp/estate")"
tap_equal 'but its name is' 'shop   db-password' "$(cat "$tmp/estate/east/secrets.names")"
tap_equal 'only the owner may read it' '' "$(find "$tmp/estate" -perm /077)"
tap_equal 'nothing half written is left' '' "$(find "$tmp/estate" -name '*.part*' -o -name .entries)"

# ---- again

: >"$STANDIN_LOG"
tap_run 0 'a second run' sh "$capture" --out "$tmp/estate" --kube east --docker yard
tap_equal 'fetches nothing twice' '1' "$(wc -l <"$STANDIN_LOG" | tr -d ' ')"
tap_has 'but what the server did not know' runtimeclasses "$STANDIN_LOG"

rm "$tmp/estate/east/pods.json"
: >"$STANDIN_LOG"
STANDIN_DENY=pods
tap_run 1 'what is forbidden does not end it' sh "$capture" --out "$tmp/estate" --kube east
tap_has 'and is told' 'east: pods.json: could not be read: Error from server (Forbidden)' "$tmp/err"
tap_equal 'without control characters' '' "$(tr -d '\n' <"$tmp/err" | tr -dc '\000-\037\177')"
tap_equal 'the rest is an estate' '' "$(grep -n pods.json "$tmp/estate/muster.yaml")"
STANDIN_DENY=
tap_run 0 'it goes on where it was' sh "$capture" --out "$tmp/estate" --kube east --docker yard
tap_has 'with the pods' east/pods.json "$tmp/estate/muster.yaml"

echo '# mine' >>"$tmp/estate/muster.yaml"
tap_run 0 'an edited muster.yaml' sh "$capture" --out "$tmp/estate" --kube east
tap_has 'stays' '# mine' "$tmp/estate/muster.yaml"
tap_has 'and the new one is beside it' 'name: "east"' "$tmp/estate/muster.yaml.new"

# ---- hostile names

# A kubectl that says the same of everything, for the names of contexts alone.
mkdir "$tmp/deep" "$tmp/plain"
cat >"$tmp/plain/kubectl" <<'SCRIPT'
#!/bin/sh
printf 'kubectl %s\n' "$*" >>"$STANDIN_LOG"
echo '{"kind":"List","apiVersion":"v1","items":[]}'
SCRIPT
chmod +x "$tmp/plain/kubectl"
PATH=$tmp/plain:$PATH
tap_run 0 'names of contexts stay in their folder' sh "$capture" --out "$tmp/deep/x" \
    --kube '../up' --kube "\$(touch $tmp/ran)\`touch $tmp/ran\`; touch $tmp/ran" \
    --kube 'up' --kube '--as=root' --kube 'a b
c: [d]'
tap_equal 'and nothing is run or written elsewhere' 'deep x' \
    "$(cd "$tmp" && ls deep | sed 's/^/deep /'; ls "$tmp" | grep -x ran)"
tap_run 0 'the estate can be read' "$MUSTER" check "$tmp/deep/x"
tap_equal 'folders have safe names' '' "$(ls "$tmp/deep/x" | grep -v '^[A-Za-z0-9_][A-Za-z0-9._-]*$')"
tap_has 'the context itself is asked for' 'kubectl --context=--as=root ' "$STANDIN_LOG"
tap_run 70 'a folder of another context is refused' sh "$capture" --out "$tmp/deep/x" --kube up
tap_has 'by name' 'expected kube' "$tmp/err"

# ---- usage

tap_run 0 'help' sh "$capture" --help
tap_run 2 'no folder' sh "$capture" --kube x
tap_run 2 'no context' sh "$capture" --out "$tmp/none"
tap_run 2 'an option that is none' sh "$capture" --out "$tmp/none" --delete x
tap_run 2 'a name without letters' sh "$capture" --out "$tmp/none" --kube ..
tap_equal 'nothing was made' '' "$(ls -d "$tmp/none" 2>/dev/null)"

for shell in dash 'busybox sh' 'bash --posix'; do
    # shellcheck disable=SC2086
    if command -v ${shell%% *} >/dev/null; then
        tap_run 0 "runs in $shell" $shell "$capture" --out "$tmp/other" --docker yard
        rm -rf "$tmp/other"
    fi
done
if command -v shellcheck >/dev/null; then
    tap_check 'shellcheck has nothing to say' shellcheck "$capture"
fi

tap_done
