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

# ---- names that attack
mkdir "$tmp/attack" && cd "$tmp/attack" || exit 99
python3 "$SRCDIR/tests/report_data.py" hostile "$SRCDIR/$harbor" >hostile.json
tap_run 0 'names that attack' report hostile.json --out out
tap_equal 'one script, our own' 1 "$(grep -c '<script' out/index.html)"
tap_equal 'no element of theirs' 0 "$(grep -ciE '<(img|svg/|b>|/title><)' out/index.html)"
tap_equal 'no control character' 0 "$(LC_ALL=C grep -cP '[\x00-\x08\x0b-\x1f\x7f]' out/index.html)"
tap_equal 'no bidirectional override' 0 "$(LC_ALL=C grep -c "$(printf '\342\200\256')" out/index.html)"
tap_equal 'no element in Markdown' 0 "$(sed 's/<!-- -->//g' out/review.md | grep -cE '(^|[^\\])<')"
tap_equal 'no link in Markdown' 0 "$(sed 's|](plots/[-a-z0-9]*\.[a-z]*)||g' out/review.md | grep -cE '[^\\]\]\(|(http|ftp)s?:|www\.|@[^<]')"
tap_equal 'every row has its cells' '4 6' "$(sed 's/\\|//g' out/review.md | awk -F'|' '
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
