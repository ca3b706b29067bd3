#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts Kubernetes dumps without muster: an independent check of what its importer understood.

    count_k8s.py PATH...

Prints one line: nodes, workloads, pods (bound and unfinished), cpu and memory that these pods hold
(millicores, bytes), cpu and memory allocatable. Paths are files or directories, JSON or YAML
(which needs PyYAML). It reads objects as plain data and follows the documentation of Kubernetes,
not muster's source: kinds are told apart by shape, owners by their names.
"""
import json
import os
import re
import sys
from fractions import Fraction

SUFFIXES = {'': 1, 'k': 10**3, 'M': 10**6, 'G': 10**9, 'T': 10**12, 'P': 10**15, 'E': 10**18,
            'm': Fraction(1, 10**3), 'u': Fraction(1, 10**6), 'n': Fraction(1, 10**9),
            'Ki': 2**10, 'Mi': 2**20, 'Gi': 2**30, 'Ti': 2**40, 'Pi': 2**50, 'Ei': 2**60}


def quantity(text):
    number, suffix = re.fullmatch(r'([0-9.]+(?:[eE][0-9]+)?)([A-Za-z]*)', str(text)).groups()
    return Fraction(number) * SUFFIXES[suffix]


def ceiling(value):
    return -(-value.numerator // value.denominator)


def objects_in(data, kind=''):
    """The single objects in what a file holds, each with its kind."""
    if isinstance(data, list):
        for item in data:
            yield from objects_in(item)
    elif isinstance(data, dict) and 'items' in data:
        whole = data.get('kind') or ''
        for item in data['items'] or []:
            yield from objects_in(item, whole[:-4] if whole.endswith('List') else '')
    elif isinstance(data, dict):
        found = data.get('kind') or kind
        spec, status = data.get('spec') or {}, data.get('status') or {}
        if not found and 'nodeInfo' in status:
            found = 'Node'
        elif not found and 'containers' in spec:
            found = 'Pod'
        if found:
            yield found, data


def read_file(path):
    with open(path, encoding='utf-8') as file:
        text = file.read()
    if text.lstrip()[:1] in '{[':
        decoder, rest = json.JSONDecoder(), text.strip()
        while rest:
            data, end = decoder.raw_decode(rest)
            yield from objects_in(data)
            rest = rest[end:].lstrip()
    else:
        import yaml
        loader = getattr(yaml, 'CSafeLoader', yaml.SafeLoader)
        for data in yaml.load_all(text, Loader=loader):
            yield from objects_in(data)


def read(path):
    if os.path.isdir(path):
        for name in sorted(os.listdir(path)):
            full = os.path.join(path, name)
            if os.path.isdir(full) or name.endswith(('.json', '.yaml', '.yml')):
                yield from read(full)
    else:
        yield from read_file(path)


def held_by(container, name):
    """A container's request: its own, else its limit."""
    resources = container.get('resources') or {}
    for part in ('requests', 'limits'):
        value = (resources.get(part) or {}).get(name)
        if value is not None:
            return quantity(value)
    return Fraction(0)


def pod_request(spec, name):
    running = sum((held_by(c, name) for c in spec.get('containers') or []), Fraction(0))
    stays = peak = Fraction(0)
    for container in spec.get('initContainers') or []:
        own = held_by(container, name)
        if container.get('restartPolicy') == 'Always':
            stays += own
            peak = max(peak, stays)
        else:
            peak = max(peak, stays + own)
    whole = max(running + stays, peak)
    level = spec.get('resources') or {}
    if name in (level.get('requests') or {}):
        whole = quantity(level['requests'][name])
    return whole + quantity((spec.get('overhead') or {}).get(name, 0))


def name_of(item):
    meta = item['metadata']
    return meta.get('namespace') or 'default', meta['name']


def owner_of(item):
    owners = item['metadata'].get('ownerReferences') or []
    for owner in owners:
        if owner.get('controller'):
            return owner['kind'], owner['name']
    return (owners[0]['kind'], owners[0]['name']) if owners else None


CONTROLLERS = {'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController',
               'Job', 'CronJob'}


def top_owner(kind, space, name, given, labels):
    """The object that the user made: a ReplicaSet or Job stands for its owner."""
    item = given.get((kind, space, name))
    if item is not None:
        above = owner_of(item)
        if above and (kind in ('ReplicaSet', 'ReplicationController') or above[0] == 'CronJob'):
            return top_owner(above[0], space, above[1], given, {})
        return kind, space, name
    tail = labels.get('pod-template-hash')
    if kind == 'ReplicaSet' and tail and name.endswith('-' + tail):
        return 'Deployment', space, name[:-len(tail) - 1]
    return kind, space, name


def is_static(pod):
    notes = pod['metadata'].get('annotations') or {}
    owner = owner_of(pod)
    return bool(owner and owner[0] == 'Node') or 'kubernetes.io/config.mirror' in notes


def workload_of(pod, given):
    space, name = name_of(pod)
    owner = owner_of(pod)
    if owner is None or is_static(pod):
        return 'Pod', space, name
    return top_owner(owner[0], space, owner[1], given, pod['metadata'].get('labels') or {})


def count(paths):
    nodes, pods, given = {}, {}, {}
    for path in paths:
        for kind, item in read(path):
            if kind == 'Node':
                nodes[item['metadata']['name']] = item
            elif kind == 'Pod':
                pods[name_of(item)] = item
            elif kind in CONTROLLERS:
                given[(kind,) + name_of(item)] = item
    live = [p for p in pods.values()
            if (p.get('status') or {}).get('phase') not in ('Succeeded', 'Failed')]
    used = {workload_of(p, given) for p in live}
    workloads = set(used)
    for key, item in given.items():
        ended = key[0] == 'Job' and (item.get('status') or {}).get('completionTime')
        if top_owner(*key, given, {}) == key and not (ended and key not in used):
            workloads.add(key)
    bound = [p for p in live if p['spec'].get('nodeName') in nodes]
    allocatable = [((n.get('status') or {}).get('allocatable')
                    or (n.get('status') or {}).get('capacity') or {}) for n in nodes.values()]
    return {
        'nodes': len(nodes),
        'workloads': len(workloads),
        'pods': len(bound),
        'cpu': sum(ceiling(pod_request(p['spec'], 'cpu') * 1000) for p in bound),
        'memory': sum(ceiling(pod_request(p['spec'], 'memory')) for p in bound),
        'allocatable_cpu': sum(int(quantity(a.get('cpu', 0)) * 1000) for a in allocatable),
        'allocatable_memory': sum(int(quantity(a.get('memory', 0))) for a in allocatable),
    }


if __name__ == '__main__':
    print(' '.join(f'{key}={value}' for key, value in count(sys.argv[1:]).items()))
