/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estate/finding.h"

#include <assert.h>

#include "base/buf.h"

const char *severity_name(enum severity severity)
{
    static const char *const names[] = {"info", "warning", "error"};
    assert((unsigned)severity < 3);
    return names[severity];
}

void finding_add_where(const struct estate *estate, const struct finding *finding, struct buf *out)
{
    if (finding->cluster_ix >= 0)
        buf_add_text(out, estate->clusters[finding->cluster_ix].name);
    if (finding->stack_ix >= 0) {
        const struct stack *stack = &estate->stacks[finding->stack_ix];
        buf_format(out, "/%s%s%s", stack->name_space, stack->name_space[0] ? "/" : "", stack->name);
    }
    if (finding->node_ix >= 0)
        buf_format(out, "/%s", estate->nodes[finding->node_ix].name);
}
