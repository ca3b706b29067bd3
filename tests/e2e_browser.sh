#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The page of muster report in a real browser, without a window. Pictures are kept in
# tests/browser of the build.
. "$(dirname "$0")/tap.sh"

browser=$(command -v chromium || command -v chromium-browser) || tap_skip_all 'no chromium'
kept=$BUILDDIR/tests/browser
mkdir -p "$kept" || exit 99

# browse OPTION... URL: its answer on standard output, what it logs in $tmp/log.
browse() {
    timeout 120 "$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars --no-first-run \
        --user-data-dir="$tmp/profile" --enable-logging=stderr --v=0 "$@" 2>"$tmp/log"
}

# with_test PAGE SCRIPT COPY: a copy of the page that runs a script of ours as well; what it writes
# stands in the title.
with_test() {
    python3 - "$1" "$2" "$3" <<'CODE'
import re
import sys
page, script, copy = sys.argv[1:]
with open(page, encoding='utf-8') as file:
    text = file.read()
text = re.sub(r"script-src 'sha256-[^']*'", "script-src 'unsafe-inline'", text, count=1)
with open(copy, 'w', encoding='utf-8') as file:
    file.write(text.replace('</body>', '<script>' + script + '</script></body>'))
CODE
}

# title SCRIPT [OPTION...]: what the title is after the script.
title() {
    with_test "$tmp/review/index.html" "$1" "$tmp/copy.html"
    shift
    browse "$@" --dump-dom "file://$tmp/copy.html" | sed -n 's|.*<title>\(.*\)</title>.*|\1|p'
}

cd "$tmp" || exit 99
"$MUSTER" report -q "$SRCDIR/reports/sample/harbor.json" --out review --as-of 2026-11-22 --quarter 2026Q4 ||
    exit 99
page=file://$tmp/review/index.html

browse --window-size=1280,4000 --screenshot="$kept/light-1280.png" "$page"
tap_equal 'nothing on the console' '' "$(grep -E 'CONSOLE|ERROR:.*(script|csp)' log)"
tap_check 'a picture, 1280 px' test -s "$kept/light-1280.png"
browse --window-size=500,4000 --screenshot="$kept/light-500.png" "$page"
tap_check 'a picture, 500 px' test -s "$kept/light-500.png"
browse --window-size=1280,4000 --blink-settings=preferredColorScheme=0 --screenshot="$kept/dark-1280.png" "$page"
tap_check 'a picture, dark' test -s "$kept/dark-1280.png"
browse --no-pdf-header-footer --print-to-pdf="$kept/print.pdf" "$page"
tap_equal 'it prints' '%PDF' "$(head -c 4 "$kept/print.pdf")"

tap_equal 'light ground' 'rgb(246, 247, 249)' \
    "$(title 'document.title = getComputedStyle(document.body).backgroundColor')"
tap_equal 'dark ground' 'rgb(15, 19, 24)' \
    "$(title 'document.title = getComputedStyle(document.body).backgroundColor' --blink-settings=preferredColorScheme=0)"
tap_equal 'no overflow at 500 px' 'fits' \
    "$(title 'document.title = document.documentElement.scrollWidth > innerWidth ? "too wide" : "fits"' --window-size=500,900)"

# Search, filters, sorting, in the list of the first scenario; one answer a line.
with_test review/index.html '
var t = document.querySelector("#s1 table.muster"), bar = t.previousElementSibling, said = [];
var search = bar.querySelector("input"), selects = bar.querySelectorAll("select");
function shown() { return Array.from(t.tBodies[0].rows).filter(function (r) { return !r.hidden; }); }
function names() { return shown().map(function (r) { return r.cells[0].firstChild.textContent; }).join(); }
function set(control, value) { control.value = value; control.dispatchEvent(new Event("input", {bubbles: true})); }
function sort(column) { t.tHead.rows[0].cells[column].querySelector("button").click(); }
function state(column) { return t.tHead.rows[0].cells[column].getAttribute("aria-sort"); }
set(search, "Stowage"); said.push(names() + ": " + bar.querySelector("output").textContent);
set(search, ""); set(selects[0], "=0"); set(selects[1], "=does not fit"); said.push(names());
set(selects[0], ""); set(selects[1], ""); set(selects[2], "=vision"); said.push(names());
set(selects[2], ""); said.push(shown().length);
sort(5); said.push(shown().pop().cells[5].textContent + " " + state(5));
sort(5); said.push(shown()[0].cells[5].textContent + " " + state(5));
sort(2); said.push(shown()[0].cells[2].lastChild.textContent.trim() + " " + state(5));
said.push(t.tHead.rows[0].cells[1].querySelector("button").getAttribute("aria-label"));
var ids = Array.from(document.querySelectorAll("[id]")).map(function (e) { return e.id; });
said.push(ids.filter(function (id, i) { return ids.indexOf(id) !== i; }).join() || "none");
said.push(Array.from(document.querySelectorAll("a[href^=\"#\"]")).map(function (a) { return a.getAttribute("href").slice(1); })
    .filter(function (id) { return !document.getElementById(id); }).join() || "none");
var level = 1, skipped = "none";
document.querySelectorAll("main h1, main h2, main h3").forEach(function (h) {
    if (+h.tagName[1] > level + 2) skipped = h.textContent; level = +h.tagName[1]; });
said.push(skipped);
document.title = said.join(";;");' copy.html
browse --dump-dom "file://$tmp/copy.html" | sed -n 's|.*<title>\(.*\)</title>.*|\1|p' | sed 's/;;/\n/g' >said
line=0
while IFS='|' read -r name expected; do
    line=$((line + 1))
    tap_equal "$name" "$expected" "$(sed -n "${line}p" said)"
done <<'CASES'
search|stowage: 1 of 31 stacks
filters work together|stowage
a filter by team|crane-vision,gate-ocr
all rows come back|31
sort by memory, as numbers|196.0 ascending
the other way round|196.0 descending
verdicts sort by badness, one column at a time|does not fit null
controls have names|Sort by Tier
no id twice|none
no link without its place|none
no level of headings skipped|none
CASES

# A script that is not ours does not run, even where something would let it in.
sed 's|</body>|<script>document.title = "PWNED"</script></body>|' review/index.html >injected.html
tap_equal 'the policy stops another script' 0 "$(browse --dump-dom "file://$tmp/injected.html" | grep -c '<title>PWNED')"
python3 "$SRCDIR/tests/report_data.py" hostile "$SRCDIR/reports/sample/harbor.json" >hostile.json
"$MUSTER" report -q hostile.json --out hostile --as-of 2026-11-22
browse --window-size=1280,4000 --screenshot="$kept/hostile.png" "file://$tmp/hostile/index.html"
tap_equal 'names that attack: nothing on the console' '' "$(grep CONSOLE log)"
with_test hostile/index.html '
document.title += ";" + document.querySelectorAll("script").length + ";" +
    document.querySelectorAll("img, main svg:not(.plot svg), [onerror], [onload], [onmouseover]").length' copy.html
browse --dump-dom "file://$tmp/copy.html" >dom
tap_equal 'names that attack run nothing, even where the policy lets them' ';2;0' \
    "$(sed -n 's|.*<title>.*\(;[0-9]*;[0-9]*\)</title>.*|\1|p' dom)"
tap_equal 'the title is theirs only as text' 0 "$(grep -c '<title>PWNED' dom)"

tap_done
