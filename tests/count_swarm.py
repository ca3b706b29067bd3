#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts what docker wrote of a swarm without muster: an independent check of its importer.

    count_swarm.py ROOT NAME PATH...    a line for the cluster that these PATHs under ROOT make up
    count_swarm.py --show NAME FILE     the same line from what `muster show -o json` wrote

A line: NAME, nodes, workloads, tasks (bound to a listed node, unfinished, and wanted), cpu and
memory that these reserve (millicores, bytes; missing reservations count as the limit, or zero), cpu
and memory that the nodes have. It reads objects as plain data and follows Docker's documentation,
not muster's source.
"""
import json
import sys

HOLDING = ('assigned', 'accepted', 'preparing', 'ready', 'starting', 'running')
WANTED = HOLDING + ('complete',)


def objects_in(path):
    text = open(path, encoding='utf-8').read()
    decoder = json.JSONDecoder()
    while text.strip():
        text = text.lstrip()
        data, end = decoder.raw_decode(text)
        text = text[end:]
        yield from data if isinstance(data, list) else [data]


def milli(nano, is_demand):
    return -(-nano // 10**6) if is_demand else nano // 10**6


def amount(resources, key):
    """What a task reserves; its limit where it reserves nothing."""
    return ((resources.get('Reservations') or {}).get(key)
            or (resources.get('Limits') or {}).get(key) or 0)


def count(name, paths):
    nodes, services, tasks = {}, {}, {}
    for path in paths:
        for item in objects_in(path):
            if 'NCPU' in item:
                nodes.setdefault(item['Swarm']['NodeID'],
                                 (item['NCPU'] * 10**9, item['MemTotal'], False))
            elif 'Description' in item:
                has = (item['Description'] or {}).get('Resources') or {}
                is_closed = (item['Status']['State'] == 'down'
                             or item['Spec'].get('Availability') == 'drain')
                nodes[item['ID']] = (has.get('NanoCPUs', 0), has.get('MemoryBytes', 0), is_closed)
            elif 'TaskTemplate' in (item.get('Spec') or {}):
                services[item['ID']] = item['Spec']['TaskTemplate'].get('Resources') or {}
            elif 'DesiredState' in item:
                tasks[item['ID']] = item
    held = [task for task in tasks.values()
            if task['Status']['State'] in HOLDING and task['DesiredState'] in WANTED
            and task.get('NodeID')]
    for task in held:
        services.setdefault(task['ServiceID'], task['Spec'].get('Resources') or {})
    placed = [task for task in held if task['NodeID'] in nodes and not nodes[task['NodeID']][2]]
    reserved = [services[task['ServiceID']] for task in placed]
    return '\t'.join(str(field) for field in (
        name, len(nodes), len(services), len(placed),
        sum(milli(amount(resources, 'NanoCPUs'), True) for resources in reserved),
        sum(amount(resources, 'MemoryBytes') for resources in reserved),
        sum(milli(node[0], False) for node in nodes.values()),
        sum(node[1] for node in nodes.values())))


def shown(name, path):
    data = json.load(open(path, encoding='utf-8'))
    cluster = data['clusters'][0]
    has = {resource['name']: resource for resource in cluster['resources']}
    return '\t'.join(str(field) for field in (
        name, cluster['node_count'], sum(len(stack['workloads']) for stack in data['stacks']),
        cluster['pod_count'], has['cpu']['reserved'], has['memory']['reserved'],
        has['cpu']['allocatable'], has['memory']['allocatable']))


if __name__ == '__main__':
    if sys.argv[1] == '--show':
        print(shown(*sys.argv[2:4]))
    else:
        print(count(sys.argv[2], [sys.argv[1] + '/' + path for path in sys.argv[3:]]))
