# SPDX-License-Identifier: GPL-3.0-or-later
#
# place: which displaced stacks find a place, and where. The readable statement of what muster
# computes; src/model/problem.h says the same in C.
#
# A displaced stack (group) goes whole into at most one surviving cluster and all replicas of its
# workloads (items) onto nodes (bins) there, so that on no bin, in no resource, more is asked than
# is free. As much weight as possible is recovered: first of tier 0, then of tier 1, ...
#
# One run of this model answers for one tier, given what the tiers before it reached:
#
#   muster export data/tiny --lose east --format mathprog --out east.dat
#   python3 place.py east.dat                      every tier in turn
#   glpsol -m place.mod -d east.dat                the most critical tier alone
#
# ---------------------------------------------------------------------------------------------
# The data section, as `muster export --format mathprog` writes it (place-example.dat is one).
#
#   - plain ASCII, one section: "data;" ... "end;". Comments begin with # and say the names that
#     the estate uses; control characters and bytes above 126 in them are written as "?".
#   - Indices: c0.. clusters, z0.. zones, b0.. bins, r0.. resources, g0.. groups, i0.. items,
#     e0.. classes of eligible bins; numbered as in struct problem.
#   - Numbers are exact integers in base units (millicores, bytes, counts), at most 2^53.
#   - Every set and every parameter marked [always] is given, an empty set as "set DEAD := ;".
#     Without "always" it may be absent when it has no entry.
#
#   set CLUSTERS := c0 c1;              [always]
#   set ZONES := z0 z1;                 [always]
#   set RESOURCES := r0 r1 r2;          [always]
#   set BINS := b0 b1;                  [always]
#   set TIERS := 0 1 3;                 [always] on one line; those that have groups, ascending
#   set GROUPS := g0 g1;                [always]
#   set ITEMS := i0 i1;                 [always]
#   set CLASSES := e0 e1;               [always]
#   param unit := r0 1 r1 1048576;      a power of two by which the model divides a resource:
#                                       1048576 for bytes, else 1 (the default)
#   param: cluster_of zone_of := b0 c0 z0  b1 c0 z1;           [always]
#   param free : r0 r1 r2 := b0 4000 8589934592 110 ...;       [always] room for new replicas, >= 0
#   param: kind tier weight :=          [always] kind is whole, replicas or resident;
#       g0 resident -1 0  g1 whole 0 2; residents have tier -1
#   set ALLOWED[g0] := c0 c1;           [always, for every group] clusters it may go to
#   set LIVES_IN[g3] := c1;             replicas: clusters where it runs anyway
#   set HOPELESS := g2;                 something it requires can never be up
#   param: group_of class_of replicas := i0 g0 e0 3 ...;       [always] replicas 0 for daemons
#   param demand : r0 r1 r2 := i0 500 1073741824 1 ...;        [always] of one replica
#   set ELIGIBLE[e0] := b0 b1;          [always, for every class] bins its rules admit
#   set DAEMONS := i4;                  one replica on every eligible bin of the group's cluster
#   param more := i0 2;                 only items of which so many replicas more may be placed:
#                                       their stack may come back smaller (min_replicas)
#   set DEAD := i5;                     of groups of kind replicas: no replica of the item survives
#   param role := i7 i4;                only items that play the role of an earlier one (the lost
#                                       instances of an active/active stack): they share its caps
#   param bin_cap := i0 2;              only items with a cap: most replicas on one bin
#   param zone_cap := i0 3;             only items with a cap: most replicas in one zone
#   param present := [i0,b0] 1 [i0,b1] 2;   surviving replicas, which count in the caps
#   set REQUIRES := (g1,g2) (g1,g3);    [always] g1 counts only if g2 and g3 are up
#   set REQUIRES_SAME := (g1,g3);       [always] ... in the same cluster; a subset of REQUIRES
#
# What is asked (place.py writes it into a second data file):
#
#   param now := 1;                     the tier to be solved
#   param goal := weight;               or replicas, see below
#   param reached_weight := 0 12;       for every tier before `now`, and for `now` with `replicas`
#   param reached_replicas := 0 7;      for every tier before `now`
# ---------------------------------------------------------------------------------------------

set CLUSTERS;
set ZONES;
set RESOURCES;
set BINS;
set TIERS;
set GROUPS;
set ITEMS;
set CLASSES;

param unit{RESOURCES}, default 1, > 0;

param cluster_of{BINS}, symbolic, in CLUSTERS;
param zone_of{BINS}, symbolic, in ZONES;
param free{BINS, RESOURCES}, >= 0;

param kind{GROUPS}, symbolic, in {"whole", "replicas", "resident"};
param tier{GROUPS};
param weight{GROUPS}, >= 0;
set ALLOWED{GROUPS}, within CLUSTERS;
set LIVES_IN{GROUPS}, within CLUSTERS, default {};
set HOPELESS, within GROUPS, default {};

param group_of{ITEMS}, symbolic, in GROUPS;
param class_of{ITEMS}, symbolic, in CLASSES;
param replicas{ITEMS}, integer, >= 0;
param more{ITEMS}, integer, >= 0, default 0;
param demand{ITEMS, RESOURCES}, >= 0;
set ELIGIBLE{CLASSES}, within BINS;
set DAEMONS, within ITEMS, default {};
set DEAD, within ITEMS, default {};
param role{i in ITEMS}, symbolic, in ITEMS, default i;
param bin_cap{ITEMS}, integer, default -1;    # -1: no cap
param zone_cap{ITEMS}, integer, default -1;
param present{ITEMS, BINS}, integer, default 0;

set REQUIRES, within GROUPS cross GROUPS;
set REQUIRES_SAME, within REQUIRES;

param now, in TIERS, default min{t in TIERS} t;
param goal, symbolic, in {"weight", "replicas"}, default "weight";
param reached_weight{TIERS}, default 0;
param reached_replicas{TIERS}, default 0;

# Who takes part: residents, the tiers up to this one, and what anybody requires. Groups of later
# tiers could only stand in the way.
set NEEDED := setof{(g, h) in REQUIRES} h;
set TAKES_PART := {g in GROUPS: kind[g] = "resident" or tier[g] <= now or g in NEEDED};
set WHOLE := {g in TAKES_PART: kind[g] = "whole"};
set BY_REPLICA := {g in TAKES_PART: kind[g] = "replicas"};

set BINS_OF{c in CLUSTERS} := {b in BINS: cluster_of[b] = c};
set ITEMS_OF{g in GROUPS} := {i in ITEMS: group_of[i] = g};
set FILLS_UP := {g in WHOLE: weight[g] > 0 and exists{i in ITEMS_OF[g]} more[i] > 0};
set PLAYERS{i in ITEMS} := {j in ITEMS: role[j] = role[i]};

# What moves (daemons do not: they follow from where their group is).
set MOVES := {i in ITEMS: group_of[i] in TAKES_PART and i not in DAEMONS};

# How many replicas of an item a bin may take: all, or what its cap leaves.
param most{i in MOVES, b in BINS} :=
    if bin_cap[i] < 0 then replicas[i] + more[i]
    else min(replicas[i] + more[i], bin_cap[i] - present[i, b]);

# Where an item may have replicas: the bins of a cluster that its rules admit, where at least one
# replica fits. SPOTS: all such pairs.
set ROOM{i in MOVES, c in ALLOWED[group_of[i]]} :=
    {b in BINS_OF[c] inter ELIGIBLE[class_of[i]]:
     most[i, b] >= 1 and
     forall{r in RESOURCES} demand[i, r] <= free[b, r]};
set SPOTS := setof{i in MOVES, c in ALLOWED[group_of[i]], b in ROOM[i, c]} (i, b);

# (g, c): group g may be in cluster c. Where a group of kind replicas lives anyway there is no
# question.
set CHOICES := {g in WHOLE union BY_REPLICA, c in ALLOWED[g] diff LIVES_IN[g]};

# ---------------------------------------------------------------------------------------------

# replicas of item i on bin b
var x{(i, b) in SPOTS}, integer, >= 0, <= most[i, b];

# is group g in cluster c?
var y{CHOICES}, binary;

# kind replicas: are all its lost replicas placed, and all that it requires up?
var full{BY_REPLICA}, binary;

# kind replicas: has every item, of which none survived, a replica?
var up{BY_REPLICA}, binary;

# Whole groups: one cluster or none, and there every replica of every item; of some items more.
subject to one_cluster{g in WHOLE}:
    sum{c in ALLOWED[g]} y[g, c] <= 1;

subject to all_of_it{g in WHOLE, c in ALLOWED[g], i in ITEMS_OF[g] diff DAEMONS}:
    sum{b in ROOM[i, c]} x[i, b] >= replicas[i] * y[g, c];

subject to no_more_of_it{g in WHOLE, c in ALLOWED[g], i in ITEMS_OF[g] diff DAEMONS}:
    sum{b in ROOM[i, c]} x[i, b] <= (replicas[i] + more[i]) * y[g, c];

# Groups by replica: some of the lost ones, in clusters where the group is.
subject to at_most_lost{g in BY_REPLICA, i in ITEMS_OF[g] diff DAEMONS}:
    sum{c in ALLOWED[group_of[i]], b in ROOM[i, c]} x[i, b] <= replicas[i];

subject to full_is_all{g in BY_REPLICA, i in ITEMS_OF[g] diff DAEMONS}:
    sum{c in ALLOWED[group_of[i]], b in ROOM[i, c]} x[i, b] >= replicas[i] * full[g];

subject to up_is_some{g in BY_REPLICA, i in ITEMS_OF[g] inter DEAD}:
    sum{j in PLAYERS[i] inter ITEMS_OF[g], c in ALLOWED[g], b in ROOM[j, c]} x[j, b] >= up[g];

subject to where_it_is{g in BY_REPLICA, i in ITEMS_OF[g] diff DAEMONS,
                       c in ALLOWED[g] diff LIVES_IN[g], b in ROOM[i, c]}:
    x[i, b] <= replicas[i] * y[g, c];

subject to is_there{g in BY_REPLICA, c in ALLOWED[g] diff LIVES_IN[g]}:
    sum{i in ITEMS_OF[g] diff DAEMONS, b in ROOM[i, c]} x[i, b] >= y[g, c];

# Residents whose node is not known (or that may change it): all, always.
subject to stays_up{i in MOVES: kind[group_of[i]] = "resident"}:
    sum{c in ALLOWED[group_of[i]], b in ROOM[i, c]} x[i, b] = replicas[i];

# No bin gives more than it has. Daemons cost their demand on each eligible bin of the cluster.
subject to capacity{b in BINS, r in RESOURCES}:
    sum{i in MOVES: (i, b) in SPOTS and demand[i, r] > 0} demand[i, r] / unit[r] * x[i, b] +
    sum{i in DAEMONS: (group_of[i], cluster_of[b]) in CHOICES and b in ELIGIBLE[class_of[i]]}
        demand[i, r] / unit[r] * y[group_of[i], cluster_of[b]]
    <= free[b, r] / unit[r];

# At most so many replicas of an item, or of all that play its role, on a bin and in a zone. (For an
# item that has its role to itself, the cap of a bin is a bound of x.)
subject to bins{i in MOVES, b in BINS: bin_cap[i] >= 0 and (i, b) in SPOTS and
                card(PLAYERS[i] inter MOVES) > 1}:
    sum{j in PLAYERS[i] inter MOVES: (j, b) in SPOTS} x[j, b] <= bin_cap[i] - present[i, b];

subject to zones{i in MOVES, z in ZONES: zone_cap[i] >= 0}:
    sum{j in PLAYERS[i] inter MOVES, c in ALLOWED[group_of[j]], b in ROOM[j, c]: zone_of[b] = z}
        x[j, b]
    <= max(0, zone_cap[i] - sum{b in BINS: zone_of[b] = z} present[i, b]);

# Nothing is recovered whose requirements are not up.
subject to requires{(g, h) in REQUIRES: g in TAKES_PART and kind[h] <> "resident"}:
    (if g in WHOLE then sum{c in ALLOWED[g]} y[g, c] else full[g])
    <= (if h in WHOLE then sum{c in ALLOWED[h]} y[h, c] else up[h]);

subject to requires_same{(g, h) in REQUIRES_SAME, (g, c) in CHOICES:
                         g in WHOLE and kind[h] <> "resident" and c not in LIVES_IN[h]}:
    y[g, c] <= (if (h, c) in CHOICES then y[h, c] else 0);

subject to hopeless{g in HOPELESS inter TAKES_PART}:
    (if g in WHOLE then sum{c in ALLOWED[g]} y[g, c] else full[g]) = 0;

# ---------------------------------------------------------------------------------------------

# Weight recovered of a tier, and replicas placed of its groups of kind replicas and of those that
# may come back smaller.
var recovered{t in TIERS: t <= now}, integer;
subject to recovered_is{t in TIERS: t <= now}:
    recovered[t] =
    sum{g in WHOLE: tier[g] = t} weight[g] * sum{c in ALLOWED[g]} y[g, c] +
    sum{g in BY_REPLICA: tier[g] = t} weight[g] * full[g];

var placed{t in TIERS: t <= now}, integer;
subject to placed_is{t in TIERS: t <= now}:
    placed[t] =
    sum{g in BY_REPLICA union FILLS_UP, i in ITEMS_OF[g] diff DAEMONS, c in ALLOWED[g],
        b in ROOM[i, c]: tier[g] = t} x[i, b];

# What more critical tiers reached stays reached.
subject to keep_weight{t in TIERS: t < now or (t = now and goal = "replicas")}:
    recovered[t] >= reached_weight[t];

subject to keep_replicas{t in TIERS: t < now}:
    placed[t] >= reached_replicas[t];

maximize best:
    if goal = "weight" then recovered[now] else placed[now];

solve;

printf "tier %d %s %d\n", now, goal, if goal = "weight" then recovered[now] else placed[now];
printf "tier %d has_replicas %d\n", now, sum{g in BY_REPLICA union FILLS_UP: tier[g] = now} 1;
printf{g in WHOLE, c in ALLOWED[g]: y[g, c] > 0.5} "%s in %s\n", g, c;
printf{(i, b) in SPOTS: x[i, b] > 0.5} "%s on %s: %d\n", i, b, x[i, b];

end;
