#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# muster report: reports/sample/review is what it says of data/harbor; the folder is whole or not at
# all; names from the input are text wherever they go. To write the sample anew, in the source tree:
#   MUSTER_DATA=. muster report reports/sample/harbor.json --out reports/sample/review \
#       --quarter 2026Q4 --as-of 2026-11-22
#   rm -f reports/sample/review/plots/*.png reports/sample/review/plots/*.pdf
. "$(dirname "$0")/tap.sh"

cd "$SRCDIR" || exit 99
sample=reports/sample/review
harbor=reports/sample/harbor.json

report() { "$MUSTER" report -q --as-of 2026-11-22 "$@"; }

# Without what depends on the version of gnuplot, and the pictures that are not kept.
normalised() {
    find "$1" -type f ! -name '*.png' ! -name '*.pdf' | sed "s|^$1/||" | LC_ALL=C sort
    find "$1" -type f -name '*.svg' | LC_ALL=C sort | while IFS= read -r file; do
        sed '/<desc>/d' "$file"
    done
    find "$1" -type f ! -name '*.svg' ! -name '*.png' ! -name '*.pdf' | LC_ALL=C sort |
        while IFS= read -r file; do cat "$file"; done
}

# ---- the sample
tap_run 0 'report of data/harbor' report "$harbor" --out "$tmp/review" --quarter 2026Q4
normalised "$tmp/review" >"$tmp/is"
normalised "$sample" >"$tmp/was"
tap_same 'reports/sample/review' "$tmp/was" "$tmp/is"
tap_run 0 'once more, over the first' report "$harbor" --out "$tmp/review/" --quarter 2026Q4
normalised "$tmp/review" >"$tmp/again"
tap_same 'the same once more' "$tmp/is" "$tmp/again"
tap_has 'the appendix has what check finds' '<span class=nw>single-replica</span>' "$tmp/review/index.html"
tap_has 'and the wiki page has it' '| warning | no-reservation | 1 | west/dev/sandbox: ' "$tmp/review/review.md"
sed -n '/^| Gives way/,/^$/s/^| \([a-z-]*\) | [0-9].*/\1/p' "$tmp/review/review.md" |
    head -n 8 >"$tmp/wiki-order"
sed -n '/^<h3>Who must give way/,/^<.table>/s/^<tr><th scope=row><span class=nw>\([a-z-]*\)<.*/\1/p' \
    "$tmp/review/index.html" | head -n 8 >"$tmp/page-order"
tap_equal 'the wiki page names who gives way' 8 "$(($(wc -l <"$tmp/wiki-order")))"
tap_same 'page and wiki name who gives way in one order' "$tmp/wiki-order" "$tmp/page-order"
tap_equal 'nothing is left beside it' '' "$(find "$tmp" -maxdepth 1 -name '.muster-report*')"

# ---- parts and options
tap_run 0 '-o html' report "$harbor" --out "$tmp/parts" -o html
tap_equal 'only the page' '.muster-report index.html' "$(find "$tmp/parts" -mindepth 1 -printf '%f\n' | LC_ALL=C sort | xargs)"
tap_run 0 '-o markdown,csv -o plots' report "$harbor" --out "$tmp/parts" -o markdown,csv -o plots
tap_check 'the page of the earlier report is gone' test ! -e "$tmp/parts/index.html"
tap_run 0 '--title' report "$harbor" --out "$tmp/parts" --title 'Board of <May> & June'
tap_has 'the title is text' '<title>Board of &lt;May&gt; &amp; June · harbor</title>' "$tmp/parts/index.html"
tap_run 0 'standard input' sh -c '"$MUSTER" report -q - --out "$1" <"$2"' sh "$tmp/parts" "$harbor"
tap_run 2 'no --out' report "$harbor"
tap_run 2 'no RESULT' report --out "$tmp/none"
tap_run 2 'an unknown part' report "$harbor" --out "$tmp/none" -o pdf
tap_has 'says which there are' 'expected html, markdown, plots or csv' "$tmp/err"
tap_run 2 'no quarter' report "$harbor" --out "$tmp/none" --quarter 2026Q5
tap_run 3 'no result' report data/harbor/muster.yaml --out "$tmp/none"
tap_has 'says what it is not' 'not a result' "$tmp/err"
tap_check 'nothing is written then' test ! -e "$tmp/none"

# ---- house style
mkdir "$tmp/house"
printf 'body { color: teal }\n' >"$tmp/house/style.css"
tap_run 0 '--template with a style alone' report "$harbor" --out "$tmp/parts" --template "$tmp/house"
tap_has 'the house style' 'color: teal' "$tmp/parts/index.html"
printf 'a\n{{nonsense}}\n' >"$tmp/house/page.html"
tap_run 3 'a template with an unknown place' report "$harbor" --out "$tmp/parts" --template "$tmp/house"
tap_has 'says where' 'page.html:2' "$tmp/err"
tap_has 'the earlier report stands' 'color: teal' "$tmp/parts/index.html"

# A program that stands alone finds the templates of an installed one, or none.
cp "$MUSTER" "$tmp/muster"
run env MUSTER_DATA=/nonexistent "$tmp/muster" report -q "$harbor" --out "$tmp/alone"
if [ "$status" -eq 0 ]; then
    tap_skip 'no template of the plots' 'some muster is installed'
else
    tap_equal 'no template of the plots' 3 "$status"
    tap_has 'says which' 'the template figure.gp is missing' "$tmp/err"
fi

# ---- the folder
mkdir "$tmp/mine" && echo precious >"$tmp/mine/notes.txt"
tap_run 2 'a folder with other files' report "$harbor" --out "$tmp/mine"
tap_has 'names one of them' 'notes.txt' "$tmp/err"
tap_equal 'they stay' precious "$(cat "$tmp/mine/notes.txt")"
echo mine >"$tmp/parts/notes.txt"
tap_run 2 'an earlier report with a file of yours' report "$harbor" --out "$tmp/parts"
tap_run 2 'a file' report "$harbor" --out "$tmp/mine/notes.txt"
tap_run 2 'a folder that is not there' report "$harbor" --out "$tmp/no/where"
mkdir "$tmp/empty"
tap_run 0 'an empty folder' report "$harbor" --out "$tmp/empty"
ln -s empty "$tmp/link"
tap_run 0 'a link to a report' report "$harbor" --out "$tmp/link" -o csv
tap_check 'the link stays' test -L "$tmp/link"
tap_check 'what it points to is written' test -e "$tmp/empty/muster-list.csv"

# ---- gnuplot that is missing, too old, fails or hangs: the page is there and says why

# fake LINE...: a program called gnuplot in $tmp/bin.
mkdir "$tmp/bin" "$tmp/none"
fake() {
    { echo '#!/bin/sh' && printf '%s\n' "$@"; } >"$tmp/bin/gnuplot"
    chmod +x "$tmp/bin/gnuplot"
}
faked() { PATH=$tmp/bin:$PATH report "$@"; }
good='case $1 in --version) echo gnuplot 5.4 patchlevel 4; exit 0 ;; esac'

# no_plots NAME WORDS: the report of a gnuplot that is not right.
no_plots() {
    tap_run 1 "gnuplot $1" faked "$harbor" --out "$tmp/parts" --as-of 2026-11-22
    tap_has "gnuplot $1: said on the terminal" 'plots are missing: the report says why' "$tmp/err"
    tap_has "gnuplot $1: said in the page" "$2" "$tmp/parts/index.html"
    tap_has "gnuplot $1: said in the wiki page" "$2" "$tmp/parts/review.md"
    tap_equal "gnuplot $1: no picture is linked" 0 "$(grep -c 'plots/[^"]*[.]svg' "$tmp/parts/index.html")"
    tap_equal "gnuplot $1: the list is there" 32 "$(sed -n '/id=s1/,/id=s2/p' "$tmp/parts/index.html" |
        sed -n '/table class=muster/,/<.table>/p' | grep -c '<tr>')"
}
rm -rf "$tmp/parts"
fake 'echo gnuplot 5.2 patchlevel 8'
no_plots 'too old' 'gnuplot is version 5.2; 5.4 or later is needed.'
fake "$good" 'exit 1'
no_plots fails 'gnuplot failed.'
fake 'exec sleep 300'
no_plots hangs 'gnuplot did not answer within 10 s.'
rm "$tmp/bin/gnuplot"
faked() { PATH=$tmp/none report "$@"; }
no_plots missing 'gnuplot was not found.'

# ---- killed halfway

# begin OUT: a run that hangs in gnuplot, in the background as $killed.
begin() {
    rm -f "$tmp/bin/pids"
    PATH=$tmp/bin:$PATH "$MUSTER" report -q "$harbor" --out "$tmp/kill/$1" &
    killed=$!
    for try in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        [ -s "$tmp/bin/pids" ] && break
        sleep 0.5
    done
}
# ended: the run is gone, with what it started.
ended() {
    wait "$killed"
    status=$?
    for pid in $(cat "$tmp/bin/pids"); do
        [ ! -d "/proc/$pid" ] || grep -q '^State:.Z' "/proc/$pid/status" 2>/dev/null || sleep 1
        [ ! -d "/proc/$pid" ] || grep -q '^State:.Z' "/proc/$pid/status" 2>/dev/null || tap_fail "$1: $pid is left"
    done
}
left() { find "$tmp/kill" -maxdepth 1 -name '.muster-report.*' | grep -c .; }
mkdir "$tmp/kill"
report "$harbor" --out "$tmp/kill/out"
normalised "$tmp/kill/out" >"$tmp/was"
fake "$good" 'echo $$ >>'"$tmp/bin/pids" 'exec sleep 300'
begin out
tap_equal 'halfway there is a folder beside it' 1 "$(left)"
kill -TERM "$killed"
ended 'terminated'
tap_equal 'terminated: ends by the signal' 143 "$status"
tap_equal 'terminated: nothing is left' 0 "$(left)"
normalised "$tmp/kill/out" >"$tmp/is"
tap_same 'terminated: the earlier report' "$tmp/was" "$tmp/is"
begin out
kill -KILL "$killed"
ended 'killed' 2>/dev/null
normalised "$tmp/kill/out" >"$tmp/is"
tap_same 'killed: the earlier report' "$tmp/was" "$tmp/is"
tap_equal 'killed: its folder is left' 1 "$(left)"
begin other
tap_equal 'the next run removes it' 1 "$(left)"
mkdir "$tmp/kill/.muster-report.abcdef" && echo mine >"$tmp/kill/.muster-report.abcdef/notes"
tap_run 0 'a run beside one that runs' report "$harbor" --out "$tmp/kill/out" -o csv
tap_equal 'leaves that folder, and what is not a report' 2 "$(left)"
kill -INT "$killed"
kill -TERM "$killed"
ended 'interrupted'
tap_equal 'interrupted: the other folder is left alone' 1 "$(left)"
tap_check 'interrupted: no report' test ! -e "$tmp/kill/other"

# ---- several results
sed 's/"name":"harbor"/"name":"other"/' "$harbor" >"$tmp/other.json"
tap_run 3 'results of two estates' report "$harbor" "$tmp/other.json" --out "$tmp/two"
tap_has 'both are named' '"other" here and "harbor"' "$tmp/err"
tap_run 0 'two results of one' report "$harbor" "$harbor" --out "$tmp/two"
tap_has 'since last time' 'id=trend' "$tmp/two/index.html"
grep -v '"captured"' data/examples/fits.json >"$tmp/old.json"
tap_run 0 'a result without clusters' report data/examples/blocked.json --out "$tmp/old"
tap_has 'it does not say what check finds' '<p>The result does not say: it was written by an earlier version. <code>muster check' "$tmp/old/index.html"
tap_has 'an old snapshot is red' 'class="big red"' "$tmp/old/index.html"

tap_equal 'the contents list the worst scenario first' 'east gate yard west' \
    "$(sed -n '/aria-label="Contents"/,/<.nav>/p' "$tmp/review/index.html" | sed -n 's|.* lose \([a-z]*\)</a>|\1|p' | xargs)"
tap_run 0 'a result that is open' report data/examples/unknown.json --out "$tmp/open" -o html
tap_has 'what is undecided is not said to be lost' 'huge does not; a1, a10 and 3 more are undecided</h2>' "$tmp/open/index.html"
tap_has 'nothing is said to be proven' 'None is proven: another plan may recover more.' "$tmp/open/index.html"
tap_has 'equal reasons are one row' '</span>, <span class=nw>a11</span>' "$tmp/open/index.html"

# ---- both answers
page=$tmp/review/index.html
tap_has 'what fits by eviction is counted on the cover' '1 of the 9 fits if others give way' "$page"
tap_has 'and has its letter and target in the list' 'v-fits_by_eviction" aria-hidden=true>E</b> fits by eviction<td><span class=nw>west</span>' "$page"
tap_has 'who must give way' '<h3>Who must give way</h3>' "$page"
tap_equal 'who must give way, stopped before moved' 'evicted 10 moved 8' \
    "$(sed -n '/Who must give way/,/<.table>/p' "$page" | sed -n 's/.*class="v v-\([a-z]*\)".*/\1/p' | uniq -c | awk '{ print $2, $1 }' | xargs)"
tap_has 'equal answers are said in one line' 'If others give way: the same answer, as no resident can give way.' "$page"
tap_has 'overload is told' '<h3>Overload</h3>' "$page"
tap_has 'which answer the verdict rests on' 'The verdict rests on the first.' "$page"
tap_has 'the wiki page names who is stopped' '| Gives way | Tier | Cluster | By | Frees | For |' "$tmp/review/review.md"
"$MUSTER" simulate data/harbor -q -o json --accept eviction --lose east >"$tmp/accept.json"
tap_run 0 'judged by --accept eviction' report "$tmp/accept.json" --out "$tmp/accept"
tap_has 'the verdict follows' '2 of 11 critical stacks are not fully recovered.' "$tmp/accept/index.html"
tap_has 'so does the scenario' '9 of 11 critical stacks fit; stowage and <span class=nw>ais-feed</span> do not; 1 of them only if others give way' "$tmp/accept/index.html"
tap_has 'which is said' 'The verdict rests on the second (--accept eviction).' "$tmp/accept/index.html"
tap_has 'reasons are there as well' 'stowage-solver needs 192.0 GiB' "$tmp/accept/index.html"
"$MUSTER" simulate data/harbor -q -o json --no-eviction --cascade=10% --then-lose-node=any --lose gate >"$tmp/one.json"
tap_run 0 'a result of --no-eviction' report "$tmp/one.json" --out "$tmp/one"
tap_has 'says so' 'If others give way: this was not asked (--no-eviction).' "$tmp/one/index.html"
tap_has 'one more node' 'Can it lose one more node?' "$tmp/one/index.html"
tap_has 'a cascade' '<p>Cascade, if whoever does not hold a burst of 10.0% falls as well: ' "$tmp/one/index.html"
tap_has 'the worst loss says what of' '1 of 2 critical stacks fit, 1 blocked, 3 on survivors affected' "$tmp/review/index.html"

# ---- names that attack
mkdir "$tmp/attack" && cd "$tmp/attack" || exit 99
python3 "$SRCDIR/tests/report_data.py" hostile "$SRCDIR/$harbor" >hostile.json
tap_run 0 'names that attack' report hostile.json --out out
tap_has 'who must give way is text' '<tr><th scope=row>&lt;script&gt;document.title=&quot;PWNED&quot;&lt;/script&gt; <i>dev</i>' out/index.html
tap_equal 'one script, our own' 1 "$(grep -c '<script' out/index.html)"
tap_equal 'no element of theirs' 0 "$(grep -ciE '<(img|svg/|b>|/title><)' out/index.html)"
tap_equal 'no control character' 0 "$(LC_ALL=C grep -cP '[\x00-\x08\x0b-\x1f\x7f]' out/index.html)"
tap_equal 'no bidirectional override' 0 "$(LC_ALL=C grep -c "$(printf '\342\200\256')" out/index.html)"
tap_equal 'no element in Markdown' 0 "$(sed 's/<!-- -->//g' out/review.md | grep -cE '(^|[^\\])<')"
tap_equal 'no link in Markdown' 0 "$(sed 's|](plots/[-a-z0-9]*\.[a-z]*)||g' out/review.md | grep -cE '[^\\]\]\(|(http|ftp)s?:|www\.|@[^<]')"
tap_equal 'every row has its cells' '4 6 8' "$(sed 's/\\|//g' out/review.md | awk -F'|' '
    /^\|/ { count[NF - 2] } END { for (n in count) print n }' | grep -v '^3$' | sort -n | xargs)"
tap_equal 'no formula in CSV' '' "$(python3 - <<'CODE'
import csv
with open('out/muster-list.csv', encoding='utf-8', newline='') as file:
    for row in csv.reader(file):
        for cell in row:
            if cell[:1] in ('=', '+', '-', '@', '\t', '\r'):
                print(cell)
CODE
)"
# Each name is text where it stands: cells of the page and of the CSV, as a reader sees them.
python3 - hostile.json out/index.html out/muster-list.csv >said <<'CODE'
import csv
import html.parser
import json
import re
import sys

FORMULA = ('=', '+', '-', '@', '\t', '\r')

class Cells(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.names, self.name = set(), None
    def handle_starttag(self, tag, attrs):
        if tag in ('tr', 'td'):
            self.take()
        if tag == 'th' and ('scope', 'row') in attrs:
            self.name = ''
        if tag == 'i':
            self.take()
    def handle_endtag(self, tag):
        if tag == 'table':
            self.take()
    def handle_data(self, data):
        if self.name is not None:
            self.name += data
    def take(self):
        if self.name is not None:
            self.names.add(self.name.strip())
        self.name = None

def seen(name):
    return re.sub('[\x00-\x08\x0b-\x1f\x7f\u202e\n]', '\ufffd', name)

def spelled(name):  # as CSV has it
    return re.sub('[\x00-\x1f\x7f\u202e]', lambda found: ''.join(
        f'\\x{byte:02X}' for byte in found[0].encode()), name)

with open(sys.argv[1], encoding='utf-8') as file:
    names = {stack['stack'] for one in json.load(file)['scenarios'] for stack in one['as_is']['stacks']}
page = Cells()
with open(sys.argv[2], encoding='utf-8') as file:
    page.feed(file.read())
with open(sys.argv[3], encoding='utf-8', newline='') as file:
    cells = {cell for row in csv.reader(file) for cell in row}
for name in sorted(names):
    if seen(name) not in page.names:
        print('not in the page:', repr(name))
    plain = {name, "'" + name, spelled(name)}
    if not {cell for cell in plain if not cell.startswith(FORMULA)} & cells:
        print('not in the CSV:', repr(name))
CODE
tap_equal 'every name is a cell of the page and of the CSV' '' "$(cat said)"
rm -f said
tap_equal 'no file by their name' 'hostile.json out' "$(find . -mindepth 1 -maxdepth 1 -printf '%f\n' | LC_ALL=C sort | xargs)"
cd "$SRCDIR" || exit 99

# ---- size
python3 tests/report_data.py large 20 1000 >"$tmp/large.json"
python3 tests/report_data.py large 20 1000 pairs >"$tmp/pairs.json"
for name in large pairs; do
    tap_run 0 "20 clusters, 1,000 stacks, $name" report "$tmp/$name.json" --out "$tmp/$name" -o html
    tap_check "less than 3 MB, $name" test "$(wc -c <"$tmp/$name/index.html")" -lt 3000000
done

tap_done
