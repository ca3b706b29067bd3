#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An estate of data/, one cluster lost, as data for models/place.mod.

usage: estate_data.py ESTATE LOST-CLUSTER > DATA.dat

It does what muster does on the way from the files to `muster export`, and shares nothing with it:
tests/expected.py takes the known optima of data/expected.tsv from here. It reads only what the
estates of data/ use (CSV, kubectl's JSON lists, one form of muster.yaml) and stops at anything
else.
"""
import csv
import fnmatch
import json
import os
import re
import sys
from fractions import Fraction
from math import ceil

SUFFIXES = {'Ki': 2**10, 'Mi': 2**20, 'Gi': 2**30, 'k': 10**3, 'M': 10**6, 'G': 10**9, '': 1,
            'm': Fraction(1, 1000)}
FAMILY = {'kubernetes': 'kubernetes', 'swarm': 'swarm', 'csv': 'csv'}
FREE = 10**15  # room for everything where there is no limit


def amount(text, resource):
    number, suffix = re.fullmatch(r'([0-9.]+)([A-Za-z]*)', str(text)).groups()
    value = Fraction(number) * SUFFIXES[suffix]
    return value * 1000 if resource == 'cpu' else value


# ---- muster.yaml: block mappings and sequences of flow values, two or more spaces of indent

def flow(text):
    tokens = re.findall(r'"[^"]*"|[{}\[\],]|(?:[^\s{}\[\],:"]|:(?!\s|$))+|:', text)

    def take():
        token = tokens.pop(0)
        if token == '[':
            items = []
            while tokens[0] != ']':
                items.append(take())
                if tokens[0] == ',':
                    tokens.pop(0)
            tokens.pop(0)
            return items
        if token == '{':
            pairs = {}
            while tokens[0] != '}':
                key = take()
                assert tokens.pop(0) == ':', text
                pairs[key] = take()
                if tokens[0] == ',':
                    tokens.pop(0)
            tokens.pop(0)
            return pairs
        return token.strip('"')
    value = take()
    assert not tokens, text
    return value


def yaml_lines(path):
    with open(path, encoding='utf-8') as file:
        for line in file:
            line = re.sub(r'(^|\s)#.*', '', line).rstrip()
            if line:
                yield len(line) - len(line.lstrip()), line.strip()


def read_settings(path):
    settings, key, item = {}, None, None
    for indent, line in yaml_lines(path):
        begins = line.startswith('- ')
        line = line[2:].strip() if begins else line
        if begins and line.startswith('{'):
            settings[key].append(flow(line))
            continue
        name, value = re.fullmatch(r'(\w+):\s*(.*)', line).groups()
        if indent == 0:
            key, settings[name] = name, flow(value) if value else []
        else:
            if begins:
                item = {}
                settings[key].append(item)
            item[name] = flow(value)
    return settings


# ---- the estate

class Estate:
    def __init__(self, folder):
        self.folder = folder
        self.settings = read_settings(os.path.join(folder, 'muster.yaml'))
        self.clusters = {c['name']: c for c in self.settings['clusters']}
        self.nodes = {}   # (cluster, name) -> node
        self.stacks = {}  # (cluster, name) -> stack; the estates of data/ need no namespace here
        for name, cluster in self.clusters.items():
            sources = [os.path.join(folder, s) for s in cluster.get('sources', [])]
            self.read_csv([s for s in sources if s.endswith('.csv')])
            self.read_kubernetes(name, [s for s in sources if s.endswith('.json')])
        self.read_csv([os.path.join(folder, s) for s in self.settings.get('sources', [])])
        self.read_overlay()

    def workload(self, cluster, stack, name):
        stack = self.stacks.setdefault((cluster, stack), {
            'cluster': cluster, 'name': stack, 'workloads': {}, 'weight': 1, 'requires': [],
            'platform': False, 'tier': None, 'environment': None, 'priority': None,
            'labels': {}, 'targets': None, 'portable': False, 'active_active': False})
        return stack, stack['workloads'].setdefault(name, {
            'replicas': 0, 'running': {}, 'demand': {}, 'os': '', 'selector': {},
            'tolerations': [], 'max_per_node': None, 'max_per_zone': None, 'daemon': False})

    # -- CSV

    def read_csv(self, paths):
        readers = {'nodes.csv': self.csv_node, 'workloads.csv': self.csv_workload,
                   'placements.csv': self.csv_placement}
        for path in paths:
            with open(path, encoding='utf-8', newline='') as file:
                for row in csv.DictReader(file):
                    readers[os.path.basename(path)]({k: v for k, v in row.items() if v != ''})

    def csv_node(self, row):
        reserved = self.clusters[row['cluster']].get('system_reserved', {})
        allocatable = {r: int(amount(row[r], r)) - ceil(amount(reserved.get(r, '0'), r))
                       for r in ('cpu', 'memory', 'pods') if r in row}
        for column, value in row.items():
            if column.startswith('resource:'):
                allocatable[column[9:]] = int(value)
        labels = dict(pair.split('=') for pair in row.get('labels', '').split(';') if pair)
        assert 'taints' not in row
        self.nodes[row['cluster'], row['node']] = {
            'cluster': row['cluster'], 'name': row['node'], 'allocatable': allocatable,
            'os': row.get('os', ''), 'zone': row.get('zone', ''), 'labels': labels, 'taints': [],
            'open': row.get('schedulable', 'true') == 'true'}

    def csv_workload(self, row):
        stack, workload = self.workload(row['cluster'], row['stack'], row['workload'])
        workload['replicas'] = int(row['replicas'])
        workload['demand'] = {r: ceil(amount(row[r], r)) for r in ('cpu', 'memory')}
        for column, value in row.items():
            if column.startswith('resource:'):
                workload['demand'][column[9:]] = int(value)
        workload['os'] = row.get('os', '')
        for cap in ('max_per_node', 'max_per_zone'):
            workload[cap] = int(row[cap]) if cap in row else None
        if 'node_selector' in row:
            workload['selector'] = dict(p.split('=') for p in row['node_selector'].split(';'))
        if 'tier' in row:
            stack['tier'] = min(int(row['tier']), 1000 if stack['tier'] is None else stack['tier'])

    def csv_placement(self, row):
        _, workload = self.workload(row['cluster'], row['stack'], row['workload'])
        node = (row['cluster'], row['node'])
        workload['running'][node] = workload['running'].get(node, 0) + int(row['replicas'])

    # -- Kubernetes

    def read_kubernetes(self, cluster, paths):
        objects = []
        for path in paths:
            with open(path, encoding='utf-8') as file:
                objects += json.load(file)['items']
        of_kind = {}
        for thing in objects:
            of_kind.setdefault(thing['kind'], []).append(thing)
        self.classes = {c['metadata']['name']: c['value'] for c in of_kind.get('PriorityClass', [])}
        for node in of_kind.get('Node', []):
            self.kubernetes_node(cluster, node)
        for kind in ('Deployment', 'StatefulSet', 'DaemonSet'):
            for thing in of_kind.get(kind, []):
                name = (kind, thing['metadata']['name'])
                self.kubernetes_workload(cluster, name, thing['metadata'], thing['spec']['template']
                                         ['spec'], thing['spec'].get('replicas', 0))
        owners = {r['metadata']['name']: r['metadata']['ownerReferences'][0]
                  for r in of_kind.get('ReplicaSet', [])}
        for pod in of_kind.get('Pod', []):
            self.kubernetes_pod(cluster, pod, owners)

    def kubernetes_node(self, cluster, thing):
        status, spec = thing['status'], thing['spec']
        labels = thing['metadata']['labels']
        self.nodes[cluster, thing['metadata']['name']] = {
            'cluster': cluster, 'name': thing['metadata']['name'], 'labels': labels,
            'allocatable': {r: int(amount(v, r)) for r, v in status['allocatable'].items()},
            'os': labels['kubernetes.io/os'], 'zone': labels['topology.kubernetes.io/zone'],
            'taints': spec.get('taints', []), 'open': not spec.get('unschedulable', False)}

    def kubernetes_workload(self, cluster, name, metadata, spec, replicas):
        assert set(spec) <= {'containers', 'nodeSelector', 'tolerations', 'priorityClassName',
                             'priority', 'nodeName'}, spec
        labels = metadata['labels']
        stack, workload = self.workload(cluster, labels['app.kubernetes.io/part-of'], name)
        if any(fnmatch.fnmatchcase(metadata['namespace'], pattern)
               for pattern in self.settings['platform']):
            stack['platform'] = True
        stack['labels'].update(labels)
        stack['environment'] = labels.get('environment')
        priority = self.classes.get(spec.get('priorityClassName'), 0)
        if not spec.get('priorityClassName', '').startswith('system-'):
            stack['priority'] = max(priority, stack['priority'] or 0)
        demand = {}
        for container in spec['containers']:
            resources = container['resources']
            asked = {**resources.get('limits', {}), **resources.get('requests', {})}
            for r, value in asked.items():
                demand[r] = demand.get(r, 0) + ceil(amount(value, r))
        workload.update(replicas=replicas, demand=demand, selector=spec.get('nodeSelector', {}),
                        tolerations=spec.get('tolerations', []), daemon=name[0] == 'DaemonSet')

    def kubernetes_pod(self, cluster, pod, owners):
        owner = pod['metadata']['ownerReferences'][0]
        owner = owners.get(owner['name'], owner) if owner['kind'] == 'ReplicaSet' else owner
        if pod['status']['phase'] != 'Running':
            return
        stack = pod['metadata']['labels']['app.kubernetes.io/part-of']
        _, workload = self.workload(cluster, stack, (owner['kind'], owner['name']))
        node = (cluster, pod['spec']['nodeName'])
        workload['running'][node] = workload['running'].get(node, 0) + 1

    # -- stacks.csv and the rules of tiers

    def read_overlay(self):
        with open(os.path.join(self.folder, 'stacks.csv'), encoding='utf-8', newline='') as file:
            for row in csv.DictReader(file):
                row = {k: v for k, v in row.items() if v != ''}
                for stack in self.named(row['stack']):
                    if 'tier' in row:
                        stack['tier'] = int(row['tier'])
                    stack['weight'] = int(row.get('weight', 1))
                    stack['requires'] = row['requires'].split(';') if 'requires' in row else []
                    if 'targets' in row:
                        stack['targets'] = row['targets'].split(';')
                    stack['portable'] = row.get('portable') == 'true'
                    stack['active_active'] = row.get('active_active') == 'true'
        for stack in self.stacks.values():
            if stack['tier'] is None and not stack['platform']:
                stack['tier'] = next(int(rule['tier']) for rule in self.settings['tiers']
                                     if self.rule_matches(rule, stack))

    def rule_matches(self, rule, stack):
        assert set(rule) <= {'tier', 'priority_at_least', 'label', 'environment', 'stack'}
        label = rule.get('label', '=').split('=')
        return ('priority_at_least' not in rule or
                (stack['priority'] or 0) >= int(rule['priority_at_least'])) and \
            ('label' not in rule or stack['labels'].get(label[0]) == label[1]) and \
            ('environment' not in rule or stack['environment'] == rule['environment']) and \
            fnmatch.fnmatchcase(stack['name'], rule.get('stack', '*'))

    def named(self, name):
        return [stack for stack in self.stacks.values() if stack['name'] == name]

    # -- placement

    def admits(self, workload, node):
        if not node['open'] and not workload['daemon']:
            return False
        if workload['os'] and node['os'] != workload['os']:
            return False
        if any(node['labels'].get(k) != v for k, v in workload['selector'].items()):
            return False
        return all(self.tolerates(workload, taint) for taint in node['taints']
                   if taint['effect'] != 'PreferNoSchedule')

    def tolerates(self, workload, taint):
        if workload['daemon'] and taint['key'] == 'node.kubernetes.io/unschedulable':
            return True
        return any(t.get('key', taint['key']) == taint['key'] and
                   t.get('effect', taint['effect']) == taint['effect'] and
                   (t.get('operator') == 'Exists' or t.get('value', '') == taint.get('value', ''))
                   for t in workload['tolerations'])

    def allows(self, stack, cluster):
        if stack['targets'] is not None:
            return cluster in stack['targets']
        kind = self.clusters[stack['cluster']]['orchestrator']
        return stack['portable'] or self.clusters[cluster]['orchestrator'] == FAMILY[kind]

    def free(self, node, resources):
        key = (node['cluster'], node['name'])
        used = {}
        for stack in self.stacks.values():
            for workload in stack['workloads'].values():
                count = workload['running'].get(key, 0)
                for r in resources:
                    need = 1 if r == 'pods' else workload['demand'].get(r, 0)
                    used[r] = used.get(r, 0) + count * need
        headroom = {**self.settings.get('headroom', {}),
                    **self.clusters[node['cluster']].get('headroom', {})}
        room = []
        for r in resources:
            total = node['allocatable'].get(r, FREE if r == 'pods' else 0)
            keep = headroom.get(r, '0')
            keep = ceil(total * Fraction(keep[:-1]) / 100) if keep.endswith('%') else \
                ceil(amount(keep, r))
            room.append(max(0, total - keep - used[r]))
        return room


# ---- the question: one cluster lost

class Question:
    def __init__(self, estate, lost):
        self.estate, self.lost = estate, lost
        self.clusters = [c for c in estate.clusters if c != lost]
        self.nodes = [n for n in estate.nodes.values() if n['cluster'] != lost]
        self.nodes.sort(key=lambda n: self.clusters.index(n['cluster']))
        self.groups = sorted((s for s in estate.stacks.values()
                              if s['cluster'] == lost and not s['platform']),
                             key=lambda s: s['tier'])
        named = {r for s in estate.stacks.values() for w in s['workloads'].values()
                 for r in w['demand']} - {'cpu', 'memory', 'pods'}
        self.resources = ['cpu', 'memory', 'pods'] + sorted(named)

    def lives_in(self, stack):
        return [s['cluster'] for s in self.estate.named(stack['name'])
                if stack['active_active'] and s['cluster'] != self.lost]

    def kind(self, stack):
        return 'replicas' if self.lives_in(stack) else 'whole'

    def allowed(self, stack):
        return self.lives_in(stack) or \
            [c for c in self.clusters if self.estate.allows(stack, c)]

    def needs(self, stack, seen=()):
        """Displaced stacks that it requires, also through stacks that survive: {index: same}."""
        found = {}
        for word in stack['requires']:
            name, same = word.partition('@')[::2]
            if name in seen:
                continue
            candidates = self.estate.named(name)
            own = [s for s in candidates if s['cluster'] == stack['cluster']]
            for other in own or candidates:
                if other in self.groups and not (other['active_active'] and self.lives_in(other)):
                    index = self.groups.index(other)
                    found[index] = found.get(index, False) or same == 'same'
                else:
                    assert not same
                    for index in self.needs(other, seen + (name,)):
                        found.setdefault(index, False)
        return found

    def items(self):
        for g, stack in enumerate(self.groups):
            for name, workload in stack['workloads'].items():
                yield g, stack, name, workload

    def replicas(self, workload):
        return 0 if workload['daemon'] else \
            max(workload['replicas'], sum(workload['running'].values()))

    def present(self, stack, name):
        """Surviving replicas of the item, by bin; only active/active stacks have some."""
        counts = {}
        for other in self.estate.named(stack['name']) if stack['active_active'] else []:
            if other['cluster'] != self.lost and name in other['workloads']:
                for b, node in enumerate(self.nodes):
                    count = other['workloads'][name]['running'].get((node['cluster'], node['name']))
                    if count:
                        counts[b] = count
        return counts


def label(name):
    return name if isinstance(name, str) else '/'.join(name)


def print_bins(q):
    print('set CLUSTERS :=', *(f'c{i}' for i in range(len(q.clusters))), ';')
    zones = sorted({(n['cluster'], n['zone']) for n in q.nodes})
    print('set ZONES :=', *(f'z{i}' for i in range(len(zones))), ';')
    print('set RESOURCES :=', *(f'r{i}' for i in range(len(q.resources))), ';')
    print('param unit :=', *(f'r{i} {1048576 if r in ("memory", "ephemeral-storage") else 1}'
                             for i, r in enumerate(q.resources)), ';')
    print('set BINS :=', *(f'b{i}' for i in range(len(q.nodes))), ';')
    print('param: cluster_of zone_of :=')
    for b, node in enumerate(q.nodes):
        print(f'b{b} c{q.clusters.index(node["cluster"])}',
              f'z{zones.index((node["cluster"], node["zone"]))}  # {node["cluster"]}/{node["name"]}')
    print(';\nparam free :', *(f'r{i}' for i in range(len(q.resources))), ':=')
    for b, node in enumerate(q.nodes):
        print(f'b{b}', *q.estate.free(node, q.resources))
    print(';')


def print_groups(q):
    print('set TIERS :=', *sorted({s['tier'] for s in q.groups}), ';')
    print('set GROUPS :=', *(f'g{i}' for i in range(len(q.groups))), ';')
    print('param: kind tier weight :=')
    for g, stack in enumerate(q.groups):
        print(f'g{g} {q.kind(stack)} {stack["tier"]} {stack["weight"]}  # {stack["name"]}')
    print(';')
    for g, stack in enumerate(q.groups):
        print(f'set ALLOWED[g{g}] :=', *(f'c{q.clusters.index(c)}' for c in q.allowed(stack)), ';')
        if q.lives_in(stack):
            print(f'set LIVES_IN[g{g}] :=',
                  *(f'c{q.clusters.index(c)}' for c in q.lives_in(stack)), ';')
    pairs = [(g, h, same) for g, stack in enumerate(q.groups) for h, same in q.needs(stack).items()]
    print('set REQUIRES :=', *(f'(g{g},g{h})' for g, h, _ in pairs), ';')
    print('set REQUIRES_SAME :=', *(f'(g{g},g{h})' for g, h, same in pairs if same), ';')


def print_items(q):
    items = list(q.items())
    numbered = list(enumerate(items))
    print('set ITEMS :=', *(f'i{i}' for i, _ in numbered), ';')
    print('param: group_of class_of replicas :=')
    for i, (g, _, name, workload) in numbered:
        print(f'i{i} g{g} e{i} {q.replicas(workload)}  # {label(name)}')
    print(';\nparam demand :', *(f'r{i}' for i in range(len(q.resources))), ':=')
    for i, (_, _, _, workload) in numbered:
        print(f'i{i}', *(1 if r == 'pods' else workload['demand'].get(r, 0) for r in q.resources))
    print(';\nset CLASSES :=', *(f'e{i}' for i, _ in numbered), ';')
    for i, (_, _, _, workload) in numbered:
        print(f'set ELIGIBLE[e{i}] :=', *(f'b{b}' for b, node in enumerate(q.nodes)
                                          if q.estate.admits(workload, node)), ';')
    print('set DAEMONS :=', *(f'i{i}' for i, item in numbered if item[3]['daemon']), ';')
    print('set DEAD :=', *(f'i{i}' for i, (_, stack, name, _) in numbered
                           if q.kind(stack) == 'replicas' and not q.present(stack, name)), ';')
    for cap, param in (('max_per_node', 'bin_cap'), ('max_per_zone', 'zone_cap')):
        print(f'param {param} :=', *(f'i{i} {item[3][cap]}' for i, item in numbered
                                     if item[3][cap] is not None), ';')
    print('param present :=', *(f'[i{i},b{b}] {count}' for i, (_, stack, name, _) in numbered
                                for b, count in q.present(stack, name).items()), ';')


def write(folder, lost):
    question = Question(Estate(folder), lost)
    print(f'# {folder}, lose {lost}\ndata;')
    print_bins(question)
    print_groups(question)
    print_items(question)
    print('end;')


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    write(sys.argv[1], sys.argv[2])


if __name__ == '__main__':
    main()
