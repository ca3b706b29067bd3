/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "verify/proof/proof.h"

#define MULTIPLIER_MAX ((int64_t)1 << CERTIFICATE_MULTIPLIER_MAX_LOG2)

static bool is_multiplier(int64_t value)
{
    return value >= 0 && value <= MULTIPLIER_MAX;
}

static const char *row_fault(const struct proof *proof, const struct leaf *leaf, int32_t i)
{
    const struct question *q = &proof->cover->q;
    const struct capacity_multiplier *m = &leaf->rows[i];

    if (m->cluster_ix < 0 || m->cluster_ix >= q->estate->cluster_count || m->resource < 0 ||
        m->resource >= q->resource_count)
        return "a row is of no cluster or resource of the estate";
    if (q->scenario->cluster_lost[m->cluster_ix])
        return "a row is of a lost cluster";
    if (!is_multiplier(m->mu))
        return "the multiplier of a row is not in 0 to 2^52";
    if (i > 0 && (m[-1].cluster_ix > m->cluster_ix ||
                  (m[-1].cluster_ix == m->cluster_ix && m[-1].resource >= m->resource)))
        return "rows do not ascend by cluster, then resource";
    return NULL;
}

static const char *cut_fault(const struct proof *proof, const struct leaf *leaf, int32_t i)
{
    const struct cut_multiplier *m = &leaf->cuts[i];

    if (m->cut_ix < 0 || m->cut_ix >= proof->certificate->cut_count)
        return "a multiplier is of no cut";
    if (!is_multiplier(m->mu))
        return "the multiplier of a cut is not in 0 to 2^52";
    if (i > 0 && m[-1].cut_ix >= m->cut_ix)
        return "multipliers of cuts do not ascend";
    return NULL;
}

static bool ascends(const struct require_multiplier *a, const struct require_multiplier *b)
{
    if (a->stack_ix != b->stack_ix)
        return a->stack_ix < b->stack_ix;
    if (a->needs_ix != b->needs_ix)
        return a->needs_ix < b->needs_ix;
    return a->cluster_ix < b->cluster_ix;
}

/* Is it up only where needs_ix is, because of what it leans on: stacks that run on, and what they
 * require in turn? */
static bool leans_on(const struct question *q, int32_t stack_ix, int32_t needs_ix)
{
    bool *is_seen = ARENA_NEW(q->arena, q->estate->stack_count, bool);
    int32_t *todo = ARENA_NEW(q->arena, q->estate->stack_count, int32_t);
    int32_t count = 0;

    todo[count++] = stack_ix;
    is_seen[stack_ix] = true;
    for (int32_t at = 0; at < count; at++) {
        const struct stack *stack = &q->estate->stacks[todo[at]];

        for (int32_t i = 0; i < stack->require_count; i++) {
            int32_t needed = stack->requires[i].stack_ix, subject = question_subject(q, needed);

            if (subject == needs_ix)
                return true;
            if (q->unit_of_stack[subject] >= 0 || is_seen[needed])
                continue;
            is_seen[needed] = true;
            todo[count++] = needed;
        }
    }
    return false;
}

/* Does the estate say that where the one is up, the other is (in this cluster)? A stack that is
 * displaced as a whole is up only where it is in full; what runs on elsewhere is no row. */
static bool is_required(const struct proof *proof, const struct require_multiplier *m)
{
    const struct question *q = &proof->cover->q;
    const struct stack *stack = &q->estate->stacks[m->stack_ix];

    for (int32_t i = 0; i < stack->require_count; i++) {
        int32_t needed = stack->requires[i].stack_ix;

        if (question_subject(q, needed) != m->needs_ix)
            continue;
        if (m->cluster_ix < 0 ||
            (stack->requires[i].same_cluster && !question_stands_in(q, needed, m->cluster_ix)))
            return true;
    }
    return m->cluster_ix < 0 && leans_on(q, m->stack_ix, m->needs_ix);
}

static const char *require_fault(const struct proof *proof, const struct leaf *leaf, int32_t i)
{
    const struct question *q = &proof->cover->q;
    const struct require_multiplier *m = &leaf->requires[i];
    int32_t u = proof_unit(proof, m->stack_ix), needs = proof_unit(proof, m->needs_ix);

    if (u < 0 || needs < 0 || u == needs || q->units[needs].kind != UNIT_WHOLE ||
        (m->cluster_ix >= 0 && q->units[u].kind != UNIT_WHOLE))
        return "a requirement is of stacks that are not displaced like that";
    if (m->cluster_ix < -1 || m->cluster_ix >= q->estate->cluster_count ||
        (m->cluster_ix >= 0 && q->scenario->cluster_lost[m->cluster_ix]))
        return "a requirement is of no surviving cluster";
    if (!is_required(proof, m) || (q->units[u].gives_way && !q->units[needs].gives_way))
        return "a requirement is not the estate's";
    if (m->cluster_ix >= 0 && q->units[u].gives_way &&
        q->estate->stacks[m->stack_ix].cluster_ix != q->estate->stacks[m->needs_ix].cluster_ix)
        return "a requirement is of a resident that is not beside it today";
    if (!is_multiplier(m->th))
        return "the multiplier of a requirement is not in 0 to 2^52";
    if (i > 0 && !ascends(m - 1, m))
        return "requirements do not ascend";
    return NULL;
}

static const char *stack_fault(const struct proof *proof, const struct leaf *leaf, int32_t i)
{
    const struct stack_multiplier *m = &leaf->stacks[i];
    int32_t u = proof_unit(proof, m->stack_ix);

    if (u < 0 || proof->cover->q.units[u].kind != UNIT_WHOLE)
        return "a multiplier is of a stack that is not displaced as a whole";
    if (m->m < -MULTIPLIER_MAX || m->m > MULTIPLIER_MAX)
        return "the multiplier of a stack is not within 2^52";
    if (m->m < 0 && proof->states[u].must == 0)
        return "the multiplier of a stack that need not be recovered is below 0";
    if (i > 0 && m[-1].stack_ix >= m->stack_ix)
        return "multipliers of stacks do not ascend";
    return NULL;
}

const char *leaf_fault(const struct proof *proof, const struct leaf *leaf)
{
    const char *fault = NULL;

    if (leaf->v_count < 0 || leaf->v_count > proof->z_count)
        return "there are more multipliers than tiers up to its own";
    for (int32_t i = 0; i < leaf->v_count; i++) {
        if (!is_multiplier(leaf->v[i]))
            return "the multiplier of a tier is not in 0 to 2^52";
    }
    for (int32_t i = 0; !fault && i < leaf->row_count; i++)
        fault = row_fault(proof, leaf, i);
    for (int32_t i = 0; !fault && i < leaf->cut_count; i++)
        fault = cut_fault(proof, leaf, i);
    for (int32_t i = 0; !fault && i < leaf->require_count; i++)
        fault = require_fault(proof, leaf, i);
    for (int32_t i = 0; !fault && leaf->is_sets && i < leaf->stack_count; i++)
        fault = stack_fault(proof, leaf, i);
    return fault;
}
