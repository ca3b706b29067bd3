/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pods: host ports. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "verify/pods/pods.h"

/* A port that the pods of a group claim on their node. */
struct claim {
    const struct host_port *port;
    int32_t node_ix, group_ix;
};

/* Groups with a claim: the least and the largest number, so that one other than a given group is
 * found at once. */
struct claimants {
    int32_t least, largest;
};

#define NO_CLAIMANTS ((struct claimants){-1, -1})

static int compare_ports(const struct claim *a, const struct claim *b)
{
    if (a->node_ix != b->node_ix)
        return a->node_ix < b->node_ix ? -1 : 1;
    if (a->port->port != b->port->port)
        return a->port->port < b->port->port ? -1 : 1;
    return strcmp(a->port->protocol, b->port->protocol);
}

static int compare_claims(const void *a, const void *b)
{
    const struct claim *x = a, *y = b;
    int order = compare_ports(x, y);

    if (order == 0)
        order = strcmp(x->port->ip, y->port->ip);
    return order != 0 ? order : (x->group_ix > y->group_ix) - (x->group_ix < y->group_ix);
}

static struct claimants join(struct claimants a, struct claimants b)
{
    if (a.least < 0)
        return b;
    return (struct claimants){a.least < b.least ? a.least : b.least,
                              a.largest > b.largest ? a.largest : b.largest};
}

static int32_t other_than(struct claimants among, int32_t group_ix)
{
    return among.least != group_ix ? among.least : among.largest;
}

/* One that stands in the way of a fresh pod of the group; -1 = nobody. */
static int32_t rival(const struct pods *pods, int32_t group_ix, struct claimants same_ip,
                     struct claimants all_ips)
{
    const struct pod_group *group = &pods->groups[group_ix];
    int32_t other = other_than(same_ip, group_ix);

    if (other == group_ix && all_ips.least >= 0)
        other = other_than(all_ips, group_ix);
    return other != group_ix || group->count > 1 ? other : -1;
}

/* Claims of one port of a node, by address. An empty one is all addresses, and sorts first. */
static void judge_port(struct pods *pods, const struct claim *claims, int64_t count)
{
    struct claimants all = NO_CLAIMANTS, everywhere = NO_CLAIMANTS;
    int64_t end;

    for (int64_t i = 0; i < count; i++) {
        struct claimants one = {claims[i].group_ix, claims[i].group_ix};

        all = join(all, one);
        if (claims[i].port->ip[0] == '\0')
            everywhere = join(everywhere, one);
    }
    for (int64_t i = 0; i < count; i = end) {
        struct claimants same = all;

        for (end = i + 1; end < count && strcmp(claims[end].port->ip, claims[i].port->ip) == 0;)
            end++;
        if (claims[i].port->ip[0] != '\0')
            same = (struct claimants){claims[i].group_ix, claims[end - 1].group_ix};
        for (int64_t k = i; k < end; k++) {
            int32_t g = claims[k].group_ix;
            int32_t other = pods->groups[g].fresh > 0 ? rival(pods, g, same, everywhere) : -1;

            if (other >= 0)
                pods->breached(pods->context,
                               &(struct breach){.kind = BREACH_PORT,
                                                .kind_ix = pods->groups[g].kind_ix,
                                                .node_ix = pods->groups[g].node_ix,
                                                .other_ix = pods->groups[other].kind_ix,
                                                .port = claims[k].port});
        }
    }
}

static int32_t port_count(const struct pods *pods, const struct pod_group *group)
{
    const struct pod_rule *rule = pods->kinds[group->kind_ix].rule;

    return rule ? rule->port_count : 0;
}

void pods_check_ports(struct pods *pods)
{
    struct claim *claims;
    int64_t count = 0, end;

    for (int32_t g = 0; g < pods->group_count; g++)
        count += port_count(pods, &pods->groups[g]);
    if (count == 0)
        return;
    claims = ARENA_NEW(pods->arena, count, struct claim);
    count = 0;
    for (int32_t g = 0; g < pods->group_count; g++) {
        const struct pod_group *group = &pods->groups[g];

        for (int32_t i = 0; i < port_count(pods, group); i++)
            claims[count++] =
                (struct claim){&pods->kinds[group->kind_ix].rule->ports[i], group->node_ix, g};
    }
    qsort(claims, (size_t)count, sizeof *claims, compare_claims);
    for (int64_t i = 0; i < count; i = end) {
        for (end = i + 1; end < count && compare_ports(&claims[i], &claims[end]) == 0;)
            end++;
        judge_port(pods, &claims[i], end - i);
    }
}
