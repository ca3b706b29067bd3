/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/sets/column_lp.h"

#include <assert.h>
#include <glpk.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>

#include "solve/glpk_guard.h"
#include "solve/memory.h"
#include "solve/work.h"

struct column_lp {
    glp_prob *prob;
    struct work *work;
    int32_t row_count, column_count;
    int *rows;      /* [row_count + 1] scratch */
    double *values; /* [row_count + 1] scratch */
    int64_t entries;
    void (*function)(struct column_lp *lp, void *argument);
    void *argument;
};

static void start(void *argument)
{
    struct column_lp *lp = argument;

    lp->prob = glp_create_prob();
    glp_set_obj_dir(lp->prob, GLP_MIN);
    if (lp->row_count > 0)
        glp_add_rows(lp->prob, lp->row_count);
    lp->function(lp, lp->argument);
    glp_delete_prob(lp->prob);
}

bool column_lp_run(int32_t row_count, struct work *work,
                   void (*function)(struct column_lp *lp, void *argument), void *argument)
{
    struct column_lp lp = {
        .work = work, .row_count = row_count, .function = function, .argument = argument};
    bool is_done;

    lp.rows = memory_take(row_count + 1, sizeof *lp.rows);
    lp.values = memory_take(row_count + 1, sizeof *lp.values);
    is_done = glpk_guard_run(start, &lp);
    free(lp.rows);
    free(lp.values);
    return is_done;
}

void column_lp_bounds(struct column_lp *lp, int32_t row, double lower, double upper)
{
    int kind = lower > -HUGE_VAL ? GLP_LO : GLP_FR;

    if (upper < HUGE_VAL)
        kind = kind == GLP_FR ? GLP_UP : lower < upper ? GLP_DB : GLP_FX;
    glp_set_row_bnds(lp->prob, row + 1, kind, lower, upper);
}

int32_t column_lp_add(struct column_lp *lp, double cost, int32_t count, const int32_t *rows,
                      const double *values)
{
    int column = glp_add_cols(lp->prob, 1);

    assert(count <= lp->row_count && isfinite(cost));
    for (int32_t i = 0; i < count; i++) {
        assert(isfinite(values[i]));
        lp->rows[i + 1] = rows[i] + 1;
        lp->values[i + 1] = values[i];
    }
    glp_set_col_bnds(lp->prob, column, GLP_LO, 0, 0);
    glp_set_obj_coef(lp->prob, column, cost);
    glp_set_mat_col(lp->prob, column, count, lp->rows, lp->values);
    lp->entries += count;
    return lp->column_count++;
}

void column_lp_cost(struct column_lp *lp, int32_t column, double cost)
{
    glp_set_obj_coef(lp->prob, column + 1, cost);
}

void column_lp_drop(struct column_lp *lp, const bool *is_out)
{
    int *columns = memory_take(lp->column_count + 1, sizeof *columns);
    int count = 0;

    for (int32_t i = 0; i < lp->column_count; i++)
        if (is_out[i]) {
            columns[++count] = i + 1;
            lp->entries -= glp_get_mat_col(lp->prob, i + 1, NULL, NULL);
        }
    if (count > 0)
        glp_del_cols(lp->prob, count, columns);
    lp->column_count -= count;
    free(columns);
}

bool column_lp_solve(struct column_lp *lp)
{
    int64_t price = 16 * (lp->row_count + 4) + 4 * (lp->entries + lp->column_count), most;
    int before = glp_get_it_cnt(lp->prob), code, tries = 0;
    glp_smcp smcp;

    glp_init_smcp(&smcp);
    smcp.msg_lev = GLP_MSG_OFF;
    do {
        most = work_left(lp->work) / price;
        smcp.meth = tries == 0 ? GLP_PRIMAL : GLP_DUALP;
        smcp.it_lim = most < INT_MAX / 2 ? (int)most + 1 : INT_MAX / 2;
        smcp.tm_lim = work_time_left(lp->work);
        code = glp_simplex(lp->prob, &smcp);
        if (code == GLP_EBADB || code == GLP_ESING || code == GLP_ECOND)
            glp_std_basis(lp->prob);
    } while (code != 0 && code != GLP_EITLIM && code != GLP_ETMLIM && ++tries < 2);
    work_spend(lp->work, (glp_get_it_cnt(lp->prob) - before + 3) * price + 4096);
    return code == 0 && glp_get_status(lp->prob) == GLP_OPT;
}

double column_lp_primal(const struct column_lp *lp, int32_t column)
{
    return glp_get_col_prim(lp->prob, column + 1);
}

double column_lp_reduced(const struct column_lp *lp, int32_t column)
{
    return glp_get_col_dual(lp->prob, column + 1);
}

bool column_lp_is_basic(const struct column_lp *lp, int32_t column)
{
    return glp_get_col_stat(lp->prob, column + 1) == GLP_BS;
}

double column_lp_dual(const struct column_lp *lp, int32_t row)
{
    return glp_get_row_dual(lp->prob, row + 1);
}
