#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The plots of a review: drawn right at any size, whatever the names, and without gnuplot.
. "$(dirname "$0")/tap.sh"

draw_program=$BUILDDIR/tests/draw_figures
templates=$SRCDIR/reports

# draw FOLDER RESULT...: the figures, with $gnuplot (default: the real one) in at most $limit s.
draw() {
    folder=$tmp/$1
    shift
    mkdir -p "$folder"
    run "$draw_program" "$templates" "$folder" "${gnuplot:-gnuplot}" "${limit:-60}" "$@"
    cp "$tmp/out" "$folder.txt"
}

# made NAME ARGUMENT...: a made-up result in $tmp/NAME.json.
made() {
    made_name=$1
    shift
    python3 "$SRCDIR/tests/make_result.py" "$@" >"$tmp/$made_name.json"
}

# judged NAME FOLDER: what was drawn is right.
judged() {
    tap_equal "$1" '' "$(python3 "$SRCDIR/tests/plots.py" "$SRCDIR" "$tmp/$2" 2>&1 | head -n 20)"
}

# is NAME STATE FOLDER FIGURE: drawn, missing or failed.
is() {
    tap_equal "$1" "$2" "$(awk -F '\t' -v name="$4" '$1 == name { print $2 }' "$tmp/$3.txt")"
}

command -v gnuplot >/dev/null || tap_skip_all 'no gnuplot'

# ---- sizes

"$MUSTER" simulate "$SRCDIR/data/harbor" --reproducible -o json >"$tmp/harbor.json" 2>/dev/null
"$MUSTER" simulate "$SRCDIR/data/harbor" --lose-any 2 --reproducible -o json >"$tmp/pairs.json" \
    2>/dev/null
draw harbor "$tmp/harbor.json"
tap_equal 'harbor: status 0' 0 "$status"
judged 'harbor: all figures are right' harbor
for name in matrix before-after-1 before-after-4 holes-1 targets; do
    is "harbor: $name is drawn" drawn harbor "$name"
done
is 'harbor: no trend of one result' missing harbor trend
is 'harbor: no holes where nothing fails for one' missing harbor holes-2
for ending in svg png pdf gp tsv; do
    tap_check "harbor: matrix.$ending is there" test -s "$tmp/harbor/matrix.$ending"
done

draw pairs "$tmp/pairs.json"
judged 'harbor, pairs: all figures are right' pairs
draw trend "$tmp/pairs.json" "$tmp/harbor.json" "$tmp/harbor.json"
is 'three results, one of them without single losses: no trend' missing trend trend

made one 1 3 1
made small 4 10 2
made mid 12 120 2/20 3
made many 12 30 2
made wide 40 400 1/14
made q1 4 60 1 1
made q2 4 60 1 2
made q3 4 60 1 3
for name in one small mid wide; do
    draw "$name" "$tmp/$name.json"
    judged "$name: all figures are right" "$name"
done
is 'one cluster: nothing survives' missing one before-after-1
gnuplot=false draw many "$tmp/many.json"
tap_has 'at most 40 scenarios have figures of their own, and the rest says so' \
    'of 66 scenarios, single losses come first' "$tmp/many.txt"
tap_has '14 single losses: bars by scenario' 'single-cluster losses' "$tmp/wide.txt"
tap_has '40 clusters: the fullest are drawn and the rest counted' 'The fullest 20 of' \
    "$tmp/wide/before-after-1.svg"
draw quarters "$tmp/q1.json" "$tmp/q2.json" "$tmp/q3.json"
is 'three quarters: a trend' drawn quarters trend
tap_has 'quarters are named by their date' 2026Q2 "$tmp/quarters/trend.svg"
judged 'quarters: all figures are right' quarters

# ---- what changed between the last two

# estate NAME CPU_OF_B CPU_OF_S2 OS_OF_S2 [OPTION...]: two clusters, two critical stacks on a.
estate() {
    mkdir -p "$tmp/$1.d"
    printf 'cluster,node,cpu,memory,os\na,a1,40,64Gi,linux\nb,b1,%s,64Gi,linux\n' "$2" >"$tmp/$1.d/nodes.csv"
    printf 'cluster,stack,workload,replicas,cpu,memory,os\na,s1,w,1,4,1Gi,linux\na,s2,w,1,%s,1Gi,%s\n' \
        "$3" "$4" >"$tmp/$1.d/workloads.csv"
    cat >"$tmp/$1.d/muster.yaml" <<'YAML'
muster: 1
name: change
tiers: [{tier: 0}]
clusters: [{name: a, orchestrator: csv}, {name: b, orchestrator: csv}]
sources: [nodes.csv, workloads.csv]
YAML
    name=$1
    shift 4
    "$MUSTER" simulate -q "$tmp/$name.d" --lose a --reproducible -o json "$@" >"$tmp/$name.json"
}

# caused NAME BEFORE AFTER ROWS: came, left and stack of each cause, and the figure is right.
caused() {
    draw change "$tmp/$2.json" "$tmp/$3.json"
    judged "$1: the figure is right" change
    tap_equal "$1" "$4" "$(sed -n '/^cause/,/^$/p' "$tmp/change/trend.tsv" | sed '1d;/^$/d' | tr '\t' ' ' | xargs)"
}

estate base 10 4 linux
estate less 6 4 linux
estate grown 10 9 linux
estate windows 10 4 windows
estate careful 10 4 linux --headroom cpu=50%
caused 'nothing changed' base base ''
caused 'a smaller survivor: capacity' base less 'capacity 1 0 s2'
caused 'a larger survivor: capacity' less base 'capacity 0 1 s2'
caused 'a larger stack: demand' base grown 'demand 1 0 s2'
caused 'another operating system: rules' base windows 'rules 1 0 s2'
caused 'more headroom: rules' base careful 'rules 1 0 s2'
tap_has 'the options are said' 'headroom cpu none → 50%' "$tmp/change/trend.svg"
caused 'bad for another reason: no step' windows less ''

# ---- nothing to show

python3 - "$tmp/harbor.json" >"$tmp/empty.json" <<'PY'
import json
import sys

result = json.load(open(sys.argv[1], encoding="utf-8"))
result["scenarios"] = result["scenarios"][:1]
result["scenarios"][0]["as_is"]["stacks"] = []
result["summary"] = {"scenarios": 1, "verdict": "safe", "critical_at_risk": []}
json.dump(result, sys.stdout)
PY
draw empty "$tmp/empty.json"
tap_equal 'an empty result: status 0' 0 "$status"
tap_equal 'an empty result: nothing is drawn' '' "$(grep -c drawn "$tmp/empty.txt" | grep -v '^0')"
tap_has 'an empty result: says why' 'No critical stack is lost in any scenario.' "$tmp/empty.txt"

# ---- the same again, byte by byte

draw again "$tmp/harbor.json"
for file in "$tmp"/harbor/*.svg "$tmp"/harbor/*.tsv "$tmp"/harbor/*.gp; do
    cmp -s "$file" "$tmp/again/${file##*/}" || tap_fail "drawn twice: ${file##*/} differs"
done
tap_pass 'drawn twice, the same'
(cd "$tmp/again" && LC_ALL=C.UTF-8 gnuplot -d matrix.gp 2>"$tmp/redrawn.err") || tap_fail 'redrawn by hand'
tap_equal 'redrawn by hand, without a warning' '' "$(cat "$tmp/redrawn.err")"

# ---- names

python3 - >"$tmp/names.json" <<'PY'
import json
import sys

json.dump([
    "`touch pwned`", "$(touch pwned)", "\"; system 'touch pwned'; #", "#first", "@macro", "a\\nb\\t{/x}^2_3",
    "tab\there\nnew line", "\x1b[31mred\x07", "\u202eesrever\u2066", "<script>alert(1)</script>&amp;'",
    "=cmd|' /C calc'!A0", "../../x", "[link](http://x)", "\ufffe nonsense", "\u6771\u4eac\u6c7a\u6e08",
    "x" * 60 + "one", "x" * 60 + "two", "\\", "\"", " ", "%s%n", "1/2", "NaN", "?"], sys.stdout)
PY
made hostile 11 40 1 5 "$tmp/names.json"
draw hostile "$tmp/hostile.json"
tap_equal 'hostile names: status 0' 0 "$status"
judged 'hostile names: all figures are right' hostile
tap_equal 'hostile names: nothing was run' '' "$(find "$tmp" . -name 'pwned*' 2>/dev/null)"
cat "$tmp"/hostile/*.svg >"$tmp/hostile.svg"
for text in '`touch pwned`' '$(touch pwned)' '#first' '@macro' 'a\nb\t{/x}^2_3' 'tab here new line' \
    '&lt;script'; do
    tap_has "hostile names: drawn as text: $text" "$text" "$tmp/hostile.svg"
done
tap_equal 'hostile names: no control, no override' '' \
    "$(LC_ALL=C grep -c "$(printf '[\001-\010\013-\037]\\|\342\200\256\\|\342\201\246')" "$tmp/hostile.svg" |
        grep -v '^0')"
tap_has 'hostile names: no formula in the table' "'=cmd|" "$tmp/hostile/matrix.tsv"
tap_equal 'hostile names: files are numbered' '' \
    "$(find "$tmp/hostile" -type f | sed 's|.*/||' | grep -v '^[a-z]\{1,\}[-a-z0-9]*\.[a-z]*$')"

# ---- gnuplot that is not there, or not right

# fake NAME LINE...: a program called gnuplot, in $tmp/bin/NAME.
fake() {
    gnuplot=$tmp/bin/$1
    shift
    mkdir -p "$tmp/bin"
    { echo '#!/bin/sh' && printf '%s\n' "$@"; } >"$gnuplot"
    chmod +x "$gnuplot"
}
good='case $1 in --version) echo gnuplot 5.4 patchlevel 4; exit 0 ;; esac'

# refused NAME WORDS: every figure is failed, says so, and leaves no picture.
refused() {
    rm -rf "$tmp/refused"
    draw refused "$tmp/harbor.json"
    tap_equal "$1: status 1" 1 "$status"
    tap_equal "$1: no figure is drawn" '' "$(grep -c '	drawn	' "$tmp/refused.txt" | grep -v '^0')"
    tap_has "$1: says why" "$2" "$tmp/refused.txt"
    tap_equal "$1: no half pictures" '' "$(find "$tmp/refused" -name '*.svg' -o -name '*.p[nd][gf]')"
}

gnuplot=$tmp/bin/none
refused 'gnuplot missing' 'gnuplot was not found'
fake old 'echo gnuplot 4.6 patchlevel 6'
refused 'gnuplot 4.6' 'version 4.6; 5.4 or later is needed'
fake other 'echo something else'
refused 'another program' 'does not say its version'
fake fails "$good" 'echo no >&2; touch matrix.svg matrix.png; exit 1'
refused 'gnuplot fails' 'gnuplot failed'
fake nothing "$good" 'exit 0'
refused 'gnuplot draws nothing' 'no picture that can be used'
fake junk "$good" 'for e in svg png pdf; do echo "<svg <defs> </defs> <g" >"${2%.gp}.$e"; done'
refused 'gnuplot draws junk' 'no picture that can be used'
fake floods "$good" 'yes | head -c 3000000; exit 1'
refused 'gnuplot floods its output' 'gnuplot failed'
fake hangs "$good" 'echo $$ >>"$0.pids"; sleep 300 & echo $! >>"$0.pids"; wait'
limit=1
refused 'gnuplot hangs' 'took longer than 1 s'

# Which of them still run: what was killed may take a moment to be gone.
alive() {
    while read -r pid; do
        [ ! -d "/proc/$pid" ] || grep -q '^State:.[ZX]' "/proc/$pid/status" 2>/dev/null || printf ' %s' "$pid"
    done <"$tmp/bin/hangs.pids"
}

for _ in 1 2 3 4 5 6 7 8 9 10; do
    [ -n "$(alive)" ] || break
    sleep 1
done
tap_equal 'gnuplot hangs: nothing is left running' '' "$(alive)"
limit=
fake environment "$good" 'env >"$0.env"; exit 1'
refused 'gnuplot is given a small environment' 'gnuplot failed'
tap_equal 'gnuplot is given a small environment: its names' 'LC_ALL PATH' \
    "$(sed -n 's/^\([A-Z_]*\)=.*/\1/p' "$gnuplot.env" | grep -v '^PWD$\|^_$\|^OLDPWD$\|^SHLVL$' | sort | tr '\n' ' ' | sed 's/ $//')"

tap_done
