/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/prove/warm.h"

#include <assert.h>
#include <glpk.h>
#include <limits.h>
#include <math.h>

#include "base/arena.h"

/* A call costs as much as so many iterations: it copies, scales and factorizes. */
enum { CALL_ITERATIONS = 20 };

/* More iterations than this, for each row and column, are a circle. The other method from another
 * basis leaves it. */
enum { ITERATIONS_A_LINE = 10 };

/* A row or bound that is broken by this much, as a share of what it is. */
#define WRONG 1e-5

struct warm {
    glp_prob *prob;
    struct work *work;
    int *ix; /* 1-based, as GLPK wants it */
    double *values;
    int32_t most_entries;
};

struct warm *warm_new(struct work *work, int32_t most_entries, struct arena *arena)
{
    struct warm *warm = ARENA_NEW(arena, 1, struct warm);

    warm->work = work;
    warm->most_entries = most_entries;
    warm->ix = ARENA_NEW(arena, most_entries + 1, int);
    warm->values = ARENA_NEW(arena, most_entries + 1, double);
    warm->prob = glp_create_prob();
    glp_set_obj_dir(warm->prob, GLP_MAX);
    return warm;
}

void warm_free(struct warm *warm)
{
    glp_delete_prob(warm->prob);
}

static int kind(double lower, double upper)
{
    if (lower <= -HUGE_VAL)
        return upper >= HUGE_VAL ? GLP_FR : GLP_UP;
    if (upper >= HUGE_VAL)
        return GLP_LO;
    return upper > lower ? GLP_DB : GLP_FX;
}

static int32_t copy_entries(struct warm *warm, const struct warm_entry *entries, int32_t count)
{
    int32_t kept = 0;

    assert(count <= warm->most_entries);
    for (int32_t i = 0; i < count; i++) {
        if (!isfinite(entries[i].value) || fabs(entries[i].value) < 1e-300)
            continue;
        kept++;
        warm->ix[kept] = entries[i].at + 1;
        warm->values[kept] = entries[i].value;
    }
    return kept;
}

int32_t warm_add_row(struct warm *warm, double lower, double upper,
                     const struct warm_entry *entries, int32_t count)
{
    int row = glp_add_rows(warm->prob, 1);

    glp_set_row_bnds(warm->prob, row, kind(lower, upper), lower, upper);
    glp_set_mat_row(warm->prob, row, copy_entries(warm, entries, count), warm->ix, warm->values);
    return row - 1;
}

int32_t warm_add_column(struct warm *warm, double lower, double upper, double cost,
                        const struct warm_entry *entries, int32_t count)
{
    int column = glp_add_cols(warm->prob, 1);

    glp_set_col_bnds(warm->prob, column, kind(lower, upper), lower, upper);
    glp_set_obj_coef(warm->prob, column, cost);
    glp_set_mat_col(warm->prob, column, copy_entries(warm, entries, count), warm->ix, warm->values);
    return column - 1;
}

void warm_bound_row(struct warm *warm, int32_t row, double lower, double upper)
{
    glp_set_row_bnds(warm->prob, row + 1, kind(lower, upper), lower, upper);
}

void warm_bound_column(struct warm *warm, int32_t column, double lower, double upper)
{
    glp_set_col_bnds(warm->prob, column + 1, kind(lower, upper), lower, upper);
}

void warm_set_cost(struct warm *warm, int32_t column, double cost)
{
    glp_set_obj_coef(warm->prob, column + 1, cost);
}

void warm_delete_rows(struct warm *warm, const int32_t *rows, int32_t count)
{
    int one[2];

    for (int32_t i = count; i > 0; i--) {
        one[1] = rows[i - 1] + 1;
        glp_del_rows(warm->prob, 1, one);
    }
}

int32_t warm_row_count(const struct warm *warm)
{
    return glp_get_num_rows(warm->prob);
}

/* What GLPK calls optimal is not always possible. */
static bool is_wrong(const struct warm *warm)
{
    static const int conditions[] = {GLP_KKT_PE, GLP_KKT_PB};
    bool is_found = false;

    for (int k = 0; k < 2 && glp_get_status(warm->prob) == GLP_OPT; k++) {
        double most, share;
        int at, share_at;

        glp_check_kkt(warm->prob, GLP_SOL, conditions[k], &most, &at, &share, &share_at);
        is_found = is_found || share > WRONG;
    }
    return is_found;
}

static bool has_failed(const struct warm *warm, int code)
{
    return code == 0 ? is_wrong(warm) : code != GLP_EITLIM && code != GLP_ETMLIM;
}

enum lp_status warm_solve(struct warm *warm, bool is_dual, int32_t iteration_max)
{
    int rows = glp_get_num_rows(warm->prob), columns = glp_get_num_cols(warm->prob);
    int64_t price = (glp_get_num_nz(warm->prob) + rows + columns) + 256;
    int64_t most = work_left(warm->work) / price;
    int64_t patience = ITERATIONS_A_LINE * ((int64_t)rows + columns);
    int before = glp_get_it_cnt(warm->prob), code;
    glp_smcp smcp;

    if (iteration_max > 0 && most > iteration_max)
        most = iteration_max;
    most = most < INT_MAX / 2 ? most + 1 : INT_MAX / 2;
    glp_init_smcp(&smcp);
    smcp.msg_lev = GLP_MSG_OFF;
    smcp.meth = is_dual ? GLP_DUALP : GLP_PRIMAL;
    smcp.it_lim = (int)(most < patience ? most : patience);
    smcp.tm_lim = work_time_left(warm->work);
    code = glp_simplex(warm->prob, &smcp);
    if (has_failed(warm, code) || (code == GLP_EITLIM && smcp.it_lim < most)) {
        smcp.meth = GLP_PRIMAL;
        smcp.it_lim = (int)most;
        glp_adv_basis(warm->prob, 0);
        code = glp_simplex(warm->prob, &smcp);
    }
    if (has_failed(warm, code)) {
        glp_std_basis(warm->prob);
        code = glp_simplex(warm->prob, &smcp);
    }
    work_spend(warm->work, (glp_get_it_cnt(warm->prob) - before + CALL_ITERATIONS) * price);
    if (code == GLP_EITLIM || code == GLP_ETMLIM)
        return LP_STOPPED;
    if (has_failed(warm, code))
        return LP_BROKEN;
    switch (glp_get_status(warm->prob)) {
    case GLP_OPT: return LP_OPTIMAL;
    case GLP_NOFEAS: return LP_INFEASIBLE;
    default: return LP_BROKEN;
    }
}

double warm_objective(const struct warm *warm)
{
    return glp_get_obj_val(warm->prob);
}

double warm_primal(const struct warm *warm, int32_t column)
{
    return glp_get_col_prim(warm->prob, column + 1);
}

double warm_dual(const struct warm *warm, int32_t row)
{
    return glp_get_row_dual(warm->prob, row + 1);
}

bool warm_row_is_basic(const struct warm *warm, int32_t row)
{
    return glp_get_row_stat(warm->prob, row + 1) == GLP_BS;
}

int32_t warm_column_count(const struct warm *warm)
{
    return glp_get_num_cols(warm->prob);
}

void warm_note(const struct warm *warm, unsigned char *statuses)
{
    int rows = glp_get_num_rows(warm->prob), columns = glp_get_num_cols(warm->prob);

    for (int i = 0; i < rows; i++)
        statuses[i] = (unsigned char)glp_get_row_stat(warm->prob, i + 1);
    for (int i = 0; i < columns; i++)
        statuses[rows + i] = (unsigned char)glp_get_col_stat(warm->prob, i + 1);
}

void warm_return(struct warm *warm, const unsigned char *statuses)
{
    int rows = glp_get_num_rows(warm->prob), columns = glp_get_num_cols(warm->prob);

    for (int i = 0; i < rows; i++)
        glp_set_row_stat(warm->prob, i + 1, statuses[i]);
    for (int i = 0; i < columns; i++)
        glp_set_col_stat(warm->prob, i + 1, statuses[rows + i]);
}
