#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Both answers against brute force on random tiny estates.

usage: evict_check.py MUSTER FIRST COUNT     seeds FIRST .. FIRST+COUNT-1; one line for each difference

Only cpu counts; stacks of one workload of one to three replicas; residents of several tiers, some `keep`,
some that others require, also beside them (`@same`), some weights, some lent, some on nodes that are too full
for them, some that break a rule where they are or have a cap per zone: those are dropped, not moved; some
newcomers with min_replicas. Every assignment of
stacks to clusters and of replicas to nodes is tried: in the order of levels the recovered weight, then the
replicas of stacks that may come back smaller; then the fewest stacks that give way, then the fewest replicas.
Prints "N runs, M failed, E with evictions" at the end.
"""
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile


def make(seed):
    rnd, small, odd = random.Random(seed), random.Random(-1 - seed), random.Random(f'odd {seed}')
    clusters = ['S', 'T'][:rnd.randint(1, 2)]
    nodes = [(c, f'{c.lower()}{i}', rnd.randint(4, 9)) for c in clusters for i in range(rnd.randint(1, 2))]
    free = {n: cpu for _, n, cpu in nodes}
    stacks = []
    for i in range(rnd.randint(2, 4)):
        cluster, node, _ = rnd.choice(nodes)
        size, replicas = rnd.randint(1, 4), rnd.randint(1, 2)
        if size * replicas > free[node] and odd.random() < 0.6:
            continue
        free[node] -= size * replicas
        stacks.append(dict(name=f'r{i}', cluster=cluster, home=node, size=size, replicas=replicas,
                           tier=rnd.randint(0, 3), weight=rnd.choice([1, 1, 1, 2]),
                           keep=rnd.random() < 0.15, requires=[]))
        if odd.random() < 0.25:
            stacks[-1]['odd'] = odd.choice(['selector', 'zone'])
    residents = list(stacks)
    for i in range(rnd.randint(1, 3)):
        stacks.append(dict(name=f'n{i}', cluster='L', home=None, size=rnd.randint(1, 6),
                           replicas=rnd.randint(1, 2), tier=rnd.randint(0, 2),
                           weight=rnd.choice([1, 1, 2]), keep=False, requires=[]))
        if small.random() < 0.5:
            stacks[-1].update(least=small.randint(1, 2), replicas=stacks[-1]['replicas'] + small.randint(0, 2))
        if small.random() < 0.3: # pre-deployed: it runs so many now, and its copy starts others
            stacks[-1].update(runs=stacks[-1]['replicas'], copy=small.choice(clusters),
                              replicas=small.randint(1, 3), inherits=small.random() < 0.7)
    for i, stack in enumerate(stacks):
        if i > 0 and rnd.random() < 0.2:
            stack['requires'].append(rnd.choice(stacks[:i]))
            stack['same'] = odd.random() < 0.4
    if rnd.random() < 0.5: # half of the estates lend an environment
        for stack in stacks:
            stack['dev'] = rnd.random() < 0.5
            stack['lent'] = stack['dev'] and stack['tier'] > 0 and not stack['keep']
    return clusters, nodes, stacks, residents


def level(stack, is_resident=False):
    """Place in the order of goals: what is lent comes after all else."""
    return (stack.get('lent', False), 2 * stack['tier'] - is_resident)


def write(folder, clusters, nodes, stacks):
    def put(name, head, rows):
        with open(os.path.join(folder, name), 'w', encoding='utf-8') as out:
            out.write(head + '\n' + ''.join(','.join(map(str, row)) + '\n' for row in rows))
    with open(os.path.join(folder, 'muster.yaml'), 'w', encoding='utf-8') as out:
        out.write('muster: 1\nname: e\nclusters:\n' +
                  ''.join('  - {name: %s, orchestrator: csv}\n' % c for c in ['L'] + clusters) +
                  'sources: [nodes.csv, workloads.csv, placements.csv]\nstacks: stacks.csv\n' +
                  ('lend: [dev]\n' if any(s.get('dev') for s in stacks) else ''))
    put('nodes.csv', 'cluster,node,cpu,memory', [('L', 'l', 100, '1Gi')] + [(*n, '1Gi') for n in nodes])
    copies = [dict(s, cluster=s['copy'], runs=0, inherits=False) for s in stacks if s.get('copy')]
    put('workloads.csv', 'cluster,stack,workload,replicas,cpu,memory,tier,weight,environment,node_selector,'
        'max_per_zone,failover_replicas',
        [(s['cluster'], s['name'], 'w', s.get('runs', s['replicas']), s['size'], 0, s['tier'], s['weight'],
          'dev' if s.get('dev') else 'prod', 'no=such' if s.get('odd') == 'selector' else '',
          2 if s.get('odd') == 'zone' else '', s['replicas'] if 'runs' in s and not s['inherits'] else '')
         for s in stacks + copies])
    put('placements.csv', 'cluster,stack,workload,node,replicas',
        [(s['cluster'], s['name'], 'w', s['home'] or 'l', s.get('runs', s['replicas'])) for s in stacks])
    put('stacks.csv', 'stack,keep,requires,min_replicas',
        [(s['name'], 'yes' if s['keep'] else '',
          ';'.join(r['name'] + ('@same' if s['same'] else '') for r in s['requires']), s.get('least', ''))
         for s in stacks])


def spread(free, fresh, nodes, stack, replicas):
    """All ways to put the replicas on the nodes: (free, nodes with something new)."""
    if not nodes:
        if replicas == 0:
            yield free, fresh
        return
    for count in range(replicas + 1):
        rest = dict(free)
        rest[nodes[0]] -= count * stack['size']
        now = fresh | {nodes[0]} if count and nodes[0] != stack['home'] else fresh
        if nodes[0] in now and rest[nodes[0]] < 0:
            return
        yield from spread(rest, now, nodes[1:], stack, replicas - count)


def packs(free, fresh, nodes_of, placed):
    """Is there a plan? A node that is too full is not judged while nothing new comes to it."""
    if not placed:
        return True
    (stack, cluster, count), rest = placed[0], placed[1:]
    nodes = [stack['home']] if stays(stack) else nodes_of[cluster]
    return any(packs(f, n, nodes_of, rest) for f, n in spread(free, fresh, nodes, stack, count))


def stays(stack):
    """A resident that may be dropped, but not moved."""
    return stack['home'] is not None and ('odd' in stack or stack.get('same', False))


def may_shrink(stack):
    return stack.get('least', 99) < stack['replicas']


def counts_of(stack, cluster):
    """How many replicas it may have there."""
    return range(stack['least'] if may_shrink(stack) else stack['replicas'], stack['replicas'] + 1) \
        if cluster else [0]


def best(clusters, nodes, stacks, residents, asked, is_second):
    """(levels in order, dropped stacks, dropped replicas) of the best plan when `asked` may give way."""
    nodes_of = {c: [n for k, n, _ in nodes if k == c] for c in clusters}
    free = {n: cpu for _, n, cpu in nodes}
    for s in residents:
        if s not in asked:
            free[s['home']] -= s['size'] * s['replicas']
    moving = [s for s in stacks if s['cluster'] == 'L'] + asked
    result = None
    for choice in itertools.product([None] + clusters, repeat=len(moving)):
        where = {s['name']: c for s, c in zip(moving, choice)}
        if any(c and c != s.get('copy', c) for s, c in zip(moving, choice)):
            continue
        runs = {s['name']: s['name'] not in where or where[s['name']] is not None for s in stacks}

        def up(s):
            return runs[s['name']] and all(up(r) for r in s['requires'])
        if any(where[s['name']] and s['cluster'] == 'L' and not up(s) for s in moving):
            continue
        if any(stays(s) and where[s['name']] not in (None, s['cluster']) for s in asked):
            continue

        def is_parted(s, need):
            there = where.get(need['name'], need['cluster'])
            if s['cluster'] != 'L' and (need not in asked or need['cluster'] != s['cluster']):
                return False
            return where[s['name']] is not None and there != where[s['name']]
        if any(s.get('same') and is_parted(s, r) for s in moving for r in s['requires']):
            continue
        if any(runs[s['name']] and not runs[r['name']] and r in asked for s in residents for r in s['requires']):
            continue
        dropped = [s for s in asked if not where[s['name']]]
        for counts in itertools.product(*(counts_of(s, where[s['name']]) for s in moving)):
            levels = {}
            for s, count in zip(moving, counts):
                at = level(s, s in asked) if is_second else s['tier']
                weight, replicas = levels.get(at, (0, 0))
                levels[at] = (weight + (s['weight'] if where[s['name']] else 0),
                                 replicas + (count if may_shrink(s) else 0))
            value = ([levels[k] for k in sorted(levels)], -len(dropped), -sum(s['replicas'] for s in dropped))
            if (result is None or value > result) and \
                    packs(free, frozenset(), nodes_of, [(s, where[s['name']], n) for s, n in zip(moving, counts) if n]):
                result = value
    return result


def first_answer(scenario):
    return {s['stack']: s for s in scenario['as_is']['stacks']}


def levels_of(answer):
    for tier in answer['tiers']:
        fill = tier.get('replicas', {'up': 0, 'bound': 0})
        if fill['up'] != fill['bound']:
            return f'open: {tier}'
    return [(t['recovered'], t.get('replicas', {'up': 0})['up']) for t in answer['tiers']]


def is_told_right(stack, told):
    """The verdict of a stack in the plan says how many of its replicas are up."""
    up = sum(entry['replicas'] for entry in told.get('plan', []))
    if told['verdict'] not in ('fits', 'degraded'):
        return up == 0
    return (told['verdict'] == 'fits') == (up == stack['replicas']) and \
        up >= min(stack.get('least', 99), stack['replicas'])


def check(muster, seed):
    clusters, nodes, stacks, residents = make(seed)
    with tempfile.TemporaryDirectory() as folder:
        write(folder, clusters, nodes, stacks)
        run = subprocess.run([muster, 'simulate', folder, '--lose', 'L', '-q', '-o', 'json', '--reproducible'],
                             capture_output=True, text=True, check=False)
        if run.returncode not in (0, 1):
            return 0, f'exit {run.returncode}: {run.stderr}'
        path = os.path.join(folder, 'r.json')
        with open(path, 'w', encoding='utf-8') as out:
            out.write(run.stdout)
        verify = subprocess.run([muster, 'verify', folder, path], capture_output=True, text=True, check=False)
        scenario = json.loads(run.stdout)['scenarios'][0]
    if verify.returncode != 0:
        return 0, 'verify: ' + verify.stdout
    told = first_answer(scenario)
    short = [s for s in stacks if s['cluster'] == 'L' and told[s['name']]['verdict'] != 'fits']
    expected = best(clusters, nodes, stacks, residents, [], False)[0]
    if scenario['as_is']['status'] != 'proven' or levels_of(scenario['as_is']) != expected:
        return 0, f"as_is: found {levels_of(scenario['as_is'])}, expected {expected}"
    fault = [s['name'] for s in stacks if s['cluster'] == 'L' and not is_told_right(s, told[s['name']])]
    if fault:
        return 0, f'as_is: told wrongly: {fault}'
    if not short:
        return 0, 'a second answer' if 'with_eviction' in scenario else ''
    second = scenario['with_eviction']
    low = min((level(s) for s in short if told[s['name']]['verdict'] != 'blocked'), default=(True, 99))
    asked = [s for s in residents if s['tier'] > 0 and level(s, True) > low and not s['keep']]
    held = True
    while held:
        held = [s for s in asked if any(s in r['requires'] for r in residents if r not in asked)]
        asked = [s for s in asked if s not in held]
    if sorted(second['may_give_way']) != sorted(f"{s['cluster']}/{s['name']}" for s in asked):
        return 0, f"may give way: {second['may_give_way']}; expected {[s['name'] for s in asked]}"
    fixed = sorted(f"{s['cluster']}/{s['name']}" for s in asked if stays(s))
    if sorted(second.get('not_moved', [])) != fixed:
        return 0, f"not moved: {second.get('not_moved')}; expected {fixed}"
    if not asked:
        return 0, ''
    expected = best(clusters, nodes, stacks, residents, asked, True)
    size = {s['name']: s['replicas'] for s in stacks}
    dropped = [s['stack'] for s in second['stacks'] if s['verdict'] == 'evicted']
    found = (levels_of(second), -len(dropped), -sum(size[d] for d in dropped))
    if second['status'] != 'proven' or found != expected or not second['fewest']:
        return 0, f"{second['status']}, fewest {second['fewest']}: found {found}, expected {expected}"
    return len(dropped) > 0, ''


def main():
    muster, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    failed = evictions = 0
    for seed in range(first, first + count):
        has_evictions, fault = check(muster, seed)
        evictions += has_evictions
        if fault:
            failed += 1
            print(f'seed {seed}: {fault}')
    print(f'{count} runs, {failed} failed, {evictions} with evictions')
    return failed > 0


if __name__ == '__main__':
    sys.exit(main())
