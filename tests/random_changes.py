#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random changes of random CSV estates against the estate with the changes made in its rows.

usage: random_changes.py MUSTER FIRST COUNT

For each seed: the estate of tests/random_estate.py, a few changes, and the same done to the rows of its
CSV files by this script. `muster show -o json` must say the same of both, `muster simulate` must answer
the same, and `muster verify --change` must accept that. Prints "N runs, M failed" at the end.
"""
import csv
import json
import os
import random
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
FILES = ('nodes', 'workloads', 'placements', 'stacks')


def read(folder):
    rows = {}
    for name in FILES:
        path = os.path.join(folder, name + '.csv')
        rows[name] = []
        if os.path.exists(path):
            with open(path, newline='', encoding='utf-8') as file:
                rows[name] = [dict(row) for row in csv.DictReader(file)]
    return rows


def write(folder, rows, heads):
    for name in FILES:
        if heads[name]:
            with open(os.path.join(folder, name + '.csv'), 'w', newline='', encoding='utf-8') as file:
                writer = csv.DictWriter(file, heads[name])
                writer.writeheader()
                writer.writerows(rows[name])


def is_daemon(row):
    return row.get('kind') in ('DaemonSet', 'global')


def of_workload(row, workload):
    return all(row[k] == workload[k] for k in ('cluster', 'stack', 'workload'))


def unplace(rows, cluster, node):
    rows['placements'] = [p for p in rows['placements']
                          if (p['cluster'], p['node']) != (cluster, node)]


def change_nodes(rnd, rows):
    node = rnd.choice(rows['nodes'])
    cluster, name = node['cluster'], node['node']
    kind = rnd.choice(['add', 'remove', 'drain'])
    if kind == 'add':
        number = 1
        while any(n['cluster'] == cluster and n['node'] == f'x-{number}' for n in rows['nodes']):
            number += 1
        new = {k: '' for k in node}
        new.update(cluster=cluster, node=f'x-{number}', cpu='7', memory='40', os='linux', zone='z1')
        if rows['is_kubernetes']:  # what Kubernetes itself puts on a node
            new['labels'] = (f'kubernetes.io/hostname=x-{number};kubernetes.io/os=linux;'
                             'topology.kubernetes.io/zone=z1')
        rows['nodes'].append(new)
        return {'add': {'cluster': cluster, 'nodes': 1, 'shape': {'cpu': 7, 'memory': 40},
                        'os': 'linux', 'zone': 'z1', 'name': 'x'}}
    unplace(rows, cluster, name)
    if kind == 'drain':
        node['schedulable'] = 'false'
        return {'drain': {'cluster': cluster, 'node': name}}
    rows['nodes'].remove(node)
    return {'remove': {'cluster': cluster, 'nodes': [name]}}


def change_workload(rnd, rows):
    workload = rnd.choice(rows['workloads'])
    where = {k: workload[k] for k in ('cluster', 'stack', 'workload')}
    if is_daemon(workload) or rnd.random() < 0.4:
        workload['cpu'], workload['cpu_limit'] = '1500m', '2'
        return {'resize': dict(where, requests={'cpu': '1500m'}, limits={'cpu': 2})}
    order = [(n['cluster'], n['node']) for n in rows['nodes']]
    placed = sorted((p for p in rows['placements'] if of_workload(p, workload)),
                    key=lambda p: order.index((p['cluster'], p['node'])))
    running = max(int(workload['replicas']), sum(int(p['replicas']) for p in placed))
    replicas = rnd.randint(0, 5)
    before = int(workload['replicas'])
    running = min(running + max(0, replicas - before), replicas)
    left = running
    for p in placed:
        kept = min(int(p['replicas']), left)
        p['replicas'] = str(kept)
        left -= kept
    rows['placements'] = [p for p in rows['placements'] if int(p['replicas']) > 0]
    workload['replicas'] = str(replicas)
    return {'scale': dict(where, replicas=replicas)}


def change_stack(rnd, rows):
    clusters = sorted({n['cluster'] for n in rows['nodes']})
    workload = rnd.choice(rows['workloads'])
    cluster, stack = workload['cluster'], workload['stack']
    mine = [w for w in rows['workloads'] if (w['cluster'], w['stack']) == (cluster, stack)]
    same = {w['cluster'] for w in rows['workloads'] if w['stack'] == stack}
    required = any(stack in s.get('requires', '') for s in rows['stacks'])
    to = rnd.choice(clusters)
    if len(same) > 1 or required or stack == 'sys':
        return None
    placements = [p for p in rows['placements'] if (p['cluster'], p['stack']) != (cluster, stack)]
    if rnd.random() < 0.5:
        rows['workloads'] = [w for w in rows['workloads'] if w not in mine]
        rows['placements'] = placements
        rows['stacks'] = [s for s in rows['stacks'] if s['stack'] != stack]
        return {'drop': {'stack': stack}}
    if to == cluster or any(s['stack'] == stack and s.get('cluster') for s in rows['stacks']):
        return None
    for w in mine:
        w['cluster'] = to
        if 'home_rule' in w:
            w['home_rule'] = ''  # it comes without its volumes
    rows['placements'] = placements
    return {'move': {'stack': stack, 'from': cluster, 'to': to}}


def plain(text):
    """What show or simulate says, without where it was said and how long it took."""
    value = json.loads(text)
    value.pop('run', None)
    value.pop('digest', None)
    value.get('estate', {}).pop('digest', None)
    if value.get('kind') != 'estate':
        return value
    value.pop('sources', None)
    for stack in value.get('stacks', []):
        stack.pop('rule', None)
    for cluster in value.get('clusters', []):
        for one in [cluster, *cluster.get('nodes', [])]:
            one.pop('source', None)
    for stack in value.get('stacks', []):
        for one in [stack, *stack.get('workloads', [])]:
            one.pop('source', None)
    return value


def fail(seed, what, detail=''):
    print(f'seed {seed}: {what} {detail}'.strip())
    return False


RANK = {'fits': 'may fit', 'choice': 'may fit'}


def agrees(gate, simulated):
    """Verdicts after the changes, but for ties: as simulate says, which starts from nothing."""
    verdicts = {}
    for scenario in simulated['scenarios']:
        for one in scenario['as_is']['stacks']:
            key = scenario['name'], one['cluster'], one['stack']
            verdicts[key] = RANK.get(one['verdict'], one['verdict'])
    for one in gate['differences']:
        after = one['after'].get('verdict')
        said = verdicts.get((one['scenario'], one['cluster'], one['stack']))
        if after and said and 'unknown' not in (after, said) and RANK.get(after, after) != said:
            return False
    return True


def nothing_changed(rnd, rows):
    """Changes after which all is as it was: a node that nobody can use, a stack larger and small again."""
    node, workload = rnd.choice(rows['nodes']), rnd.choice(rows['workloads'])
    changes = [{'add': {'cluster': node['cluster'], 'nodes': 1, 'os': 'linux',
                        'shape': {'cpu': 9, 'memory': 90}, 'name': 'idle'}},
               {'drain': {'cluster': node['cluster'], 'node': 'idle-1'}}]
    where = {k: workload[k] for k in ('cluster', 'stack', 'workload')}
    placed = sum(int(p['replicas']) for p in rows['placements'] if of_workload(p, workload))
    if not is_daemon(workload) and placed <= int(workload['replicas']):
        for more in (2, 0):
            changes.append({'scale': dict(where, replicas=int(workload['replicas']) + more)})
    return changes


def check_nothing(run, estate, rows, rnd):
    """What is as it was answers as it did: no stack goes elsewhere."""
    if not rows['workloads'] or any(is_daemon(w) for w in rows['workloads']):
        return True  # one more node, one more replica
    path = os.path.join(estate, 'nothing.yaml')
    changes = nothing_changed(rnd, rows)
    with open(path, 'w', encoding='utf-8') as file:
        json.dump(changes, file)
    gate = run('whatif', estate, path, '-o', 'json')
    if gate.returncode not in (0, 1, 4):
        return fail('', 'a change that changes nothing', gate.stderr)
    told = json.loads(gate.stdout)
    different = [one for one in told['differences']
                 if 'unknown' not in (one['before'].get('verdict'), one['after'].get('verdict'))]
    if different or told['summary']['ties'] > 0:
        return fail('', 'a change that changes nothing changes', f'{different} {json.dumps(changes)}')
    return True


def check(muster, seed):
    rnd = random.Random(seed)

    def run(*arguments):
        return subprocess.run([muster, *arguments, '-q'], capture_output=True, text=True, timeout=300,
                              check=False)

    with tempfile.TemporaryDirectory() as folder:
        before, after = os.path.join(folder, 'before'), os.path.join(folder, 'after')
        for target in (before, after):
            os.mkdir(target)
            subprocess.run([sys.executable, os.path.join(HERE, 'random_estate.py'), '--write', str(seed),
                            target], check=True, capture_output=True)
        rows = read(after)
        with open(os.path.join(after, 'muster.yaml'), encoding='utf-8') as file:
            rows['is_kubernetes'] = 'orchestrator: kubernetes' in file.read()
        heads = {name: list(rows[name][0]) if rows[name] else [] for name in FILES}
        if 'cpu_limit' not in heads['workloads']:
            heads['workloads'].append('cpu_limit')
        for w in rows['workloads']:
            w.setdefault('cpu_limit', '')
        if not check_nothing(run, before, rows, random.Random(-1 - seed)):
            return fail(seed, 'so')
        changes = []
        for _ in range(rnd.randint(1, 4)):
            kind = rnd.choice([change_nodes, change_workload, change_stack])
            one = kind(rnd, rows) if rows['workloads'] and len(rows['nodes']) > 2 else None
            if one:
                changes.append(one)
        if not changes or not rows['workloads']:
            return True
        write(after, rows, heads)
        path = os.path.join(folder, 'change.yaml')
        with open(path, 'w', encoding='utf-8') as file:
            json.dump(changes, file)
        one, two = run('show', before, '--change', path, '-o', 'json'), run('show', after, '-o', 'json')
        if one.returncode != two.returncode:
            return fail(seed, 'exit', f'{one.returncode} {two.returncode} {one.stderr}{two.stderr}')
        if one.returncode != 0:
            return True
        if plain(one.stdout) != plain(two.stdout):
            return fail(seed, 'the estates differ', json.dumps(changes))
        shown = os.path.join(folder, 'shown.json')
        with open(shown, 'w', encoding='utf-8') as file:
            file.write(run('show', before, '-o', 'json').stdout)
        three = run('show', shown, '--change', path, '-o', 'json')
        if three.returncode != 0 or plain(three.stdout) != plain(one.stdout):
            return fail(seed, 'the shown estate differs', three.stderr + json.dumps(changes))
        one = run('simulate', before, '--change', path, '-o', 'json')
        two = run('simulate', after, '-o', 'json')
        if plain(one.stdout) != plain(two.stdout):
            return fail(seed, 'the answers differ', json.dumps(changes))
        result = os.path.join(folder, 'result.json')
        with open(result, 'w', encoding='utf-8') as file:
            file.write(one.stdout)
        verified = run('verify', before, result, '--change', path)
        if verified.returncode not in (0, 4):
            return fail(seed, 'verify', verified.stdout + verified.stderr)
        gate = run('whatif', before, path, '-o', 'json')
        if gate.returncode not in (0, 1, 4):
            return fail(seed, 'whatif', gate.stderr)
        if json.loads(gate.stdout)['summary']['exit'] != gate.returncode:
            return fail(seed, 'whatif says another exit status')
        if not agrees(json.loads(gate.stdout), json.loads(one.stdout)):
            return fail(seed, 'whatif, which leans on the plan before, says something else')
    return True


def main():
    muster, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    failed = sum(not check(muster, seed) for seed in range(first, first + count))
    print(f'{count} runs, {failed} failed')
    return failed > 0


if __name__ == '__main__':
    sys.exit(main())
