# SPDX-License-Identifier: GPL-3.0-or-later
"""expect.py RESULT STATUS EXPECTATIONS: prints what a result does not hold; see expected.tsv."""
import json
import sys


def check_stack(stack, words):
    plan = stack.get("plan", [])
    for word in words:
        key, _, value = word.partition("=")
        found = {
            "alone": lambda: {True: "yes", False: "no"}.get(stack.get("fits_alone")),
            "certified": lambda: "" if stack.get("certified") else None,
            "assumed": lambda: "" if stack.get("assumed") else None,
            "target": lambda: stack.get("target"),
            "node": lambda: value if any(e["node"] == value for e in plan) else None,
            "placed": lambda: str(sum(e["replicas"] for e in plan)),
            "each": lambda: value if all(str(e["replicas"]) == value for e in plan) else None,
            "instead": lambda: ";".join(stack.get("instead_of", [])),
            "for": lambda: ";".join(stack.get("for", [])),
            "by": lambda: stack.get("by"),
            "needs": lambda: ";".join(stack.get("needs", [])),
            "why": lambda: ";".join(sorted({r["reason"] for r in stack.get("why", [])})),
            "up": lambda: "%s/%s" % (stack.get("replicas_up"), stack.get("replicas")),
        }[key]()
        if found != value:
            yield "%s: %s, found %s" % (stack["stack"], word, found)


def check(answer, scenario, words):
    stacks = {s["stack"]: s for s in answer["stacks"]}
    tiers = {t["tier"]: t for t in answer["tiers"] if not t.get("residents")}
    residents = {t["tier"]: t for t in answer["tiers"] if t.get("residents")}
    for word in words:
        name, _, rest = word.partition("=")
        if name.startswith("tier"):
            tier = tiers[int(name[4:])]
            found = "%d/%d" % (tier["recovered"], tier["bound"])
        elif name.startswith("residents"):
            tier = residents[int(name[9:])]
            found = "%d/%d" % (tier["recovered"], tier["bound"])
        elif name == "evicted":
            found = str(sum(s["verdict"] == "evicted" for s in stacks.values()))
        elif name.startswith("on:"):
            found = str(sum(s.get("target") == name[3:] for s in stacks.values()))
        elif name == "left-out":
            found = str(len(scenario.get("findings", [])))
        else:
            rest, *more = rest.split(",")
            found = stacks.get(name, {}).get("verdict")
            if found == rest:
                yield from check_stack(stacks[name], more)
        if found != rest:
            yield "%s, found %s" % (word, found)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        scenario = json.load(file)["scenarios"][0]
    answer = scenario["as_is"]
    if answer["status"] != sys.argv[2]:
        print("status", sys.argv[2], "found", answer["status"])
    words = sys.argv[3].split()
    for fault in check(answer, scenario, [word for word in words if not word.startswith("2:")]):
        print(fault)
    second = [word[2:] for word in words if word.startswith("2:")]
    if "absent" in second or not second:
        if second and "with_eviction" in scenario:
            print("with_eviction is not absent")
    else:
        for fault in check(scenario["with_eviction"], scenario, second):
            print("with_eviction:", fault)


main()
