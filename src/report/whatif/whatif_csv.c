/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>

#include "base/buf.h"
#include "report/csv.h"
#include "report/whatif/whatif.h"

static void write_side(const struct compare_side *side, struct buf *out)
{
    csv_defused_cell(out,
                     side->stack       ? verdict_name(side->stack->verdict)
                     : side->is_absent ? "absent"
                                       : verdict_name(VERDICT_UNAFFECTED),
                     false);
    csv_defused_cell(out, side->stack ? side->stack->target : "", false);
}

void whatif_write_csv(const struct comparison *comparison, struct buf *out)
{
    buf_add_text(out, "sign,scenario,stack,cluster,namespace,tier,critical,before,before_target,"
                      "after,after_target,tie,waived_by,expires\n");
    for (int32_t i = 0; i < comparison->difference_count; i++) {
        const struct difference *d = &comparison->differences[i];
        const struct result_stack *stack = d->after.stack ? d->after.stack : d->before.stack;
        csv_defused_cell(out, compare_word(d->sign), true);
        csv_defused_cell(out, d->scenario, false);
        csv_defused_cell(out, stack->stack, false);
        csv_defused_cell(out, stack->cluster, false);
        csv_defused_cell(out, stack->name_space, false);
        buf_format(out, ",%" PRId64, d->tier);
        csv_defused_cell(out, d->is_critical ? "yes" : "no", false);
        write_side(&d->before, out);
        write_side(&d->after, out);
        csv_defused_cell(out, d->is_tie ? "yes" : "", false);
        csv_defused_cell(out, d->waiver ? d->waiver->owner : "", false);
        csv_defused_cell(out, d->waiver ? d->waiver->expires : "", false);
        buf_add_char(out, '\n');
    }
}
