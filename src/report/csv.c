/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/csv.h"

#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "document/rows.h"

void csv_defused_cell(struct buf *out, const char *text, bool first)
{
    /* A byte becomes at most four: \xNN. */
    size_t size = 4 * strlen(text) + 1;
    struct arena *arena = arena_new();
    char *safe = arena_alloc(arena, size, 1);
    text_make_safe(text, safe, size);
    if (!first)
        buf_add_char(out, ',');
    rows_write_cell(out, text[0] && strchr("=+-@\t\r", text[0]) ? arena_format(arena, "'%s", safe)
                                                                : safe);
    arena_free(arena);
}

static void number(struct buf *out, int64_t value)
{
    buf_format(out, ",%" PRId64, value);
}

static const char *yes_no(bool is_true)
{
    return is_true ? "yes" : "no";
}

/* "api:west/n1=2;api:west/n2=1" */
static void write_nodes(const struct result_stack *stack, struct buf *out)
{
    struct buf cell;
    buf_init(&cell);
    for (int32_t i = 0; i < stack->plan_count; i++)
        buf_format(&cell, "%s%s:%s/%s=%" PRId64, i > 0 ? ";" : "", stack->plan[i].workload,
                   stack->plan[i].cluster, stack->plan[i].node, stack->plan[i].replicas);
    csv_defused_cell(out, cell.data, false);
    buf_release(&cell);
}

static void write_reason(const struct result_stack *stack, struct buf *out)
{
    struct buf cell;
    const char *separator = "";
    buf_init(&cell);
    for (int32_t i = 0; i < stack->reason_count; i++, separator = "; ")
        buf_format(&cell, "%s%s", separator, stack->reasons[i].text);
    for (int32_t i = 0; i < stack->need_count; i++, separator = "; ")
        buf_format(&cell, "%srequires %s", separator, stack->needs[i]);
    for (int32_t i = 0; i < stack->for_count; i++, separator = "; ")
        buf_format(&cell, "%sfor %s", separator, stack->for_whom[i]);
    for (int32_t i = 0; i < stack->instead_of_count; i++, separator = "; ")
        buf_format(&cell, "%sinstead of %s", separator, stack->instead_of[i]);
    csv_defused_cell(out, cell.data, false);
    buf_release(&cell);
}

/* What the target holds of the limits on it, as a fraction; 0/1 also where not even the
 * reservations hold. */
static void write_burst(const struct result_answer *answer, const char *target, struct buf *out)
{
    const struct result_overload *overload = NULL;
    for (int32_t c = 0; c < answer->cluster_count && target[0]; c++)
        if (!strcmp(answer->clusters[c].cluster, target))
            overload = answer->clusters[c].overload;
    if (!overload) {
        buf_add_text(out, ",,");
        return;
    }
    number(out, overload->burst.num);
    number(out, overload->burst.den);
}

/* How much of the resource each unreserved replica on the target may use. */
static void write_bears(const struct result_answer *answer, const char *resource,
                        const char *target, struct buf *out)
{
    const struct result_bearing *bearing = unreserved_of_cluster(answer, resource, target);
    if (bearing)
        number(out, bearing->bears);
    else
        buf_add_char(out, ',');
}

/* Who fell in a cascade: "west;gate" */
static void write_fallen(const struct result_cascade *cascade, struct buf *out)
{
    struct buf cell;
    buf_init(&cell);
    for (int32_t i = 0; cascade && i < cascade->fall_count; i++)
        buf_format(&cell, "%s%s", i > 0 ? ";" : "", cascade->falls[i].cluster);
    csv_defused_cell(out, cell.data, false);
    buf_release(&cell);
}

/* "west;yard" */
static void write_predeployed(const struct result_stack *stack, struct buf *out)
{
    struct buf cell;
    buf_init(&cell);
    for (int32_t i = 0; i < stack->predeployed_count; i++)
        buf_format(&cell, "%s%s", i > 0 ? ";" : "", stack->predeployed[i]);
    csv_defused_cell(out, cell.data, false);
    buf_release(&cell);
}

static void write_margin(const struct result_answer *answer, const struct result_stack *stack,
                         struct buf *out)
{
    struct result_margin margin;
    const struct result_growth *growth = result_stack_growth(answer, stack);
    if (stack->verdict != VERDICT_FITS || !result_margin(answer, stack, &margin)) {
        buf_add_text(out, ",,,,");
        return;
    }
    csv_defused_cell(out, margin.cluster, false);
    csv_defused_cell(out, margin.resource, false);
    number(out, margin.left);
    if (growth)
        number(out, result_growth_percent(growth));
    else
        buf_add_char(out, ',');
}

static void write_row(const struct result_scenario *scenario, const struct result_answer *answer,
                      const struct result_stack *stack, struct buf *out)
{
    bool is_refused = stack->verdict == VERDICT_DOES_NOT_FIT || stack->verdict == VERDICT_BLOCKED;
    csv_defused_cell(out, scenario->name, true);
    csv_defused_cell(out, stack->stack, false);
    csv_defused_cell(out, stack->cluster, false);
    csv_defused_cell(out, stack->name_space, false);
    number(out, stack->tier);
    number(out, stack->weight);
    csv_defused_cell(out, verdict_name(stack->verdict), false);
    csv_defused_cell(out, stack->target, false);
    csv_defused_cell(
        out, stack->fits_alone == ALONE_UNSAID ? "" : yes_no(stack->fits_alone == ALONE_YES),
        false);
    csv_defused_cell(out, is_refused ? yes_no(stack->is_certified) : "", false);
    if (stack->has_replicas) {
        number(out, stack->replicas_up);
        number(out, stack->replicas_total);
    } else {
        buf_add_text(out, ",,");
    }
    csv_defused_cell(out, stack->is_assumed ? "yes" : "", false);
    csv_defused_cell(out, stack->not_modelled_count > 0 ? "yes" : "", false);
    csv_defused_cell(out, result_status_name(answer->status), false);
    csv_defused_cell(out, yes_no(scenario->limit_hit), false);
    write_nodes(stack, out);
    write_reason(stack, out);
    csv_defused_cell(out, answer == &scenario->as_is ? "as_is" : "with_eviction", false);
    write_margin(answer, stack, out);
    write_burst(answer, stack->target, out);
    write_fallen(scenario->cascade, out);
    write_bears(answer, "cpu", stack->target, out);
    write_bears(answer, "memory", stack->target, out);
    write_predeployed(stack, out);
    buf_add_char(out, '\n');
}

void result_csv_write(const struct result *result, struct buf *out)
{
    buf_add_text(out, "scenario,stack,cluster,namespace,tier,weight,verdict,target,fits_alone,"
                      "certified,replicas_up,replicas,assumed,not_modelled,status,limit_hit,nodes,"
                      "reason,answer,margin_cluster,margin_resource,margin_left,growth_percent,"
                      "target_burst_num,target_burst_den,fallen,target_bears_cpu,"
                      "target_bears_memory,predeployed\n");
    for (int32_t s = 0; s < result->scenario_count; s++) {
        const struct result_scenario *scenario = &result->scenarios[s];
        for (int32_t i = 0; i < scenario->as_is.stack_count; i++)
            write_row(scenario, &scenario->as_is, &scenario->as_is.stacks[i], out);
        for (int32_t i = 0; scenario->has_eviction && i < scenario->with_eviction.stack_count; i++)
            write_row(scenario, &scenario->with_eviction, &scenario->with_eviction.stacks[i], out);
    }
}
