/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/finding_codes.h"

#define INFO SEVERITY_INFO
#define WARNING SEVERITY_WARNING

const struct finding_code finding_codes[] = {
    {"assumed-zero", WARNING, "a replica counts as zero cpu or memory",
     "Neither a reservation nor a limit says what the replica needs, so it is packed as nothing. "
     "A critical stack that fits only so makes the answer inconclusive. Give its containers "
     "requests, or say what to assume with `unreserved` in muster.yaml (`zero` if nothing is "
     "meant)."},
    {"budget-blocks", WARNING, "a PodDisruptionBudget lets no pod be down",
     "maxUnavailable is 0, or minAvailable is not less than the replicas, so drains of nodes stop "
     "there until somebody gives way, and upgrades of the cluster with them. Give the workload one "
     "replica more, or the budget maxUnavailable: 1."},
    {"double-use", WARNING, "a node works for two orchestrators, or beside its role",
     "Kubernetes and Swarm both schedule onto the node and neither knows what the other has put "
     "there; muster lets them share the smaller of their two figures. Or workloads stand on a "
     "manager or registry node, which takes new ones only where `workloads_on` says so. Give "
     "each node to one orchestrator."},
    {"failover-smaller", INFO, "a failover starts fewer replicas than run now",
     "failover_replicas asks for less than what runs, or less than min_replicas (a warning): the "
     "stack counts as fully recovered with fewer. Right when it was meant so."},
    {"file-not-read", INFO, "a file of a source directory holds nothing that is read",
     "The directory of a source holds a .json or .yaml file without objects of the orchestrator, "
     "and it was passed over. If it should count, look at its contents; named as a source of its "
     "own it is refused with the exact reason."},
    {"invalid-constraint", WARNING, "a placement constraint is malformed",
     "Swarm heeds none of the constraints of a service when one of them cannot be parsed, and so "
     "does muster: its tasks may go to any node. Correct the constraint in the service."},
    {"limit-below-reservation", WARNING, "a limit is smaller than the reservation",
     "What a container may use at most is less than what is set aside for it, which "
     "orchestrators refuse. One of the two figures is wrong; the reservation is what is packed."},
    {"limit-range", WARNING, "a LimitRange would refuse its new pods",
     "A LimitRange of the namespace has a min, a max or a maxLimitRequestRatio that the pods of "
     "the template break, so the API server refuses to create them, at home and after a failover "
     "to a cluster with the same LimitRange. Running pods are not affected until they are "
     "replaced. Change the requests and limits, or the LimitRange."},
    {"mixed-environment", WARNING, "workloads of one stack name several environments",
     "The labels of environment_key differ between the workloads of the stack; the first counts, "
     "and tier rules by environment go by it. Make the labels agree, or say it in stacks.csv."},
    {"mixed-requests", INFO, "replicas of one workload do not reserve the same",
     "Pods or tasks of different versions run side by side, as in a rollout, or were resized. "
     "The largest of each resource counts for every replica, so the need is never too low."},
    {"no-allocatable", WARNING, "a node does not say what it offers to workloads",
     "Without status.allocatable its capacity is taken, which is too much: the kubelet and the "
     "system need some of it. A node of Swarm that says nothing is left out. Capture the nodes "
     "again."},
    {"no-captured", INFO, "nothing says when the snapshot was taken",
     "Without `captured` the age of the cluster's sources cannot be judged, and with --strict "
     "the answer is inconclusive. Write the time of the capture into muster.yaml; muster-capture "
     "does."},
    {"no-critical-stack", WARNING, "no stack is critical, so nothing can be at risk",
     "Every stack has a tier above critical_tier, so each simulation passes whatever it finds. "
     "Look at `tiers` and `critical_tier` in muster.yaml, and at the TIER column of muster show "
     "-o wide."},
    {"no-eligible-node", WARNING, "no node of its own cluster meets the rules of a workload",
     "Selector, affinity, tolerations, operating system or volumes exclude every node that is "
     "ready and takes workloads, so a replica that ends is not started again where it is now. "
     "Often a label was renamed or a node pool removed. Look at the rule with muster show -o "
     "json."},
    {"no-limit", INFO, "containers may use any amount",
     "Without a limit of cpu or memory a replica may use all that the node has. Reservations "
     "decide where it fits; limits are how overload is judged, and what has none is missing "
     "there."},
    {"no-nodes", WARNING, "no source gives the cluster a node",
     "The cluster can take nothing and counts as empty. If it has nodes, add the source that "
     "lists them (kubectl get nodes -o json, docker node inspect)."},
    {"no-reservation", WARNING, "a replica reserves no cpu or no memory",
     "The scheduler sets nothing aside for it, so it is placed on full nodes and starves or is "
     "killed there first. muster counts what `unreserved` says (default: the limit, else zero), "
     "and the stack is marked as assumed. Give its containers requests."},
    {"no-tier", WARNING, "nothing says how important a stack is",
     "No row of stacks.csv or workloads.csv and no rule of `tiers` matches it, so it gets the "
     "first tier that is not critical. Add a rule, or end `tiers` with one without conditions."},
    {"no-workloads", INFO, "nothing runs on a cluster that has nodes",
     "An active cluster without a single workload is either new or its sources of workloads are "
     "missing; in the second case its free room is overstated. Add pods and workloads to its "
     "sources, or give it the role of a standby."},
    {"node-not-listed", WARNING, "pods or tasks run on a node that no source lists",
     "The list of nodes and that of pods were taken at different times or one was filtered. What "
     "runs there is not placed anywhere, and the cluster counts as partial. Capture both again."},
    {"not-modelled", WARNING, "a rule of the orchestrator that the packing does not hold",
     "The rule was read and understood, but plans may break it: muster places as if it were not "
     "there. A verdict of `fits` for this stack has to be checked by hand for that rule."},
    {"not-ready-node", WARNING, "nodes are not ready",
     "A node whose kubelet is silent or that is out of service takes nothing new, and its room "
     "does not count. What ran there still holds it until the orchestrator gives up on it. "
     "Repair or remove the node, then capture again."},
    {"object-twice", INFO, "an object was read more than once",
     "Two sources of the cluster hold the same object; the last one counts. Harmless when they "
     "were taken at the same time; else drop the older source."},
    {"objects-not-read", INFO, "objects of kinds that say nothing of capacity",
     "They are counted here so that nothing is left out in silence. Nothing is to be done, "
     "unless a kind is listed whose pods you miss."},
    {"one-active", WARNING, "declared active/active, but in one cluster only",
     "stacks.csv says that the stack runs in several clusters, and only one has it, so nothing "
     "of it survives there. Its name or namespace differs elsewhere, or the declaration is "
     "wrong."},
    {"one-node", WARNING, "all replicas of a critical workload stand on one node",
     "Several replicas, one point of failure: when that node ends, all end at once. Add pod "
     "anti-affinity or a spread constraint (Swarm: max_replicas_per_node)."},
    {"one-zone", INFO, "all replicas of a critical workload stand in one zone",
     "The cluster has several zones and this workload uses one, so losing the zone loses all of "
     "it. Spread it over zones; muster simulate --lose CLUSTER/zone:Z shows what would happen."},
    {"over-committed-node", WARNING, "more is reserved on a node than it has to give",
     "The reservations of what runs there are above allocatable less headroom. The present is "
     "not judged, so this is no error, but the node takes nothing new. The headroom is larger "
     "than what is free, or replicas were placed past the scheduler."},
    {"oversized-replica", WARNING, "no node of its cluster holds a replica even when empty",
     "The reservation of one replica is larger than every node less headroom, so it cannot be "
     "started again even at home. Reserve less, add a larger node, or lower the headroom."},
    {"partial-reservation", WARNING, "some containers of a replica reserve nothing",
     "The sum over the containers that do is taken, which is too low. Give every container, "
     "sidecars as well, requests of cpu and memory."},
    {"partial-snapshot", WARNING, "the snapshot of a cluster is incomplete",
     "Something runs on nodes that are not listed, so neither what is used nor what is free is "
     "known in full; with --strict the answer is inconclusive. Capture the cluster again."},
    {"pending", INFO, "pods or tasks are on no node",
     "They hold nothing and are no residents, but a failover must place as many as are desired. "
     "See pending-replicas."},
    {"pending-replicas", WARNING, "fewer replicas run than are desired",
     "The orchestrator could not start them, or a rollout was going on at the capture. If they "
     "found no room, the cluster is full already; what is displaced needs all that are desired."},
    {"platform-row", WARNING, "stacks.csv names a stack of the platform",
     "What belongs to the platform stays with its cluster and is never failed over, so only "
     "tier, environment and team of the row count. Take it out of `platform` or drop the row."},
    {"predeployed-differs", WARNING, "a pre-deployed copy reserves other amounts",
     "The copy that a failover starts is not of the size of what runs, and muster counts with "
     "what runs. Bring the two in line, so that the answer holds for what really starts."},
    {"predeployed-unused", WARNING, "a pre-deployed copy of nothing",
     "No stack of its namespace and name runs in another cluster, so no loss starts it. Its name "
     "differs from what it stands by for, or that has gone."},
    {"priority-over-tier", WARNING, "PriorityClass values contradict tiers",
     "The stack is less critical than another, but its PriorityClass value is higher: where room "
     "is "
     "short, after a failover above all, kube-scheduler removes pods of the more critical one for "
     "it, unasked. Give the more critical stack the higher class, or the other one "
     "preemptionPolicy: Never."},
    {"profile", INFO, "a compose service that runs only on demand",
     "Services with `profiles` start only when one of them is asked for, and are left out."},
    {"requires-platform", INFO, "a stack requires one that every cluster has",
     "The required stack belongs to the platform, of which every cluster has its own, so the "
     "requirement always holds and is left out."},
    {"resident-breaks-rule", WARNING, "a replica stands where its own rules no longer allow it",
     "Labels or taints of the node, or the rule of the workload, changed after it was placed. It "
     "stays, for the present is not judged, but once it ends it cannot come back to that node."},
    {"same-name", WARNING, "stacks of one name in several clusters",
     "They are not declared active_active, so they are different stacks that are lost and "
     "recovered one by one. If they are one service, say so in stacks.csv."},
    {"service-not-listed", WARNING, "tasks run of a service that no source lists",
     "The service list and that of tasks were taken at different times; what the tasks reserve "
     "is taken from themselves. Capture both again."},
    {"single-replica", INFO, "critical workloads that have one replica",
     "While the replica moves, after a node's failure or in an update, the service is down. For "
     "what can run twice, two replicas on different nodes are the first step of any recovery "
     "plan."},
    {"stack-to-come", INFO, "a stack known from its compose file only",
     "No task of it runs, so it holds nothing now, but a failover places it."},
    {"stale-snapshot", WARNING, "a snapshot is older than max_age",
     "The cluster has changed since; the answer is about the past. Capture it again. --as-of "
     "judges the age as of another day."},
    {"task-breaks-rule", WARNING, "tasks that Swarm itself would reject",
     "They no longer meet a constraint or the resources of their node, so Swarm stops them at "
     "its next look and starts them elsewhere."},
    {"tasks-leave-node", INFO, "tasks on nodes that are down or drained",
     "Swarm starts them anew elsewhere, so they hold nothing here; they count as desired."},
    {"tier-inversion", WARNING, "a stack requires a less critical one",
     "What it requires must be up for it to count as recovered, but in a failover the required "
     "stack waits behind everything of the more critical tiers, and may give way to them. Give "
     "the required stack the same tier, or take the requirement away."},
    {"unknown-priority-class", WARNING, "a PriorityClass that no source has",
     "The priority of the workload counts as 0, so tier rules with priority_at_least miss it. "
     "Add kubectl get priorityclasses -o json to the sources."},
    {"unknown-resource", WARNING, "a request for something that is no resource",
     "The API server would refuse the name, so it is left out. Look for a misspelt resource."},
    {"unlimited-ephemeral-storage", INFO, "nodes do not say their ephemeral storage",
     "Workloads reserve some, but these nodes name none, and it counts as unlimited there."},
    {"unlimited-pods", INFO, "nodes do not say how many pods they take",
     "It counts as unlimited, though every kubelet has a cap (110 by default). Name it in "
     "nodes.csv."},
    {"unused-headroom", WARNING, "headroom for a resource that nothing has",
     "No node and no workload has the resource, so the name is misspelt or out of date."},
    {"unused-lend", WARNING, "`lend` names an environment that no stack has",
     "Nothing is switched off for others by that entry: the name is misspelt or out of date. The "
     "environment of a stack is the label of environment_key, the column of stacks.csv or "
     "workloads.csv, or that of its cluster."},
    {"unused-tier-rule", INFO, "a rule of `tiers` that matches no stack",
     "Earlier rules take what it would match, or its label, glob or priority fits nothing. A "
     "rule that was meant to make something critical and does not is a gap; remove it or repair "
     "it."},
    {"volume-missing", INFO, "claims whose volume is not known",
     "The claim of a running workload is lost, pending, or not among the sources, so where its "
     "data is cannot be said and no rule binds it. Add kubectl get pvc,pv,sc -A -o json to the "
     "sources."},
    {"volume-stays", WARNING, "data that is lost with its nodes or its cluster",
     "A persistent volume (local, or bound to nodes or zones by its nodeAffinity) or a hostPath "
     "cannot follow the stack to another cluster. The stack is placed as if its data were there. "
     "Replicate or back up the data, and test the restore."},
};
const size_t finding_code_count = sizeof finding_codes / sizeof finding_codes[0];
