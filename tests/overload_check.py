#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Burst tolerance on random small estates, by its definition, in exact fractions.

usage: overload_check.py MUSTER FIRST COUNT        seeds FIRST .. FIRST+COUNT-1; one line for each failure

The estates of random_estate.py, with limits and without daemons. From the CSV files and the plan of the
result alone it is worked out what each node carries. At the share b that the result tells of a cluster,
reservation + b * (limit - reservation) must stay within allocatable on every node in every resource, and
at b + 1/10^12 not; nodes that are not listed must hold all limits; who has no limit is counted again. With --cascade all that survive hold the burst.
--then-lose-node is asked now and then: `muster verify` has what to say of it.
`muster verify` must accept the result. Prints "N runs, M failed, ..." at the end; no run may go without a
cluster of which a part is told.
"""
import csv
import io
import json
import random
import sys
from fractions import Fraction

import random_estate

RESOURCES = ('cpu', 'memory', 'pods', 'gpu')


def amount(text, resource):
    if not text:
        return None
    if text.endswith('m'):
        return int(text[:-1])
    return int(text) * (1000 if resource == 'cpu' else 1)


def estate_files(seed):
    files, options = random_estate.estate_files(seed)
    rnd = random.Random(-1000 - seed)
    lines = files['workloads.csv'].replace(',DaemonSet,', ',service,').splitlines()
    text = [lines[0] + ',cpu_limit,memory_limit']
    for line in lines[1:]:
        limits = [random_estate.pick(rnd, (2, ''), (1, '1'), (2, '4'), (2, '7')),
                  random_estate.pick(rnd, (2, ''), (2, '3'), (1, '40'))]
        text.append(','.join([line] + limits))
    files['workloads.csv'] = '\n'.join(text) + '\n'
    if rnd.random() < 0.3:
        options += ['--cascade', rnd.choice(['0%', '40%', '0.5', '100%'])]
    if rnd.random() < 0.4:
        options += ['--then-lose-node', 'any']
    return files, options


def rows(files, name):
    return list(csv.DictReader(io.StringIO(files[name])))


class Estate:
    def __init__(self, files):
        self.nodes = {(r['cluster'], r['node']): {k: amount(r.get(k, r.get('resource:' + k)), k)
                                                  for k in RESOURCES} for r in rows(files, 'nodes.csv')}
        self.workloads = {(r['cluster'], r['stack'], r['workload']): r
                          for r in rows(files, 'workloads.csv')}
        self.placements = [((r['cluster'], r['stack'], r['workload']), (r['cluster'], r['node']),
                            int(r['replicas'])) for r in rows(files, 'placements.csv')]

    def reservation(self, key, resource):
        row = self.workloads[key]
        if resource == 'pods':
            return 1
        return amount(row.get(resource, row.get('resource:' + resource)), resource) or 0

    def limit(self, key, resource):
        return amount(self.workloads[key].get(resource + '_limit'), resource)


def carried(estate, scenario, is_repack):
    """[(workload, node, replicas)] on surviving nodes after the failover."""
    lost_clusters = {word for word in scenario['lost'] if '/' not in word}
    lost_nodes = {tuple(word.split('/node:')) for word in scenario['lost'] if '/node:' in word}
    answer = scenario['as_is']
    residents = answer.get('residents', [])
    moved = set()
    result = []
    for entry in residents:
        path = entry['stack'].split('/')
        key = (path[0], path[-1], entry['workload'])
        if is_repack:  # all of a workload that may move is listed
            moved.add(key)
        result.append((key, (entry['cluster'], entry['node']), entry['replicas']))
    for key, node, replicas in estate.placements:
        if node[0] not in lost_clusters and node not in lost_nodes and key not in moved:
            result.append((key, node, replicas))
    for stack in answer['stacks']:
        for entry in stack.get('plan', []):
            key = (entry.get('of', stack['cluster']), stack['stack'], entry['workload'])
            result.append((key, (entry['cluster'], entry['node']), entry['replicas']))
    return result, lost_nodes


def check_cluster(estate, told, stands, nodes):
    """None, or what is wrong with the overload of a cluster."""
    part = told['burst']
    cells = {}
    for node in nodes:
        for resource in RESOURCES:
            room = estate.nodes[node][resource]
            if room is None and resource == 'pods':
                continue
            reserved = ceiling = 0
            for key, where, replicas in stands:
                if where != node:
                    continue
                one = estate.reservation(key, resource)
                reserved += one * replicas
                ceiling += max(one, estate.limit(key, resource) or 0) * replicas
            cells[node, resource] = (room or 0, reserved, ceiling)

    def held(share, among=lambda node: True):
        return all(reserved + share * (ceiling - reserved) <= room
                   for (node, _), (room, reserved, ceiling) in cells.items() if among(node))
    share = Fraction(part['num'], part['den'])
    if part['holds'] == 'over':
        if held(0):
            return 'over, but the reservations hold'
    elif not held(share):
        return f'does not hold {share}'
    elif part['holds'] == 'part' and held(share + Fraction(1, 10**12)):
        return f'holds more than {share}'
    if part['holds'] == 'no_limit_above' and any(c > r for _, r, c in cells.values()):
        return 'some limit is above its reservation'
    listed = {node['node'] for node in told.get('nodes', [])}
    for node in nodes:
        if held(1, lambda other, node=node: other == node) == (node[1] in listed):
            return f'node {node[1]} is listed wrongly'
    for none in told['no_limit']:
        who = {key for key, node, _ in stands if node in nodes and estate.limit(key, none['resource']) is None}
        replicas = sum(n for key, node, n in stands if node in nodes and key in who)
        if (none['workloads'], none['replicas']) != (len(who), replicas):
            return f'no limit of {none["resource"]}: {len(who)} workloads, {replicas} replicas'
    return None


def check_cascade(scenario):
    """Who fell is lost and held less; who is left holds it."""
    cascade = scenario.get('cascade')
    if not cascade or cascade.get('open'):
        return None
    least = Fraction(cascade['num'], cascade['den'])

    def holds(burst):
        return burst['holds'] != 'over' and Fraction(burst['num'], burst['den']) >= least
    for fall in cascade['falls']:
        if fall['cluster'] not in scenario['lost'] or holds(fall['burst']):
            return f'{fall["cluster"]} fell, but held {fall["burst"]}'
    for cluster in scenario['as_is']['clusters']:
        if not holds(cluster['overload']['burst']):
            return f'{cluster["cluster"]} does not hold {least}'
    return None


def problems_of(muster, seed, folder, counts):
    files, options = estate_files(seed)
    random_estate.write_files(folder, files)
    run = random_estate.run([muster, 'simulate', folder, '-o', 'json', '--reproducible', '-q'] + options)
    if run.returncode == 3:
        return None if 'cycle' in run.stderr else f'refused: {run.stderr.strip()}'
    estate = Estate(files)
    for scenario in json.loads(run.stdout)['scenarios']:
        problem = check_cascade(scenario)
        if problem:
            return problem
        stands, lost_nodes = carried(estate, scenario, 'repack' in options)
        for cluster in scenario['as_is']['clusters']:
            nodes = [node for node in estate.nodes
                     if node[0] == cluster['cluster'] and node not in lost_nodes]
            if 'overload' not in cluster:
                continue
            counts[cluster['overload']['burst']['holds']] += 1
            problem = check_cluster(estate, cluster['overload'], stands, nodes)
            if problem:
                return f'{cluster["cluster"]}: {problem}'
    return random_estate.refused_by_verify(muster, folder, run.stdout)


def main(argv):
    counts = {'over': 0, 'part': 0, 'all': 0, 'no_limit_above': 0}
    count, failed = random_estate.each_seed(
        argv, lambda muster, seed, folder: problems_of(muster, seed, folder, counts))
    if counts['part'] == 0:
        failed += 1
    print(f'{count} runs, {failed} failed, clusters: {counts}')


if __name__ == '__main__':
    main(sys.argv)
