/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/line/net.h"

#include <stdlib.h>
#include <string.h>

#include "solve/memory.h"

static bool add_node(struct net *net, struct net_node node, int32_t node_max)
{
    if (net->count == net->room) {
        int32_t room = net->room < 1024 ? 1024 : 2 * net->room;
        struct net_node *nodes;

        if (net->count >= node_max)
            return false;
        nodes = memory_take(room, sizeof *nodes);
        if (net->count > 0)
            memcpy(nodes, net->nodes, (size_t)net->count * sizeof *nodes);
        free(net->nodes);
        net->nodes = nodes;
        net->room = room;
    }
    net->nodes[net->count++] = node;
    return true;
}

/* Positions that the units before each one can sum up to: a row of bits a unit. */
static uint64_t *reach(const struct net_units *units, int64_t words)
{
    uint64_t *bits = memory_take((int64_t)units->count * words, sizeof *bits);

    if (units->count > 0)
        bits[0] = 1;
    for (int32_t u = 0; u + 1 < units->count; u++) {
        const uint64_t *row = &bits[u * words];
        uint64_t *next = &bits[(u + 1) * words];
        int64_t jump = units->size[u] / 64, shift = units->size[u] % 64;

        for (int64_t w = 0; w < words; w++) {
            next[w] = row[w];
            if (w >= jump)
                next[w] |= row[w - jump] << shift;
            if (shift > 0 && w >= jump + 1)
                next[w] |= row[w - jump - 1] >> (64 - shift);
        }
    }
    return bits;
}

/* Nodes of one unit; at[position]: the node of the units behind it, becomes that of this one. */
static bool add_unit(struct net *net, const struct net_units *units, int32_t u,
                     const uint64_t *reached, int32_t *at, int32_t node_max)
{
    int64_t size = units->size[u];

    for (int64_t position = 0; position + size <= units->capacity; position++) {
        if (reached[position / 64] == 0) {
            position |= 63;
            continue;
        }
        if ((reached[position / 64] >> (position % 64) & 1) == 0 || at[position + size] < 0)
            continue;
        if (!add_node(net,
                      (struct net_node){u, (int32_t)position, at[position + size], at[position]},
                      node_max))
            return false;
        at[position] = net->count - 1;
    }
    return true;
}

bool net_build(struct net *net, const struct net_units *units, int32_t node_max)
{
    int64_t words = units->capacity / 64 + 1;
    uint64_t *bits = reach(units, words);
    int32_t *at = memory_take(units->capacity + 1, sizeof *at);
    bool is_built;

    net->count = 0;
    is_built = add_node(net, (struct net_node){units->count, 0, -1, -1}, node_max);
    for (int64_t position = 0; position <= units->capacity; position++)
        at[position] = units->capacity - position <= units->waste ? 0 : -1;
    for (int32_t u = units->count - 1; is_built && u >= 0; u--)
        is_built = add_unit(net, units, u, &bits[u * words], at, node_max);
    net->root = at[0];
    free(bits);
    free(at);
    return is_built;
}

void net_free(struct net *net)
{
    free(net->nodes);
    *net = (struct net){0};
}

static void reach_node(struct net_values *values, int32_t node, int64_t value, int32_t from,
                       int32_t is_take)
{
    if (value <= values->forward[node])
        return;
    values->forward[node] = value;
    values->came[node] = 2 * from + is_take;
}

void net_evaluate(const struct net *net, struct net_values *values)
{
    int64_t *forward = values->forward, *backward = values->backward;

    values->best = NET_NOTHING;
    if (net->root < 0)
        return;
    backward[0] = 0;
    for (int32_t n = 1; n < net->count; n++) {
        const struct net_node *node = &net->nodes[n];

        forward[n] = backward[n] = NET_NOTHING;
        if (node->take >= 0)
            backward[n] = backward[node->take] + values->value[node->unit];
        if (node->leave >= 0 && backward[node->leave] > backward[n])
            backward[n] = backward[node->leave];
    }
    forward[0] = NET_NOTHING;
    forward[net->root] = 0;
    for (int32_t n = net->root; n > 0; n--) {
        const struct net_node *node = &net->nodes[n];

        if (forward[n] <= NET_NOTHING / 2)
            continue;
        if (node->take >= 0)
            reach_node(values, node->take, forward[n] + values->value[node->unit], n, 1);
        if (node->leave >= 0)
            reach_node(values, node->leave, forward[n], n, 0);
    }
    values->best = backward[net->root];
}

/* From the root to a node, by the best way. */
static int32_t path_to(const struct net *net, const struct net_values *values, int32_t node,
                       int32_t *units)
{
    int32_t count = 0;

    for (int32_t n = node; n != net->root; n = values->came[n] / 2)
        if (values->came[n] % 2 == 1)
            units[count++] = net->nodes[values->came[n] / 2].unit;
    for (int32_t i = 0; i < count / 2; i++) {
        int32_t unit = units[i];

        units[i] = units[count - 1 - i];
        units[count - 1 - i] = unit;
    }
    return count;
}

int32_t net_path(const struct net *net, const struct net_values *values, int32_t node,
                 int32_t *units)
{
    int32_t count = 0, n = net->root;

    if (node > 0) {
        count = path_to(net, values, node, units);
        units[count++] = net->nodes[node].unit;
        n = net->nodes[node].take;
    }
    while (n > 0) {
        const struct net_node *it = &net->nodes[n];

        if (it->take >= 0 &&
            values->backward[n] == values->backward[it->take] + values->value[it->unit]) {
            units[count++] = it->unit;
            n = it->take;
        } else {
            n = it->leave;
        }
    }
    return count;
}

void net_restrict(const struct net *from, const struct net_limits *limits, struct net *to)
{
    const struct net_values *values = limits->values;
    int32_t *now = memory_take(from->count, sizeof *now); /* what became of a node, -1 = nothing */

    free(to->nodes);
    *to = (struct net){.nodes = memory_take(from->count, sizeof *to->nodes), .room = from->count};
    add_node(to, from->nodes[0], INT32_MAX);
    for (int32_t n = 1; n < from->count; n++) {
        struct net_node node = from->nodes[n];
        bool can_take = node.take >= 0 && now[node.take] >= 0 &&
                        node.position >= limits->first[node.unit] &&
                        node.position <= limits->last[node.unit] &&
                        (node.unit != limits->not_unit || node.position != limits->not_position);
        bool can_leave = node.leave >= 0 && now[node.leave] >= 0;

        if (values && can_take)
            can_take =
                values->forward[n] > NET_NOTHING / 2 &&
                values->forward[n] + values->value[node.unit] + values->backward[node.take] >=
                    limits->least;
        if (values && can_leave)
            can_leave = values->forward[n] > NET_NOTHING / 2 &&
                        values->forward[n] + values->backward[node.leave] >= limits->least;
        node.take = can_take ? now[node.take] : -1;
        node.leave = can_leave ? now[node.leave] : -1;
        now[n] = node.leave;
        if (can_take) {
            add_node(to, node, INT32_MAX);
            now[n] = to->count - 1;
        }
    }
    to->root = from->root < 0 ? -1 : now[from->root];
    free(now);
}

bool net_has(const struct net *net, const int32_t *units, int32_t count)
{
    int32_t n = net->root, i = 0;

    while (n > 0) {
        const struct net_node *node = &net->nodes[n];

        if (i < count && units[i] < node->unit)
            return false;
        if (i < count && units[i] == node->unit) {
            n = node->take;
            i++;
        } else {
            n = node->leave;
        }
    }
    return n == 0 && i == count;
}
