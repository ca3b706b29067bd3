/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/pods/search_room.h"

enum { COLUMNS_MAX = 60000 };

static bool has_such_daemons(const struct problem *p)
{
    for (int32_t i = 0; i < p->item_count; i++)
        if (p->items[i].may_come)
            return true;
    return false;
}

bool search_room(struct solver *solver, const struct mip_question *question,
                 struct answer *ret_answer)
{
    struct mip_question for_plans = *question;
    bool is_found = false;
    struct mip *mip;
    int64_t bound;

    if (!has_such_daemons(solver->problem) || work_is_out(&solver->work))
        return false;
    for_plans.for_plans = true;
    mip = mip_new(solver->problem, solver->index, solver->coverage, &for_plans, COLUMNS_MAX);
    if (mip && mip_is_affordable(mip, &solver->work))
        mip_search(mip, solver->best, &solver->work, ret_answer, &is_found, &bound);
    mip_free(mip);
    return is_found && solver_accepts(solver, ret_answer);
}
