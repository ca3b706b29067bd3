/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/export.h"

#include <inttypes.h>

#include "base/buf.h"

/* A name inside a comment: one line of plain ASCII. */
static void add_name(struct buf *out, const char *name)
{
    for (const char *c = name; *c; c++)
        buf_add_char(out, *c >= 0x20 && *c <= 0x7e ? *c : '?');
}

static void add_indices(struct buf *out, const char *set, const char *letter, int32_t count)
{
    buf_format(out, "set %s :=", set);
    for (int32_t i = 0; i < count; i++)
        buf_format(out, " %s%" PRId32, letter, i);
    buf_add_text(out, ";\n");
}

static void export_sets(const struct problem *p, const struct estate *e, struct buf *out)
{
    add_indices(out, "CLUSTERS", "c", p->cluster_count);
    for (int32_t c = 0; c < p->cluster_count; c++) {
        buf_format(out, "# c%" PRId32 " ", c);
        add_name(out, e->clusters[p->cluster_ix[c]].name);
        buf_add_text(out, "\n");
    }
    add_indices(out, "ZONES", "z", p->zone_count);
    add_indices(out, "RESOURCES", "r", p->resource_count);
    buf_add_text(out, "param unit :=");
    for (int32_t r = 0; r < p->resource_count; r++)
        buf_format(out, " r%" PRId32 " %d", r, e->resources[r].unit == UNIT_BYTES ? 1 << 20 : 1);
    buf_add_text(out, ";\n");
    for (int32_t r = 0; r < p->resource_count; r++) {
        buf_format(out, "# r%" PRId32 " ", r);
        add_name(out, e->resources[r].name);
        buf_format(out, " (%s)\n", resource_unit_name(e->resources[r].unit));
    }
}

static void add_matrix_head(const struct problem *p, const char *name, struct buf *out)
{
    buf_format(out, "param %s :", name);
    for (int32_t r = 0; r < p->resource_count; r++)
        buf_format(out, " r%" PRId32, r);
    buf_add_text(out, " :=\n");
}

static void export_bins(const struct problem *p, const struct estate *e, struct buf *out)
{
    add_indices(out, "BINS", "b", p->bin_count);
    buf_add_text(out, "param: cluster_of zone_of :=\n");
    for (int32_t b = 0; b < p->bin_count; b++) {
        buf_format(out, "b%" PRId32 " c%" PRId32 " z%" PRId32 "  # ", b, p->bin_cluster[b],
                   p->bin_zone[b]);
        add_name(out, e->clusters[p->cluster_ix[p->bin_cluster[b]]].name);
        buf_add_text(out, "/");
        add_name(out, e->nodes[p->bin_node_ix[b]].name);
        buf_add_text(out, "\n");
    }
    buf_add_text(out, ";\n");
    add_matrix_head(p, "free", out);
    for (int32_t b = 0; b < p->bin_count; b++) {
        buf_format(out, "b%" PRId32, b);
        for (int32_t r = 0; r < p->resource_count; r++)
            buf_format(out, " %" PRId64, problem_free(p, b, r));
        buf_add_text(out, "\n");
    }
    buf_add_text(out, ";\n\n");
}

static void add_stack_name(const struct estate *e, int32_t stack_ix, struct buf *out)
{
    add_name(out, e->clusters[e->stacks[stack_ix].cluster_ix].name);
    buf_add_text(out, "/");
    add_name(out, e->stacks[stack_ix].name);
}

static void export_groups(const struct problem *p, const struct estate *e, struct buf *out)
{
    static const char *const kinds[] = {
        [GROUP_WHOLE] = "whole", [GROUP_REPLICAS] = "replicas", [GROUP_RESIDENT] = "resident"};
    buf_add_text(out, "set TIERS :=");
    for (int32_t t = 0; t < p->tier_count; t++)
        buf_format(out, " %" PRId32, p->tiers[t]);
    buf_add_text(out, ";\n");
    add_indices(out, "GROUPS", "g", p->group_count);
    buf_add_text(out, "param: kind tier weight :=\n");
    for (int32_t g = 0; g < p->group_count; g++) {
        const struct group *group = &p->groups[g];
        bool is_resident = group->kind == GROUP_RESIDENT;
        buf_format(out, "g%" PRId32 " %s %" PRId32 " %" PRId64 "  # ", g, kinds[group->kind],
                   is_resident ? -1 : p->tiers[group->tier_ix], is_resident ? 0 : group->weight);
        add_stack_name(e, group->stack_ix, out);
        buf_add_text(out, "\n");
    }
    buf_add_text(out, ";\n");
    for (int32_t g = 0; g < p->group_count; g++) {
        const struct group *group = &p->groups[g];
        buf_format(out, "set ALLOWED[g%" PRId32 "] :=", g);
        for (int32_t i = 0; i < group->allowed_count; i++)
            buf_format(out, " c%" PRId32, group->allowed[i]);
        buf_add_text(out, ";\n");
        if (group->kind != GROUP_REPLICAS)
            continue;
        buf_format(out, "set LIVES_IN[g%" PRId32 "] :=", g);
        for (int32_t c = 0; c < p->cluster_count; c++)
            if (group->lives_in[c])
                buf_format(out, " c%" PRId32, c);
        buf_add_text(out, ";\n");
    }
    buf_add_text(out, "set HOPELESS :=");
    for (int32_t g = 0; g < p->group_count; g++)
        if (p->groups[g].is_hopeless)
            buf_format(out, " g%" PRId32, g);
    buf_add_text(out, ";\n");
}

static void export_requires(const struct problem *p, struct buf *out)
{
    for (int same = 0; same < 2; same++) {
        buf_format(out, "set %s :=", same ? "REQUIRES_SAME" : "REQUIRES");
        for (int32_t i = 0; i < p->require_count; i++) {
            const struct require *require = &p->requires[i];
            /* The same pair may be asked for plainly and in the same cluster. */
            bool is_repeated = !same && i > 0 && require[-1].group_ix == require->group_ix &&
                               require[-1].needs_ix == require->needs_ix;
            if ((!same || require->same_cluster) && !is_repeated)
                buf_format(out, " (g%" PRId32 ",g%" PRId32 ")", require->group_ix,
                           require->needs_ix);
        }
        buf_add_text(out, ";\n");
    }
    buf_add_text(out, "\n");
}

/* The first item of a role stands for it; the others name it. */
static void export_roles(const struct problem *p, struct buf *out)
{
    if (p->twin_count == 0)
        return;
    buf_add_text(out, "param role :=");
    for (int32_t i = 0; i < p->item_count; i++) {
        const struct item *item = &p->items[i];
        if (item->twin_count > 0 && p->twins[item->first_twin] < i)
            buf_format(out, " i%" PRId32 " i%" PRId32, i, p->twins[item->first_twin]);
    }
    buf_add_text(out, ";\n");
}

static void export_caps(const struct problem *p, struct buf *out)
{
    bool any_bin = false;
    bool any_zone = false;
    for (int32_t i = 0; i < p->item_count; i++) {
        any_bin |= p->items[i].has_bin_cap;
        any_zone |= p->items[i].has_zone_cap;
    }
    if (any_bin) {
        buf_add_text(out, "param bin_cap :=");
        for (int32_t i = 0; i < p->item_count; i++)
            if (p->items[i].has_bin_cap)
                buf_format(out, " i%" PRId32 " %" PRId64, i, p->items[i].per_bin_cap);
        buf_add_text(out, ";\n");
    }
    if (any_zone) {
        buf_add_text(out, "param zone_cap :=");
        for (int32_t i = 0; i < p->item_count; i++)
            if (p->items[i].has_zone_cap)
                buf_format(out, " i%" PRId32 " %" PRId64, i, p->items[i].per_zone_cap);
        buf_add_text(out, ";\n");
    }
    if (p->present_count == 0)
        return;
    buf_add_text(out, "param present :=");
    for (int32_t i = 0; i < p->present_count; i++)
        buf_format(out, " [i%" PRId32 ",b%" PRId32 "] %" PRId64, p->present[i].item_ix,
                   p->present[i].bin_ix, p->present[i].count);
    buf_add_text(out, ";\n");
}

static void export_items(const struct problem *p, const struct estate *e, struct buf *out)
{
    add_indices(out, "ITEMS", "i", p->item_count);
    buf_add_text(out, "param: group_of class_of replicas :=\n");
    for (int32_t i = 0; i < p->item_count; i++) {
        const struct item *item = &p->items[i];
        buf_format(out, "i%" PRId32 " g%" PRId32 " e%" PRId32 " %" PRId64 "  # ", i, item->group_ix,
                   item->eligible_class, item->replicas);
        add_name(out, e->workloads[item->workload_ix].name);
        buf_add_text(out, "\n");
    }
    buf_add_text(out, ";\n");
    buf_add_text(out, "param more :=");
    for (int32_t i = 0; i < p->item_count; i++)
        if (p->items[i].more > 0)
            buf_format(out, " i%" PRId32 " %" PRId64, i, p->items[i].more);
    buf_add_text(out, ";\n");
    add_matrix_head(p, "demand", out);
    for (int32_t i = 0; i < p->item_count; i++) {
        buf_format(out, "i%" PRId32, i);
        for (int32_t r = 0; r < p->resource_count; r++)
            buf_format(out, " %" PRId64, problem_demand(p, i, r));
        buf_add_text(out, "\n");
    }
    buf_add_text(out, ";\n");
    add_indices(out, "CLASSES", "e", p->eligible_class_count);
    for (int32_t k = 0; k < p->eligible_class_count; k++) {
        buf_format(out, "set ELIGIBLE[e%" PRId32 "] :=", k);
        for (int32_t b = 0; b < p->bin_count; b++)
            if (p->eligible[(int64_t)k * p->bin_count + b])
                buf_format(out, " b%" PRId32, b);
        buf_add_text(out, ";\n");
    }
    for (int dead = 0; dead < 2; dead++) {
        buf_format(out, "set %s :=", dead ? "DEAD" : "DAEMONS");
        for (int32_t i = 0; i < p->item_count; i++)
            if (dead ? p->items[i].is_dead : p->items[i].is_daemon)
                buf_format(out, " i%" PRId32, i);
        buf_add_text(out, ";\n");
    }
    export_roles(p, out);
    export_caps(p, out);
}

void export_mathprog(const struct problem *problem, const struct estate *estate, const char *title,
                     struct buf *out)
{
    buf_add_text(out, "# ");
    add_name(out, title);
    buf_add_text(out, "\ndata;\n\n");
    export_sets(problem, estate, out);
    export_bins(problem, estate, out);
    export_groups(problem, estate, out);
    export_requires(problem, out);
    export_items(problem, estate, out);
    buf_add_text(out, "\nend;\n");
}
