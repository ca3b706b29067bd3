#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A simulation for a pipeline: JUnit and Markdown. Goldens are in tests/gate.
. "$(dirname "$0")/tap.sh"

cd "$SRCDIR" || exit 99
as_of='--as-of 2026-11-20'

# well_formed NAME FILE: an XML parser takes it, and its totals are those of its cases.
well_formed() {
    command -v python3 >/dev/null || return 0
    tap_check "$1: well-formed, with the right totals" python3 - "$2" <<'PYTHON'
import sys
import xml.etree.ElementTree as tree
root = tree.parse(sys.argv[1]).getroot()
assert root.tag == 'testsuites'
kinds = {'tests': 'testcase', 'failures': 'testcase/failure', 'errors': 'testcase/error'}
for suite in root:
    assert suite.tag == 'testsuite' and suite.get('name'), suite.attrib
    for total, path in kinds.items():
        assert int(suite.get(total)) == len(suite.findall(path)), (suite.attrib, total)
    for case in suite:
        assert case.tag == 'testcase' and case.get('name') and case.get('classname'), case.attrib
        assert len(case) == 1 and case[0].text, case.attrib
for total in kinds:
    assert int(root.get(total)) == sum(int(suite.get(total)) for suite in root), total
PYTHON
}

for format in markdown junit; do
    tap_run 1 "harbor as $format" "$MUSTER" simulate data/harbor -q $as_of -o $format
    tap_same "harbor as $format: as expected" tests/gate/harbor.$format.expected "$tmp/out"
    cp "$tmp/out" "$tmp/harbor.$format"
    tap_run 1 "harbor as $format: -j 3" "$MUSTER" simulate data/harbor -q $as_of -o $format -j 3
    tap_same "harbor as $format: the same with three workers" "$tmp/harbor.$format" "$tmp/out"
done
well_formed harbor "$tmp/harbor.junit"
if command -v xmllint >/dev/null; then
    tap_run 0 'harbor: xmllint takes it' xmllint --noout "$tmp/harbor.junit"
fi
tap_equal 'harbor: a suite for each scenario' 4 "$(grep -c '<testsuite ' "$tmp/harbor.junit")"
tap_equal 'harbor: failures are the stacks of the exit status' 9 "$(grep -c '<failure' "$tmp/harbor.junit")"

# All is well: exit 0 and no failure; an accepted one is none either.
tap_run 0 'one good loss' "$MUSTER" simulate data/harbor -q $as_of --lose west -o junit
tap_equal 'one good loss: no failure, no error' 0 "$(grep -c '<failure\|<error' "$tmp/out")"
tap_run 0 'one good loss, markdown' "$MUSTER" simulate data/harbor -q $as_of --lose west -o markdown
tap_equal 'one good loss: it says so' '### muster: SAFE' "$(head -n 1 "$tmp/out")"

# --strict: snapshots that are not trusted are errors of their own.
tap_run 4 'strict' "$MUSTER" simulate data/tiny -q --lose gamma --strict -o junit
cp "$tmp/out" "$tmp/strict"
well_formed strict "$tmp/strict"
tap_equal 'strict: errors name the snapshots' 1 "$(grep -c '<testsuite name="snapshots"' "$tmp/strict")"

# Names are data.
mkdir "$tmp/hostile"
cat >"$tmp/hostile/muster.yaml" <<'YAML'
muster: 1
name: "<b>&\"'|`x`"
tiers: [{tier: 0}]
clusters: [{name: "a]]><!--", orchestrator: csv}, {name: "b|`c`", orchestrator: csv}]
sources: [nodes.csv, workloads.csv]
YAML
printf 'cluster,node,cpu,memory\na]]><!--,n1,8,8Gi\nb|`c`,n1,1,1Gi\n' >"$tmp/hostile/nodes.csv"
printf 'cluster,stack,workload,replicas,cpu,memory\na]]><!--,"<x a=""1"">&amp;|``@all\033[31m",w,1,4,4Gi\n' \
    >"$tmp/hostile/workloads.csv"
tap_run 1 'hostile names, junit' "$MUSTER" simulate "$tmp/hostile" -q -o junit
cp "$tmp/out" "$tmp/hostile.junit"
well_formed 'hostile names' "$tmp/hostile.junit"
tap_run 1 'hostile names, markdown' "$MUSTER" simulate "$tmp/hostile" -q -o markdown
tap_equal 'hostile names: every row of the table has its five bars' '' \
    "$(sed 's/\\|//g' "$tmp/out" | grep '^|' | awk -F'|' 'NF != 6')"
tap_equal 'hostile names: no escape sequence' 0 "$(LC_ALL=C grep -c "$(printf '\033')" "$tmp/out")"

# Other commands refuse them by name.
for command in check show; do
    tap_run 2 "$command -o junit is refused" "$MUSTER" $command data/tiny -o junit
    tap_equal "$command -o junit: what is expected" \
        "muster: -o: found \"junit\"; expected, for muster $command, table, wide, json, csv" "$(cat "$tmp/err")"
done
tap_done
