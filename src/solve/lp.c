/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/lp.h"

#include <assert.h>
#include <glpk.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "solve/glpk_guard.h"
#include "solve/memory.h"

/* Where rows are dense, a round of cuts takes as long as so many iterations. */
enum { CUT_ITERATIONS = 32 };

struct lp *lp_new(void)
{
    return memory_take(1, sizeof(struct lp));
}

void lp_free(struct lp *lp)
{
    if (!lp)
        return;
    free(lp->rows);
    free(lp->columns);
    free(lp->entries);
    free(lp);
}

int32_t lp_column(struct lp *lp, double lower, double upper, double cost, bool is_integer)
{
    struct lp_line line = {lower, upper, cost, is_integer, ""};

    VEC_PUSH(lp->columns, lp->column_count, lp->column_room, line);
    return (int32_t)lp->column_count - 1;
}

int32_t lp_row(struct lp *lp, double lower, double upper)
{
    struct lp_line line = {lower, upper, 0, false, ""};

    VEC_PUSH(lp->rows, lp->row_count, lp->row_room, line);
    return (int32_t)lp->row_count - 1;
}

void lp_put(struct lp *lp, int32_t row, int32_t column, double value)
{
    struct lp_entry entry = {row, column, value};

    assert(row >= 0 && (size_t)row < lp->row_count);
    assert(column >= 0 && (size_t)column < lp->column_count);
    if (value < 0 || value > 0)
        VEC_PUSH(lp->entries, lp->entry_count, lp->entry_room, entry);
}

/* GLPK takes a coefficient that is no number without a word, and calls the outcome optimal. */
static bool is_sound(const struct lp *lp)
{
    for (size_t i = 0; i < lp->entry_count; i++)
        if (!isfinite(lp->entries[i].value))
            return false;
    for (size_t i = 0; i < lp->column_count; i++)
        if (!isfinite(lp->columns[i].cost) || isnan(lp->columns[i].lower) ||
            isnan(lp->columns[i].upper) || lp->columns[i].lower > lp->columns[i].upper)
            return false;
    for (size_t i = 0; i < lp->row_count; i++)
        if (isnan(lp->rows[i].lower) || isnan(lp->rows[i].upper) ||
            lp->rows[i].lower > lp->rows[i].upper)
            return false;
    return lp->column_count < INT_MAX && lp->row_count < INT_MAX && lp->entry_count < INT_MAX;
}

/* An iteration touches the basis factors and a share of the matrix; 16 makes a tick of GLPK take
 * about as long as one of the greedy pass. */
int64_t lp_iteration_ticks(const struct lp *lp)
{
    return 16 * (int64_t)(lp->row_count + lp->column_count + lp->entry_count / 2) + 256;
}

static int bound_kind(const struct lp_line *line)
{
    bool has_lower = line->lower > -HUGE_VAL, has_upper = line->upper < HUGE_VAL;

    if (has_lower && has_upper)
        return line->lower < line->upper ? GLP_DB : GLP_FX;
    return has_lower ? GLP_LO : has_upper ? GLP_UP : GLP_FR;
}

/* Everything of one call that must outlive an interruption. */
struct job {
    const struct lp *lp;
    const double *start;
    struct work *work;
    struct lp_result *ret;
    int *row_ix, *column_ix; /* [entries + 1] */
    double *values;
    double *offer;      /* [columns + 1] */
    int64_t tick_price; /* ticks of one simplex iteration */
    int iterations;     /* counted so far */
    bool was_offered, was_stopped;
    const char *path, *title;
    enum lp_format format;
    bool is_written;
};

static glp_prob *load(struct job *job)
{
    const struct lp *lp = job->lp;
    glp_prob *prob = glp_create_prob();

    glp_set_obj_dir(prob, GLP_MAX);
    if (lp->row_count > 0)
        glp_add_rows(prob, (int)lp->row_count);
    if (lp->column_count > 0)
        glp_add_cols(prob, (int)lp->column_count);
    for (size_t i = 0; i < lp->row_count; i++) {
        const struct lp_line *row = &lp->rows[i];

        glp_set_row_bnds(prob, (int)i + 1, bound_kind(row), row->lower, row->upper);
        if (row->name[0])
            glp_set_row_name(prob, (int)i + 1, row->name);
    }
    for (size_t i = 0; i < lp->column_count; i++) {
        const struct lp_line *column = &lp->columns[i];

        glp_set_col_bnds(prob, (int)i + 1, bound_kind(column), column->lower, column->upper);
        glp_set_obj_coef(prob, (int)i + 1, column->cost);
        if (column->is_integer)
            glp_set_col_kind(prob, (int)i + 1, GLP_IV);
        if (column->name[0])
            glp_set_col_name(prob, (int)i + 1, column->name);
    }
    for (size_t i = 0; i < lp->entry_count; i++) {
        job->row_ix[i + 1] = lp->entries[i].row + 1;
        job->column_ix[i + 1] = lp->entries[i].column + 1;
        job->values[i + 1] = lp->entries[i].value;
    }
    glp_load_matrix(prob, (int)lp->entry_count, job->row_ix, job->column_ix, job->values);
    return prob;
}

/* Simplex within the budget. True when an optimal basis was reached. */
static bool simplex(struct job *job, glp_prob *prob)
{
    struct lp_result *ret = job->ret;
    int64_t most = work_left(job->work) / job->tick_price;
    glp_smcp smcp;
    int code;

    glp_init_smcp(&smcp);
    smcp.msg_lev = GLP_MSG_OFF;
    smcp.meth = GLP_DUALP;
    smcp.it_lim = most < INT_MAX / 2 ? (int)most + 1 : INT_MAX / 2;
    smcp.tm_lim = work_time_left(job->work);
    code = glp_simplex(prob, &smcp);
    job->iterations = glp_get_it_cnt(prob);
    work_spend(job->work, (job->iterations + 1) * job->tick_price);
    work_time_left(job->work);
    if (code == GLP_EITLIM || code == GLP_ETMLIM)
        ret->status = LP_STOPPED;
    else if (code != 0)
        ret->status = LP_BROKEN;
    else if (glp_get_status(prob) == GLP_OPT)
        ret->status = LP_OPTIMAL;
    else if (glp_get_status(prob) == GLP_NOFEAS)
        ret->status = LP_INFEASIBLE;
    else
        ret->status = LP_BROKEN;
    return ret->status == LP_OPTIMAL;
}

static void solve_job(void *argument)
{
    struct job *job = argument;
    struct lp_result *ret = job->ret;
    glp_prob *prob = load(job);

    glp_scale_prob(prob, GLP_SF_AUTO);
    glp_adv_basis(prob, 0);
    simplex(job, prob);
    if (ret->status == LP_OPTIMAL || ret->status == LP_STOPPED) {
        ret->has_solution = ret->status == LP_OPTIMAL;
        ret->objective = glp_get_obj_val(prob);
        for (size_t i = 0; i < job->lp->column_count; i++)
            ret->primal[i] = glp_get_col_prim(prob, (int)i + 1);
        for (size_t i = 0; i < job->lp->row_count; i++)
            ret->dual[i] = glp_get_row_dual(prob, (int)i + 1);
    }
    glp_delete_prob(prob);
}

static void note_bound(struct job *job, glp_tree *tree)
{
    int best = glp_ios_best_node(tree);

    if (best != 0) {
        double bound = glp_ios_node_bound(tree, best);

        if (bound < job->ret->bound)
            job->ret->bound = bound;
    }
}

static void watch(glp_tree *tree, void *argument)
{
    struct job *job = argument;
    glp_prob *prob = glp_ios_get_prob(tree);
    int iterations = glp_get_it_cnt(prob);
    int64_t ticks = job->tick_price / 4;

    if (iterations > job->iterations)
        ticks += (iterations - job->iterations) * job->tick_price;
    if (glp_ios_reason(tree) == GLP_ICUTGEN && job->lp->takes_first && !job->lp->skips_cuts)
        ticks += CUT_ITERATIONS * job->tick_price;
    job->iterations = iterations;
    note_bound(job, tree);
    if (glp_ios_reason(tree) == GLP_IHEUR && job->start && !job->was_offered) {
        job->was_offered = true;
        for (size_t i = 0; i < job->lp->column_count; i++)
            job->offer[i + 1] = job->start[i];
        glp_ios_heur_sol(tree, job->offer);
    }
    if (!work_spend(job->work, ticks) ||
        (job->lp->takes_first && glp_ios_reason(tree) == GLP_IBINGO)) {
        job->was_stopped = true;
        glp_ios_terminate(tree);
    }
}

static void search_job(void *argument)
{
    struct job *job = argument;
    struct lp_result *ret = job->ret;
    glp_prob *prob = load(job);
    glp_iocp iocp;
    int code;

    glp_scale_prob(prob, GLP_SF_AUTO);
    glp_adv_basis(prob, 0);
    if (simplex(job, prob)) {
        ret->bound = glp_get_obj_val(prob);
        glp_init_iocp(&iocp);
        iocp.msg_lev = GLP_MSG_OFF;
        iocp.br_tech = GLP_BR_DTH;
        iocp.bt_tech = job->lp->takes_first ? GLP_BT_DFS : GLP_BT_BLB;
        iocp.mir_cuts = job->lp->skips_cuts ? GLP_OFF : GLP_ON;
        iocp.cov_cuts = job->lp->skips_cuts ? GLP_OFF : GLP_ON;
        iocp.tm_lim = work_time_left(job->work);
        iocp.cb_func = watch;
        iocp.cb_info = job;
        ret->status = LP_BROKEN;
        code = glp_intopt(prob, &iocp);
        work_time_left(job->work);
        if (code == GLP_ESTOP || code == GLP_ETMLIM || job->was_stopped)
            ret->status = LP_STOPPED;
        else if (code == 0 && glp_mip_status(prob) == GLP_OPT)
            ret->status = LP_OPTIMAL;
        else if (code == 0 && glp_mip_status(prob) == GLP_NOFEAS)
            ret->status = LP_INFEASIBLE;
        if (glp_mip_status(prob) == GLP_OPT || glp_mip_status(prob) == GLP_FEAS) {
            ret->has_solution = true;
            ret->objective = glp_mip_obj_val(prob);
            for (size_t i = 0; i < job->lp->column_count; i++)
                ret->primal[i] = glp_mip_col_val(prob, (int)i + 1);
        }
    }
    if (ret->status == LP_OPTIMAL)
        ret->bound = ret->objective;
    glp_delete_prob(prob);
}

/* Readers of CPLEX LP take no program without rows or without columns. */
static void fill_empty(glp_prob *prob)
{
    if (glp_get_num_cols(prob) == 0) {
        int column = glp_add_cols(prob, 1);
        glp_set_col_name(prob, column, "nothing");
        glp_set_col_kind(prob, column, GLP_IV);
        glp_set_col_bnds(prob, column, GLP_FX, 0, 0);
    }
    if (glp_get_num_rows(prob) == 0) {
        int row = glp_add_rows(prob, 1);
        glp_set_row_name(prob, row, "no_limit");
        glp_set_row_bnds(prob, row, GLP_UP, 0, 0);
    }
}

static void write_job(void *argument)
{
    struct job *job = argument;
    glp_prob *prob = load(job);

    glp_set_prob_name(prob, job->title);
    glp_set_obj_name(prob, "goal");
    if (job->format == LP_FORMAT_MPS) {
        /* The format has no direction, and readers minimise. */
        glp_set_obj_dir(prob, GLP_MIN);
        for (size_t i = 0; i < job->lp->column_count; i++)
            glp_set_obj_coef(prob, (int)i + 1, -job->lp->columns[i].cost);
    }
    if (job->format == LP_FORMAT_MPS) {
        job->is_written = glp_write_mps(prob, GLP_MPS_FILE, NULL, job->path) == 0;
    } else {
        fill_empty(prob);
        job->is_written = glp_write_lp(prob, NULL, job->path) == 0;
    }
    glp_delete_prob(prob);
}

static bool run_job(struct job *job, void (*function)(void *))
{
    const struct lp *lp = job->lp;
    bool is_done;

    job->row_ix = memory_take((int64_t)lp->entry_count + 1, sizeof *job->row_ix);
    job->column_ix = memory_take((int64_t)lp->entry_count + 1, sizeof *job->column_ix);
    job->values = memory_take((int64_t)lp->entry_count + 1, sizeof *job->values);
    job->offer = memory_take((int64_t)lp->column_count + 1, sizeof *job->offer);
    job->tick_price = lp_iteration_ticks(lp);
    is_done = is_sound(lp) && glpk_guard_run(function, job);
    free(job->row_ix);
    free(job->column_ix);
    free(job->values);
    free(job->offer);
    return is_done;
}

static void run(const struct lp *lp, const double *start, struct work *work,
                void (*function)(void *), struct lp_result *ret)
{
    struct job job = {.lp = lp, .start = start, .work = work, .ret = ret};

    *ret = (struct lp_result){.status = LP_BROKEN, .bound = HUGE_VAL};
    ret->primal = memory_take((int64_t)lp->column_count + 1, sizeof *ret->primal);
    ret->dual = memory_take((int64_t)lp->row_count + 1, sizeof *ret->dual);
    if (!run_job(&job, function)) {
        ret->status = LP_BROKEN;
        ret->has_solution = false;
        ret->bound = HUGE_VAL;
    }
    for (size_t i = 0; i < lp->column_count; i++)
        if (!isfinite(ret->primal[i]))
            ret->has_solution = false;
}

void lp_solve(const struct lp *lp, struct work *work, struct lp_result *ret)
{
    run(lp, NULL, work, solve_job, ret);
}

void lp_search(const struct lp *lp, const double *start, struct work *work, struct lp_result *ret)
{
    run(lp, start, work, search_job, ret);
}

void lp_result_release(struct lp_result *result)
{
    free(result->primal);
    free(result->dual);
    *result = (struct lp_result){0};
}

bool lp_write(const struct lp *lp, const char *title, enum lp_format format, const char *path)
{
    struct job job = {.lp = lp, .path = path, .title = title, .format = format};

    return run_job(&job, write_job) && job.is_written;
}
