#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""By whom residents give way, worked out twice on random tiny estates of Kubernetes.

usage: preempt_check.py MUSTER FIRST COUNT     seeds FIRST .. FIRST+COUNT-1; one line for each difference

Priorities and disruption budgets of all sorts, with and without headroom. `muster verify` must come to the
same `by` for every resident that gives way, and refute it when it is turned round.
Prints "N runs, M failed, E by hand, S by the scheduler" at the end.
"""
import json
import os
import random
import subprocess
import sys
import tempfile


def residents(rnd, nodes):
    free = {name: cpu for _, name, cpu in nodes}
    rows, places = [], []
    for i in range(rnd.randint(2, 6)):
        size, there = rnd.randint(1, 4), {}
        for _ in range(rnd.randint(1, 3)):
            node = rnd.choice(nodes)[1]
            if free[node] >= size:
                free[node] -= size
                there[node] = there.get(node, 0) + 1
        if there:
            rows.append(('S', f'R{i}', 'w', sum(there.values()), size, 0, rnd.randint(1, 3),
                         rnd.choice([0, 5, 50, 2000]), f'app=a{rnd.randint(0, 2)}'))
            places += [('S', f'R{i}', 'w', node, count) for node, count in there.items()]
    return rows, places


def write(seed, folder):
    rnd = random.Random(seed)
    nodes = [('S', f's{i}', rnd.randint(6, 14)) for i in range(rnd.randint(1, 3))]
    rows, places = residents(rnd, nodes)
    for i in range(rnd.randint(1, 3)):
        count = rnd.randint(1, 2)
        rows.append(('L', f'A{i}', 'w', count, rnd.randint(2, 8), 0, rnd.randint(0, 1),
                     rnd.choice([1000, 1000, 10, 3000]), 'app=n'))
        places.append(('L', f'A{i}', 'w', 'l', count))
    budgets = []
    for i in range(rnd.randint(0, 2)):
        selector = [{'key': 'app', 'operator': 'In', 'values': [f'a{rnd.randint(0, 2)}']}]
        budgets.append({'budget': f'b{i}', 'selector': selector,
                        **rnd.choice([{'min_available': 1}, {'max_unavailable': 1}, {'max_unavailable': 0},
                                      {'min_available': '50%'}])})

    def put(name, head, lines):
        with open(os.path.join(folder, name), 'w', encoding='utf-8') as out:
            out.write(head + '\n' + ''.join(','.join(map(str, line)) + '\n' for line in lines))
    with open(os.path.join(folder, 'muster.yaml'), 'w', encoding='utf-8') as out:
        out.write('muster: 1\nname: p\nheadroom: {cpu: %s}\nclusters:\n' % rnd.choice(['0%', '0%', '10%']) +
                  ''.join('  - {name: %s, orchestrator: kubernetes}\n' % c for c in 'LS') +
                  'sources: [nodes.csv, workloads.csv, placements.csv]\n')
    put('nodes.csv', 'cluster,node,cpu,memory', [('L', 'l', 100, '1Gi')] + [(*n, '1Gi') for n in nodes])
    put('workloads.csv', 'cluster,stack,workload,replicas,cpu,memory,tier,priority,pod_labels', rows)
    put('placements.csv', 'cluster,stack,workload,node,replicas', places)
    return budgets


def ran(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False)


def check(muster, seed):
    with tempfile.TemporaryDirectory() as folder:
        budgets = write(seed, folder)
        estate, path = os.path.join(folder, 'e.json'), os.path.join(folder, 'r.json')
        shown = json.loads(ran(muster, 'show', folder, '-o', 'json').stdout)
        next(c for c in shown['clusters'] if c['cluster'] == 'S')['budgets'] = budgets
        with open(estate, 'w', encoding='utf-8') as out:
            json.dump(shown, out)
        result = ran(muster, 'simulate', estate, '--lose', 'L', '-q', '-o', 'json', '--reproducible')
        if result.returncode not in (0, 1, 4):
            return f'exit {result.returncode}: {result.stderr}', 0, 0
        told = json.loads(result.stdout)
        gone = [s for s in told['scenarios'][0].get('with_eviction', {'stacks': []})['stacks'] if 'by' in s]

        def verified():
            with open(path, 'w', encoding='utf-8') as out:
                json.dump(told, out)
            return ran(muster, 'verify', estate, path)
        verify = verified()
        if verify.returncode != 0:
            return 'verify: ' + verify.stdout, 0, 0
        for stack in gone[:1]:
            stack['by'] = 'hand' if stack['by'] == 'scheduler' else 'scheduler'
            if verified().returncode != 1:
                return f"{stack['stack']}: {stack['by']} is not refuted", 0, 0
            stack['by'] = 'hand' if stack['by'] == 'scheduler' else 'scheduler'
        by = [s['by'] for s in gone]
        return '', by.count('hand'), by.count('scheduler')


def main():
    muster, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    failed = hand = scheduler = 0
    for seed in range(first, first + count):
        fault, by_hand, by_scheduler = check(muster, seed)
        hand, scheduler = hand + by_hand, scheduler + by_scheduler
        if fault:
            failed += 1
            print(f'seed {seed}: {fault}')
    print(f'{count} runs, {failed} failed, {hand} by hand, {scheduler} by the scheduler')
    return failed > 0


if __name__ == '__main__':
    sys.exit(main())
