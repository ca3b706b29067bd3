/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "result/tell/tell.h"

bool tell_is_blocked(const struct telling *t, int32_t group_ix)
{
    const struct problem *p = t->problem;
    const struct group *group = &p->groups[group_ix];
    if (group->allowed_count == 0 || group->is_hopeless)
        return true;
    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++) {
        if (p->items[i].is_daemon || p->items[i].replicas == 0)
            continue;
        bool found = false;
        for (int32_t a = 0; a < group->allowed_count && !found; a++) {
            int32_t c = group->allowed[a];
            for (int32_t bin = p->first_bin[c]; bin < p->first_bin[c + 1] && !found; bin++)
                found = problem_eligible(p, i, bin);
        }
        if (!found)
            return true;
    }
    return false;
}

/* blocked[g]: by itself, or by what it requires. Requirements have no cycle, so repeating until
 * nothing changes ends. */
bool *tell_blocked(const struct telling *t, struct arena *arena)
{
    const struct problem *p = t->problem;
    bool *blocked = ARENA_NEW(arena, p->group_count, bool);
    for (int32_t g = 0; g < p->group_count; g++)
        blocked[g] = p->groups[g].kind != GROUP_RESIDENT && tell_is_blocked(t, g);
    for (bool changed = true; changed;) {
        changed = false;
        for (int32_t i = 0; i < p->require_count; i++)
            if (blocked[p->requires[i].needs_ix] && !blocked[p->requires[i].group_ix]) {
                blocked[p->requires[i].group_ix] = true;
                changed = true;
            }
    }
    return blocked;
}

/* All of its replicas have a place, and still it is not recovered: something it requires is down.
 */
static bool is_complete(const struct telling *t, int32_t group_ix)
{
    const struct group *group = &t->problem->groups[group_ix];
    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++)
        if (t->placed[i] < t->problem->items[i].replicas + t->problem->items[i].more)
            return false;
    return true;
}

enum verdict tell_verdict(const struct telling *t, int32_t group_ix, bool is_blocked,
                          int64_t replicas_up)
{
    const struct group *group = &t->problem->groups[group_ix];
    enum group_outcome outcome = t->solution->groups[group_ix].outcome;
    bool is_open = t->check_failure || t->solution->status == SOLVE_FAILED;
    if (outcome == OUTCOME_IN_PLAN)
        return is_open                    ? VERDICT_UNKNOWN
               : is_complete(t, group_ix) ? VERDICT_FITS
                                          : VERDICT_DEGRADED;
    bool runs_partly = group->kind == GROUP_REPLICAS && replicas_up > 0;
    if (is_blocked && !runs_partly)
        return VERDICT_BLOCKED;
    if (is_open)
        return outcome == OUTCOME_NEVER_ALONE ? VERDICT_DOES_NOT_FIT : VERDICT_UNKNOWN;
    if (runs_partly && is_complete(t, group_ix))
        return VERDICT_AFFECTED;
    switch (outcome) {
    case OUTCOME_CHOICE: return VERDICT_CHOICE;
    case OUTCOME_UNDECIDED: return VERDICT_UNKNOWN;
    case OUTCOME_IN_PLAN:
    case OUTCOME_NEVER_ALONE:
    case OUTCOME_NEVER: break;
    }
    return runs_partly ? VERDICT_DEGRADED : VERDICT_DOES_NOT_FIT;
}
