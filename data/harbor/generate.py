#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the estate of harbor from applications.txt: what `kubectl get ... -o json` would say of its
three Kubernetes clusters, CSV for its Swarm cluster, and stacks.csv.

usage: generate.py [OUTDIR]        default: the folder of this script

Nothing here is random: names and ids are hashes, pods go to the emptiest node that takes them. The
same script gives the same bytes anywhere.
"""
import csv
import hashlib
import json
import os
import sys
from fractions import Fraction

HERE = os.path.dirname(os.path.abspath(__file__))
LABEL = 'harbor.example'
CREATED = '2026-09-14T06:00:00Z'
REGIONS = {'east': 'eastside', 'west': 'westside', 'gate': 'eastside'}
PRIORITY = {'critical': 1000000, 'high': 1000, 'standard': 1000, 'batch': 100, 'dev': 0}
PRIORITY_CLASS = {'critical': 'harbor-critical', 'high': 'harbor-standard',
                  'standard': 'harbor-standard', 'batch': 'harbor-batch'}
SYSTEM_PRIORITY = {'system-cluster-critical': 2000000000, 'system-node-critical': 2000001000}

# Machines: name part, how many, cpu (milli), memory (Gi), pods, then what is special about them.
MACHINES = {
    'east': [('cp', 3, 4000, 16, {}), ('app', 19, 16000, 64, {}), ('nvme', 4, 16000, 64, {}),
             ('big', 1, 48000, 384, {}), ('gpu', 2, 16000, 64, {'gpu': 4})],
    'west': [('cp', 3, 4000, 16, {}), ('app', 14, 16000, 64, {}), ('nvme', 2, 12000, 64, {}),
             ('gpu', 1, 32000, 128, {'gpu': 4})],
    'gate': [('cp', 3, 2000, 8, {}), ('edge', 3, 8000, 16, {}), ('app', 2, 8000, 32, {})],
    'yard': [('manager', 3, 4000, 16, {}), ('linux', 5, 16000, 64, {}),
             ('windows', 4, 8000, 32, {})],
}
TAINTS = {'cp': ('node-role.kubernetes.io/control-plane', ''), 'big': ('dedicated', 'bigmem'),
          'edge': ('dedicated', 'edge'), 'nvme': ('dedicated', 'nvme'),
          'gpu': ('nvidia.com/gpu', 'present')}
NODE_LABELS = {'cp': ('node-role.kubernetes.io/control-plane', ''),
               'nvme': (LABEL + '/pool', 'nvme'), 'big': (LABEL + '/pool', 'bigmem'),
               'edge': (LABEL + '/pool', 'edge'), 'gpu': (LABEL + '/pool', 'gpu')}
CORDONED = {'east-app-07'}  # since its pods came there
DRAINED = {'yard-manager-1', 'yard-manager-2', 'yard-manager-3'}
PENDING = {('sandbox', 'playground', 1)}  # pods that never got a node
FINISHED = {('east', 'report-revenue')}   # the last pod of a job that is over

# What belongs to the clusters themselves: namespace, name, kind, replicas, cpu, memory.
PLATFORM = [
    ('kube-system', 'kube-proxy', 'A', 0, '50m', '64Mi'),
    ('kube-system', 'network-agent', 'A', 0, '100m', '256Mi'),
    ('kube-system', 'coredns', 'D', 2, '100m', '70Mi'),
    ('platform-monitoring', 'node-exporter', 'A', 0, '50m', '64Mi'),
    ('platform-monitoring', 'metrics', 'S', 1, '1', '6Gi'),
]


def digest(*words):
    return hashlib.sha256('/'.join(str(word) for word in words).encode()).hexdigest()


def uid(*words):
    text = digest('uid', *words)
    return '-'.join((text[:8], text[8:12], '4' + text[13:16], 'a' + text[17:20], text[20:32]))


def suffix(length, *words):
    """The letters and digits that Kubernetes ends generated names with."""
    letters = 'bcdfghjklmnpqrstvwxz2456789'
    return ''.join(letters[int(pair, 16) % len(letters)] for pair in
                   (digest(*words)[2 * i:2 * i + 2] for i in range(length)))


def cpu_milli(text):
    return int(text[:-1]) if text.endswith('m') else 1000 * int(text)


def memory_mib(text):
    units = {'Mi': 1, 'Gi': 1024}
    return int(text[:-2]) * units[text[-2:]] if text != '0' else 0


def cpu_limit(workload):
    """Twice the reservation: what is idle may be used."""
    milli = 2 * workload.need['cpu']
    return f'{milli}m' if milli % 1000 else str(milli // 1000)


class Node:
    def __init__(self, cluster, machine, number, index):
        name, _, self.cpu, memory_gib, extra = machine
        self.cluster, self.machine = cluster, name
        self.name = f'{cluster}-{name}-{number:02d}' if name in ('app', 'linux') else \
            f'{cluster}-{name}-{number}'
        self.memory = memory_gib * 1024
        self.gpu = extra.get('gpu', 0)
        self.zone = f'{cluster}-{"abc"[index % 3]}'
        self.is_windows = name == 'windows'
        reserved = (200, 1024) if cluster != 'yard' else (500, 1024)
        self.allocatable = {'cpu': self.cpu - reserved[0], 'memory': self.memory - reserved[1],
                            'gpu': self.gpu}
        self.free = dict(self.allocatable)
        self.carries = {}  # workload -> replicas

    def share_left(self, need):
        return min(Fraction(self.free[r] - need[r], self.allocatable[r])
                   for r in ('cpu', 'memory'))

    def take(self, workload):
        for resource, amount in workload.need.items():
            self.free[resource] -= amount
        self.carries[workload] = self.carries.get(workload, 0) + 1


class Workload:
    def __init__(self, stack, name, kind, replicas, cpu, memory, keys):
        self.stack, self.name, self.kind = stack, name, kind
        self.replicas, self.cpu, self.memory, self.keys = int(replicas), cpu, memory, keys
        self.need = {'cpu': cpu_milli(cpu), 'memory': memory_mib(memory),
                     'gpu': int(keys.get('gpu', 0))}
        self.full_name = name if stack.is_platform else f'{stack.name}-{name}'
        self.nodes = []

    def takes(self, node):
        """Do the rules admit the node (without asking for room)?"""
        if self.stack.is_platform and self.kind == 'A':
            return True
        if node.name in DRAINED or node.machine == 'cp':
            return False
        if node.is_windows != (self.keys.get('os') == 'windows'):
            return False
        if node.machine == 'gpu':
            return 'gpu' in self.keys
        if node.machine in ('big', 'edge', 'nvme'):
            return NODE_LABELS[node.machine][1] in (self.keys.get('pool'),
                                                    self.keys.get('tolerates'))
        return 'pool' not in self.keys and 'gpu' not in self.keys

    def has_room(self, node):
        cap = int(self.keys.get('max_per_node', 1000))
        return node.carries.get(self, 0) < cap and \
            all(node.free[r] >= amount for r, amount in self.need.items())

    def place(self, nodes):
        if self.kind == 'A':
            self.nodes = [node for node in nodes if self.takes(node)]
            for node in self.nodes:
                node.take(self)
            return
        for _ in range(self.replicas):
            open_nodes = [n for n in nodes if self.takes(n) and self.has_room(n)]
            assert open_nodes, f'{self.full_name}: no room in {self.stack.cluster}'
            best = max(open_nodes, key=lambda n: (-n.carries.get(self, 0), n.share_left(self.need)))
            best.take(self)
            self.nodes.append(best)


class Stack:
    def __init__(self, cluster, namespace, name, rank, keys, is_platform=False):
        self.cluster, self.namespace, self.name = cluster, namespace, name
        self.rank, self.keys, self.is_platform = rank, keys, is_platform
        self.workloads = []


def keys_of(words):
    return dict(word.split('=', 1) for word in words)


def read_applications():
    stacks = []
    with open(os.path.join(HERE, 'applications.txt'), encoding='ascii') as file:
        for line in file:
            words = line.split()
            if not words or words[0] == '#':
                continue
            if line[0] == ' ':
                stacks[-1].workloads.append(Workload(stacks[-1], *words[:5], keys_of(words[5:])))
            else:
                stacks.append(Stack(*words[:4], keys_of(words[4:])))
    return stacks


def make_nodes(cluster):
    nodes = []
    for machine in MACHINES[cluster]:
        for number in range(1, machine[1] + 1):
            nodes.append(Node(cluster, machine, number, number - 1))
    return nodes


def platform_stacks(cluster):
    stacks = []
    for namespace, name, kind, replicas, cpu, memory in PLATFORM:
        stack = Stack(cluster, namespace, name, 'platform', {}, is_platform=True)
        stack.workloads.append(Workload(stack, name, kind, replicas, cpu, memory, {}))
        stacks.append(stack)
    return stacks


def pod_labels(workload):
    stack = workload.stack
    labels = {'app.kubernetes.io/name': workload.name, 'app.kubernetes.io/part-of': stack.name}
    if stack.is_platform:
        return labels
    labels['environment'] = 'dev' if stack.rank == 'dev' else 'prod'
    if stack.rank == 'high':
        labels[LABEL + '/criticality'] = 'high'
    return labels


def pod_spec(workload):
    keys, stack = workload.keys, workload.stack
    resources = {'requests': {'cpu': workload.cpu, 'memory': workload.memory},
                 'limits': {'cpu': cpu_limit(workload), 'memory': workload.memory}}
    if 'gpu' in keys:
        for side in resources.values():
            side['nvidia.com/gpu'] = keys['gpu']
    if 'none' in keys:
        resources = {}
    spec = {'containers': [{'name': workload.name,
                            'image': f'registry.{LABEL}/{stack.namespace}/{workload.name}:1.0',
                            'resources': resources}]}
    if 'pool' in keys:
        spec['nodeSelector'] = {LABEL + '/pool': keys['pool']}
    tolerations = []
    if 'pool' in keys or 'tolerates' in keys:
        tolerations.append({'key': 'dedicated', 'operator': 'Equal',
                            'value': keys.get('pool', keys.get('tolerates')),
                            'effect': 'NoSchedule'})
    if 'gpu' in keys:
        tolerations.append({'key': 'nvidia.com/gpu', 'operator': 'Exists', 'effect': 'NoSchedule'})
    if stack.is_platform and workload.kind == 'A':
        tolerations.append({'operator': 'Exists'})
        spec['priorityClassName'] = 'system-node-critical'
    elif stack.is_platform and stack.namespace == 'kube-system':
        spec['priorityClassName'] = 'system-cluster-critical'
    elif stack.rank in PRIORITY_CLASS:
        spec['priorityClassName'] = PRIORITY_CLASS[stack.rank]
    if tolerations:
        spec['tolerations'] = tolerations
    return spec


def meta(workload, name, kind, **more):
    stack = workload.stack
    data = {'name': name, 'namespace': stack.namespace, 'uid': uid(stack.cluster, kind, name),
            'creationTimestamp': CREATED}
    data.update(more)
    return data


def owner(workload, kind, name):
    version = 'v1' if kind == 'Job' else 'apps/v1'
    return [{'apiVersion': version, 'kind': kind, 'name': name,
             'uid': uid(workload.stack.cluster, kind, name), 'controller': True}]


def workload_objects(workload):
    """The object that declares a workload, and for a Deployment its ReplicaSet."""
    labels = pod_labels(workload)
    selector = {k: labels[k] for k in ('app.kubernetes.io/name', 'app.kubernetes.io/part-of')}
    template = {'metadata': {'labels': labels}, 'spec': pod_spec(workload)}
    kind = {'D': 'Deployment', 'S': 'StatefulSet', 'A': 'DaemonSet'}[workload.kind]
    spec = {'selector': {'matchLabels': selector}, 'template': template}
    if kind == 'StatefulSet':
        spec['serviceName'] = workload.full_name
    if kind != 'DaemonSet':
        spec = {'replicas': workload.replicas, **spec}
    yield {'apiVersion': 'apps/v1', 'kind': kind,
           'metadata': meta(workload, workload.full_name, kind, labels=labels), 'spec': spec}
    if kind == 'Deployment':
        name = replica_set_name(workload)
        code = name.rsplit('-', 1)[1]
        hashed = {'matchLabels': {**selector, 'pod-template-hash': code}}
        inner = {'metadata': {'labels': {**labels, 'pod-template-hash': code}},
                 'spec': template['spec']}
        yield {'apiVersion': 'apps/v1', 'kind': 'ReplicaSet',
               'metadata': meta(workload, name, 'ReplicaSet',
                                labels={**labels, 'pod-template-hash': code},
                                ownerReferences=owner(workload, 'Deployment', workload.full_name)),
               'spec': {'replicas': workload.replicas, 'selector': hashed, 'template': inner}}


def replica_set_name(workload):
    return f'{workload.full_name}-{suffix(9, workload.stack.cluster, workload.full_name)}'


def pod_object(workload, number, node):
    labels = pod_labels(workload)
    if workload.kind == 'S':
        name, parent = f'{workload.full_name}-{number}', ('StatefulSet', workload.full_name)
    elif workload.kind == 'A':
        name = f'{workload.full_name}-{suffix(5, workload.full_name, node.name)}'
        parent = ('DaemonSet', workload.full_name)
    else:
        parent = ('ReplicaSet', replica_set_name(workload))
        labels['pod-template-hash'] = parent[1].rsplit('-', 1)[1]
        name = f'{parent[1]}-{suffix(5, parent[1], number)}'
    priority = PRIORITY.get(workload.stack.rank, 0)
    spec = pod_spec(workload)
    spec['priority'] = SYSTEM_PRIORITY.get(spec.get('priorityClassName'), priority)
    waits = (workload.stack.name, workload.name, number) in PENDING
    if not waits:
        spec['nodeName'] = node.name
    return {'apiVersion': 'v1', 'kind': 'Pod',
            'metadata': meta(workload, name, 'Pod', labels=labels,
                             ownerReferences=owner(workload, *parent)),
            'spec': spec, 'status': {'phase': 'Pending' if waits else 'Running'}}


def finished_pod(workload):
    """What is left of a run that is over: it holds nothing."""
    pod = pod_object(workload, 99, workload.nodes[0])
    pod['metadata']['name'] += '-done'
    pod['metadata']['ownerReferences'] = owner(workload, 'Job', workload.full_name + '-september')
    pod['status'] = {'phase': 'Succeeded'}
    return pod


def node_object(node):
    amounts = {'cpu': str(node.cpu // 1000), 'memory': f'{node.memory * 1024}Ki', 'pods': '110',
               'ephemeral-storage': '104857600Ki'}
    less = {'cpu': f'{node.allocatable["cpu"]}m',
            'memory': f'{node.allocatable["memory"] * 1024}Ki', 'pods': '110',
            'ephemeral-storage': '96636764160'}
    if node.gpu:
        amounts['nvidia.com/gpu'] = less['nvidia.com/gpu'] = str(node.gpu)
    labels = {'kubernetes.io/arch': 'amd64', 'kubernetes.io/hostname': node.name,
              'kubernetes.io/os': 'linux',
              'topology.kubernetes.io/region': REGIONS[node.cluster],
              'topology.kubernetes.io/zone': node.zone}
    if node.machine in NODE_LABELS:
        labels.update([NODE_LABELS[node.machine]])
    spec, taints = {}, []
    if node.machine in TAINTS:
        key, value = TAINTS[node.machine]
        taints.append({'key': key, 'effect': 'NoSchedule', **({'value': value} if value else {})})
    if node.name in CORDONED:
        spec['unschedulable'] = True
        taints.append({'key': 'node.kubernetes.io/unschedulable', 'effect': 'NoSchedule'})
    if taints:
        spec['taints'] = taints
    return {'apiVersion': 'v1', 'kind': 'Node',
            'metadata': {'name': node.name, 'uid': uid('node', node.name), 'labels': labels,
                         'creationTimestamp': CREATED},
            'spec': spec,
            'status': {'allocatable': less, 'capacity': amounts,
                       'conditions': [{'type': 'Ready', 'status': 'True'}],
                       'nodeInfo': {'architecture': 'amd64', 'operatingSystem': 'linux',
                                    'kubeletVersion': 'v1.34.1'}}}


def priority_classes():
    for name, value in (('harbor-critical', 1000000), ('harbor-standard', 1000),
                        ('harbor-batch', 100), *SYSTEM_PRIORITY.items()):
        yield {'apiVersion': 'scheduling.k8s.io/v1', 'kind': 'PriorityClass',
               'metadata': {'name': name, 'creationTimestamp': CREATED}, 'value': value}


def write_list(folder, name, items):
    """A List as kubectl writes it, but with one object a line."""
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), 'w', encoding='ascii', newline='\n') as file:
        file.write('{"apiVersion":"v1","kind":"List","items":[\n')
        file.write(',\n'.join(json.dumps(item, separators=(',', ':')) for item in items))
        file.write('\n],"metadata":{"resourceVersion":""}}\n')


def write_csv(path, header, rows):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', encoding='ascii', newline='') as file:
        writer = csv.writer(file, lineterminator='\n')
        writer.writerow(header)
        writer.writerows(rows)


def write_kubernetes(out, cluster, nodes, stacks):
    folder = os.path.join(out, cluster)
    workloads = [workload for stack in stacks for workload in stack.workloads]
    pods = []
    for workload in workloads:
        pods += [pod_object(workload, i, node) for i, node in enumerate(workload.nodes)]
        if (cluster, workload.stack.name) in FINISHED:
            pods.append(finished_pod(workload))
    write_list(folder, 'nodes.json', [node_object(node) for node in nodes])
    write_list(folder, 'pods.json', pods)
    write_list(folder, 'workloads.json', [o for w in workloads for o in workload_objects(w)])
    write_list(folder, 'priorityclasses.json', priority_classes())


def write_swarm(out, cluster, nodes, stacks):
    write_csv(os.path.join(out, cluster, 'nodes.csv'),
              ['cluster', 'node', 'cpu', 'memory', 'os', 'arch', 'zone', 'pods', 'schedulable'],
              [[cluster, n.name, n.cpu // 1000, f'{n.memory // 1024}Gi',
                'windows' if n.is_windows else 'linux', 'amd64', n.zone, 200,
                'false' if n.name in DRAINED else 'true'] for n in nodes])
    workloads = [workload for stack in stacks for workload in stack.workloads]
    write_csv(os.path.join(out, cluster, 'workloads.csv'),
              ['cluster', 'stack', 'workload', 'replicas', 'cpu', 'memory', 'cpu_limit',
               'memory_limit', 'os', 'max_per_node'],
              [[cluster, w.stack.name, w.name, w.replicas, w.cpu, w.memory, cpu_limit(w), w.memory,
                w.keys['os'], w.keys.get('max_per_node', '')] for w in workloads])
    write_csv(os.path.join(out, cluster, 'placements.csv'),
              ['cluster', 'stack', 'workload', 'node', 'replicas'],
              [[cluster, w.stack.name, w.name, node.name, node.carries[w]]
               for w in workloads for node in nodes if w in node.carries])


def write_stacks(out, stacks):
    rows, seen = [], {}
    for stack in stacks:
        if stack.name in seen:
            assert 'active_active' in seen[stack.name].keys, stack.name
            continue
        seen[stack.name] = stack
        keys = stack.keys
        words = {name: keys.get(name, '').replace(',', ';') for name in ('requires', 'targets')}
        flags = ['true' if name in keys else '' for name in ('portable', 'active_active')]
        rows.append([stack.name, stack.rank if stack.cluster == 'yard' else '',
                     keys.get('weight', ''), stack.namespace if stack.namespace != '-' else 'yard',
                     words['requires'], words['targets'], *flags])
    write_csv(os.path.join(out, 'stacks.csv'),
              ['stack', 'tier', 'weight', 'team', 'requires', 'targets', 'portable',
               'active_active'], rows)


def main():
    out = sys.argv[1] if len(sys.argv) > 1 else HERE
    stacks = read_applications()
    for cluster in MACHINES:
        nodes = make_nodes(cluster)
        own = [stack for stack in stacks if stack.cluster == cluster]
        kubernetes = cluster in REGIONS
        here = (platform_stacks(cluster) if kubernetes else []) + own
        for stack in here:
            for workload in stack.workloads:
                workload.place(nodes)
        (write_kubernetes if kubernetes else write_swarm)(out, cluster, nodes, here)
    write_stacks(out, stacks)


if __name__ == '__main__':
    main()
