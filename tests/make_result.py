#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""make_result.py CLUSTERS STACKS LOST [SEED [NAMES]]: a made-up result, as JSON, for the plots.

Every cluster, or every pair of them (LOST 2), is lost once. The figures are in proportion, not the
answer of any packing. NAMES is a JSON file with a list of names: the first of them name the stacks
and clusters.
"""
import itertools
import json
import random
import sys

clusters, stacks, lost = (int(word) for word in sys.argv[1:4])
seed = int(sys.argv[4]) if len(sys.argv) > 4 else 1
names = json.load(open(sys.argv[5], encoding="utf-8")) if len(sys.argv) > 5 else []
rng = random.Random(seed)
GIB = 1 << 30
REGIONS = ["emea", "amer", "apac", "nord"]
LINES = ["trading", "retail", "cards", "edge", "core"]
KINDS = ["ledger", "fraud-score", "market-data", "risk-engine", "sso", "card-auth",
         "customer-notification-delivery-and-privacy"]


def name_of(index, default):
    return names[index] if index < len(names) else default


cluster_names = [name_of(c, f"{REGIONS[c % 4]}-{LINES[c % 5]}-{c + 1:02}") for c in range(clusters)]
if clusters > 7 and not names:
    cluster_names[7] = "managed-container-platform-central-08"
sizes = [(rng.randint(100, 900) * 1000, rng.randint(400, 3000) * GIB) for _ in cluster_names]
homes = [[] for _ in cluster_names]
for s in range(stacks):
    home = s % clusters if s < clusters else rng.randrange(clusters)
    tier = s % 3 if stacks < 50 else min(4, rng.choice([0, 0, 0, 1, 1, 2, 3, 4]))
    homes[home].append((name_of(s, f"{KINDS[s % len(KINDS)]}-{s:03}"), tier))


def stack_of(name, tier, home, survivors):
    stack = {"stack": name, "cluster": cluster_names[home], "tier": tier}
    luck = rng.random()
    if not survivors:
        stack.update(verdict="blocked", certified=True, why=[
            {"reason": "no_survivor", "text": "no cluster survives"}])
        return stack
    if luck < 0.80:
        stack.update(verdict="fits", target=cluster_names[rng.choice(survivors)])
        return stack
    if luck < 0.88:
        where = rng.choice(survivors)
        needs = rng.randint(200, 600) * GIB
        stack.update(verdict="does_not_fit", fits_alone=False, certified=True, why=[
            {"cluster": cluster_names[where], "reason": "capacity", "resource": "memory",
             "short": needs // 2, "workload": "db", "needs": needs,
             "text": f"db needs {needs // GIB}.0 GiB on one node"}])
    elif luck < 0.91:
        stack.update(verdict="blocked", certified=True, why=[
            {"reason": "rule", "text": "volume class hsm is on no other cluster"}])
    elif luck < 0.93:
        stack.update(verdict="unknown")
    elif luck < 0.96:
        stack.update(verdict="degraded", replicas_up=4, replicas=6)
    elif luck < 0.98:
        stack.update(verdict="choice", instead_of=["x/other"])
    else:
        stack.update(verdict="affected", needs=["x/db"])
    return stack


def usage_of(name, allocatable, before, share):
    reserved = allocatable * before // 1000
    after = reserved + allocatable * share // 1000
    node = allocatable // 20
    return {"name": name, "allocatable": allocatable, "reserved_before": reserved,
            "reserved_after": after, "limits_before": reserved * 13 // 10,
            "limits_after": after * 15 // 10, "headroom": allocatable // 20,
            "largest_hole_before": min(node, allocatable - reserved),
            "largest_hole_after": min(node * 2 // 3, max(0, allocatable - after))}


scenarios, bad = [], set()
for gone in itertools.combinations(range(clusters), lost):
    survivors = [c for c in range(clusters) if c not in gone]
    told = sorted((stack_of(name, tier, home, survivors) for home in gone
                   for name, tier in homes[home]), key=lambda s: (s["cluster"], s["stack"]))
    tiers = []
    for tier in sorted({stack["tier"] for stack in told}):
        of = [s for s in told if s["tier"] == tier and s["verdict"] != "affected"]
        up = sum(s["verdict"] == "fits" for s in of)
        tiers.append({"tier": tier, "displaced": len(of), "displaced_weight": len(of),
                      "recovered": up, "bound": up, "proven": True, "certified": True})
    bad |= {f'{s["cluster"]}/{s["stack"]}' for s in told
            if s["tier"] == 0 and s["verdict"] != "fits"}
    rooms = []
    for c in sorted(survivors, key=lambda c: cluster_names[c]):
        cpu, memory = rng.randint(450, 780), rng.randint(500, 800)
        more = rng.choice([0, 20, 60, 110, 160, 250])
        rooms.append({"cluster": cluster_names[c], "resources": [
            usage_of("cpu", sizes[c][0], cpu, more), usage_of("memory", sizes[c][1], memory, more)]})
    words = [cluster_names[c] for c in gone]
    scenarios.append({
        "name": "lose " + " + ".join(words), "lost": words, "limit_hit": False,
        "as_is": {"status": "proven", "tiers": tiers, "stacks": told, "clusters": rooms,
                  "certificate": {}, "work": 1}, "lost_clusters": lost})

json.dump({
    "muster": "0.1.0", "schema": 1, "kind": "simulation",
    "estate": {"name": name_of(0, "meridian"), "digest": "sha256:" + "0" * 64, "clusters": clusters,
               "nodes": clusters * 20, "stacks": stacks, "critical_tier": 0},
    "options": {"residents": "pinned", "headroom": {"cpu": "5%", "memory": "5%"}, "seed": 1},
    "resources": [{"name": "cpu", "unit": "milli"}, {"name": "memory", "unit": "bytes"},
                  {"name": "pods", "unit": "count"}],
    "scenarios": scenarios,
    "summary": {"scenarios": len(scenarios), "verdict": "at_risk" if bad else "safe",
                "critical_at_risk": sorted(bad)},
    "run": {"started": f"2026-{1 + 3 * (seed % 4):02}-20T09:00:00Z", "seconds": 1, "jobs": 1}},
    sys.stdout)
