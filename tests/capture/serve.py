# SPDX-License-Identifier: GPL-3.0-or-later
"""serve.py BUNDLE SWARM OUT: what the stand-ins for kubectl and docker answer, rendered once.

BUNDLE is a support bundle of Kubernetes, SWARM a folder of nodes.json, services.json, tasks.json.
OUT gets RESOURCE.json of kubectl, and of docker node.ids, node.json and so on.
"""
import json
import os
import sys

KINDS = {'nodes': ('nodes.json', 'Node'), 'persistentvolumes': ('pvs.json', 'PersistentVolume'),
         'namespaces': ('namespaces.json', 'Namespace'),
         'storageclasses': ('storage-classes.json', 'StorageClass'), 'pods': ('pods', 'Pod'),
         'deployments': ('deployments', 'Deployment'), 'replicasets': ('replicasets', 'ReplicaSet'),
         'statefulsets': ('statefulsets', 'StatefulSet'), 'jobs': ('jobs', 'Job'),
         'persistentvolumeclaims': ('pvcs', 'PersistentVolumeClaim'),
         'limitranges': ('limitranges', 'LimitRange')}


def read(path):
    with open(path, encoding='utf-8') as file:
        data = json.load(file)
    return (data.get('items') or []) if isinstance(data, dict) else data


def items(bundle, name, kind):
    path = os.path.join(bundle, name)
    files = [path] if os.path.isfile(path) else \
        [os.path.join(path, one) for one in sorted(os.listdir(path))]
    return [{**item, 'kind': kind} for file in files for item in read(file)]


def main():
    bundle, swarm, out = sys.argv[1:]

    def write(name, text):
        with open(os.path.join(out, name), 'w', encoding='utf-8') as file:
            file.write(text + '\n')

    for resource, (name, kind) in KINDS.items():
        write(resource + '.json', json.dumps({'apiVersion': 'v1', 'kind': 'List',
                                              'items': items(bundle, name, kind)}))
    for kind in ('node', 'service', 'task'):
        objects = read(os.path.join(swarm, kind + 's.json'))
        if kind == 'task':
            objects = sorted(objects, key=lambda one: one['ID'])
        write(kind + '.ids', '\n'.join(one['ID'] for one in objects))
        write(kind + '.json', json.dumps(objects, indent=4))
        if kind == 'node':
            one, size = objects[0], objects[0]['Description']['Resources']
            write('info.json', json.dumps(
                {'ID': 'x', 'Name': one['Description']['Hostname'],
                 'NCPU': size['NanoCPUs'] // 10**9, 'MemTotal': size['MemoryBytes'],
                 'Swarm': {'NodeID': one['ID'], 'LocalNodeState': 'active',
                           'ControlAvailable': True, 'Nodes': len(objects)}}))


main()
