#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""plots.py SOURCE FOLDER: what is wrong with the drawn figures in FOLDER, one line each.

Every NAME.svg must be well-formed XML without what cleaning takes out; its ids begin with its name;
no text crosses another or the canvas (by the width table of plot_text.c); and every number in its
title is worked out again from NAME.tsv.
"""
import math
import pathlib
import re
import sys
import xml.etree.ElementTree as xml

source, folder = (pathlib.Path(word) for word in sys.argv[1:3])
SVG = "{http://www.w3.org/2000/svg}"
GIB = 1 << 30


def read_widths():
    text = (source / "src/report/plots/plot_text.c").read_text()
    table = text[text.index("advance[2][95]"):text.index("enum { EM")]
    numbers = [int(n) for n in re.findall(r"\d+", table[table.index("=") + 1:])]
    return {False: numbers[:95], True: numbers[95:190]}


WIDTHS = read_widths()


def width_of(text, size, bold):
    units = sum(WIDTHS[bold][ord(c) - 32] if 32 <= ord(c) < 127
                else 2048 if c in "…→—−▸\ufffd" or ord(c) >= 0x2e80 else 1229 for c in text)
    return units * size / 2048


def texts_of(root):
    for group in root.iter(SVG + "g"):
        text = group.find(SVG + "text")
        if text is None:
            continue
        x, y, turn = re.match(r"translate\(([-\d.]+),([-\d.]+)\)(?: rotate\(([-\d.]+)\))?",
                              group.get("transform")).groups()
        words = "".join(text.itertext())
        size, bold = float(group.get("font-size")), group.get("font-weight") == "bold"
        wide = width_of(words, size, bold)
        left = float(x) - {"start": 0, "middle": wide / 2, "end": wide}[group.get("text-anchor")]
        yield words, left, float(y) - size * 0.75, left + wide, float(y), turn and float(turn)


def check_texts(root, fault):
    _, _, width, height = (float(n) for n in root.get("viewBox").split())
    flat = []
    for words, x0, y0, x1, y1, turn in texts_of(root):
        if turn:
            if x0 + (x1 - x0) * 0.766 > width or y1 - (x1 - x0) * 0.643 < 88:
                fault(f"leaves its place: {words!r}")
            continue
        if x0 < 0 or x1 > width or y0 < 0 or y1 > height:
            fault(f"leaves the canvas: {words!r}")
        flat.append((words, x0, y0, x1, y1))
    for i, one in enumerate(flat):
        for two in flat[:i]:
            if min(one[3], two[3]) - max(one[1], two[1]) > 1 and \
                    min(one[4], two[4]) - max(one[2], two[2]) > 1:
                fault(f"{one[0]!r} crosses {two[0]!r}")


def check_svg(path, fault):
    text = path.read_text(encoding="utf-8")
    root = xml.fromstring(text)
    for element in root.iter():
        if element.tag in (SVG + "title", SVG + "desc", SVG + "filter", SVG + "script"):
            fault(f"holds {element.tag}")
        if not element.get("id", path.stem).startswith(path.stem):
            fault(f"id {element.get('id')}")
        href = element.get("href")
        if href is not None and root.find(f".//*[@id='{href[1:]}']") is None:
            fault(f"points at {href}, which is not there")
        if element.tag == SVG + "g" and len(element) == 0 and not (element.text or "").strip():
            fault("an empty group")
    for word in ("rgb(", "GNUPLOT", ":Bold", "gnuplot_canvas"):
        if word in text:
            fault(f"holds {word}")
    check_texts(root, fault)
    return root.get("aria-label")


# ---- titles: the numbers that a title should hold, from the table

def rows_of(path):
    block = path.with_suffix(".tsv").read_text(encoding="utf-8").split("\n\n\n")[0]
    return [line.split("\t") for line in block.split("\n") if line]


def grouped(number):
    return f"{number:,}"


def up(part, whole):
    return -(-part * 100 // whole)


def of_matrix(rows):
    if rows[0][0] == "scenario":
        bad = [row for row in rows[1:] if int(row[2]) > 0]
        most = sum(int(row[2]) for row in bad)
        return [f"In {len(bad)} of {len(rows) - 1} single"] if most else []
    bad, listed = {}, {}
    kinds = ["one cluster", "two clusters", "other"]
    for stack, _, kind, _, _, standing in rows[1:]:
        listed.setdefault(kind, set()).add(stack)
        if standing == "bad":
            bad.setdefault(kind, set()).add(stack)
    said, seen, first = [], set(), True
    for kind in kinds:
        fresh = bad.get(kind, set()) - seen
        seen |= bad.get(kind, set())
        if fresh and first:
            if kind != "one cluster" or len(fresh) > 2:
                said.append(f"{len(fresh)} of {len(listed[kind])} critical")
            first = False
        elif fresh:
            said.append(f" {len(fresh)} more only in")
    return said


def of_before_after(rows):
    fuller = [[int(n) for n in row[2:6]] for row in rows[1:]
              if row[2] != "no limit" and int(row[2]) > 0 and int(row[4]) > int(row[3])]
    if not fuller:
        return []
    full, _, after, headroom = max(fuller, key=lambda r: r[2] / r[0])
    used, line = up(after, full), (full - headroom) * 100 // full
    said = [f"to {grouped(used)}%"]
    if after > full - headroom:
        said.append(", over its headroom line" if headroom else ", over what is")
    elif line - used > 1:
        said.append(f", {line - used} points under")
    return said


def of_targets(rows):
    losses = {}
    for row in rows[1:]:
        losses.setdefault(row[0], {})[row[1]] = [int(n) for n in row[2:]]
    worst = max(losses.values(), key=lambda loss: loss["not recovered"][0])
    gone, all_of = worst["not recovered"], sum(target[0] for target in worst.values())
    if gone[0] == 0:
        return []
    critical = {0: "none", 1: "one"}.get(gone[2], str(gone[2]))
    return [f"strands {gone[0]} of {all_of} stack", f", {critical} of them critical"]


def of_holes(rows):
    one = {"cpu": 1000, "memory": GIB}.get(rows[1][1], 1)
    left = sum(int(row[3]) for row in rows[1:-1])
    needs = int(rows[-1][3])
    before = max(int(row[4]) for row in rows[1:-1])
    after = max(int(row[5]) for row in rows[1:-1])
    if after >= needs:
        return ["headroom or rules"]
    words = "ever had" if before < needs else "still has"
    return [f"{grouped(left // one)} ", words, grouped(needs // one) if needs % one == 0 else " "]


def of_trend(rows):
    shares = {}
    for row in rows[1:]:
        if row[0] == "result":
            break
        shares.setdefault(row[0], {})[row[1]] = int(row[2]) * 1000 // int(row[3])
    before, last = list(shares.values())[-2:]
    at = [i for i, row in enumerate(rows) if row[0] == "cause"][0]
    came, left = (sum(int(row[i]) for row in rows[at + 1:]) for i in (1, 2))
    bad = [int(row[7]) for row in rows[:at] if len(row) == 8 and row[0] != "result"][::2]
    if bad[-2] + came - left != bad[-1]:
        fault(f"{bad[-2]} and {came} less {left} are not {bad[-1]}")
    changes = [f": {came} more critical stack"] if came else []
    changes += [f", {left} " if came else f": {left} critical"] if left else []
    for tier in "0123":
        if tier in before and tier in last and before[tier] != last[tier]:
            text = ["100" if n == 1000 else f"{n // 10}.{n % 10}"
                    for n in (before[tier], last[tier])]
            return [f"Tier {tier} ", f"from {text[0]}% to {text[1]}%"] + changes
    return ["No tier"] + changes


OF = {"matrix": of_matrix, "before": of_before_after, "targets": of_targets, "holes": of_holes,
      "trend": of_trend}

count = 0
for path in sorted(folder.glob("*.svg")):
    def fault(text):
        print(f"{path.name}: {text}")
    count += 1
    title = check_svg(path, fault)
    if re.search(r"-[23]of", path.stem):
        continue
    for words in OF[re.split("-", path.stem)[0]](rows_of(path)):
        if words not in title:
            fault(f"the title lacks {words!r}: {title}")
if count == 0:
    print("no figure was drawn")
