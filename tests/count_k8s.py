#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts Kubernetes dumps without muster: an independent check of what its importer understood.

    count_k8s.py ROOT PATH...       a line for each PATH under ROOT
    count_k8s.py --show FILE...     the same line from what `muster show -o json` wrote

A line: PATH, nodes, workloads, pods (bound to a listed node and unfinished), cpu and memory that
these pods hold (millicores, bytes), cpu and memory allocatable; or `refused`, when it holds no
Kubernetes object at all. Paths are files or directories, JSON or YAML (which needs PyYAML). It
reads objects as plain data and follows the documentation of Kubernetes, not muster's source.
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


class NotKubernetes(Exception):
    pass


def objects_in(data, kind=''):
    """The single objects in what a file holds, each with its kind."""
    if isinstance(data, list):
        for item in data:
            yield from objects_in(item)
    elif isinstance(data, dict) and 'items' in data:
        whole = data.get('kind') or ''
        for item in data['items'] or []:
            yield from objects_in(item, whole[:-4] if whole.endswith('List') else '')
    elif data is not None:
        if not isinstance(data, dict):
            raise NotKubernetes
        found = data.get('kind') or kind
        spec, status = data.get('spec') or {}, data.get('status') or {}
        if not found and 'nodeInfo' in status:
            found = 'Node'
        elif not found and 'containers' in spec:
            found = 'Pod'
        if not found:
            raise NotKubernetes
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
    """Objects of a file; of a directory, where other files are passed over unless all are others."""
    if not os.path.isdir(path):
        yield from read_file(path)
        return
    found = False
    for folder, folders, names in os.walk(path):
        folders.sort()
        for name in sorted(names):
            if not name.endswith(('.json', '.yaml', '.yml')):
                continue
            try:
                yield from read_file(os.path.join(folder, name))
                found = True
            except NotKubernetes:
                pass
    if not found:
        raise NotKubernetes


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


def count(path):
    nodes, pods, given = {}, {}, {}
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
        top = top_owner(*key, given, {})
        unused = key not in used and (item['spec'].get('replicas') == 0 or ended)
        if (top == key and not ended) or (top not in given and not unused):
            workloads.add(top)
    bound = [p for p in live if p['spec'].get('nodeName') in nodes]
    allocatable = [((n.get('status') or {}).get('allocatable')
                    or (n.get('status') or {}).get('capacity') or {}) for n in nodes.values()]
    return (len(nodes), len(workloads), len(bound),
            sum(ceiling(pod_request(p['spec'], 'cpu') * 1000) for p in bound),
            sum(ceiling(pod_request(p['spec'], 'memory')) for p in bound),
            sum(int(quantity(a.get('cpu', 0)) * 1000) for a in allocatable),
            sum(int(quantity(a.get('memory', 0))) for a in allocatable))


def shown(path):
    with open(path, encoding='utf-8') as file:
        estate = json.load(file)
    cluster = estate['clusters'][0]
    totals = {r['name']: r for r in cluster['resources']}
    return (len(cluster['nodes']), sum(len(s['workloads']) for s in estate['stacks']),
            cluster['pod_count'], totals['cpu']['reserved'], totals['memory']['reserved'],
            totals['cpu']['allocatable'], totals['memory']['allocatable'])


def main(arguments):
    for path in arguments[1:]:
        if arguments[0] == '--show':
            print(*shown(path), sep='\t')
            continue
        try:
            print(path, *count(os.path.join(arguments[0], path)), sep='\t')
        except NotKubernetes:
            print(path, 'refused', sep='\t')


if __name__ == '__main__':
    main(sys.argv[1:])
