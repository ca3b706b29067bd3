/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/export.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/caps.h"
#include "base/error.h"
#include "solve/coverage.h"
#include "solve/greedy/index.h"
#include "solve/mip/mip.h"

enum { COLUMNS_MAX = 10000000 };

/* Factor of each tier; false when the largest possible goal is not an exact double. */
static bool find_factors(const struct index *index, int32_t last_tier, double *factors)
{
    int64_t product = 1;

    for (int32_t t = last_tier; t >= 0; t--) {
        factors[t] = (double)product;
        if (index->tier_weight[t] >= CAP_QUANTITY ||
            __builtin_mul_overflow(product, index->tier_weight[t] + 1, &product) ||
            product > CAP_QUANTITY)
            return false;
    }
    return true;
}

/* GLPK writes to files only. */
static bool write_text(const struct lp *lp, enum export_format format, struct buf *ret,
                       struct error *reterr)
{
    const char *folder = getenv("TMPDIR");
    char path[4096];
    bool is_written;
    int fd;

    if (snprintf(path, sizeof path, "%s/muster-export.XXXXXX",
                 folder && *folder ? folder : "/tmp") >= (int)sizeof path)
        return error_set(reterr, ERROR_INPUT, "TMPDIR: the path is too long; expected a folder");
    fd = mkstemp(path);
    if (fd < 0)
        return error_set(reterr, ERROR_INPUT, "no temporary file can be made in %s",
                         folder && *folder ? folder : "/tmp");
    close(fd);
    is_written =
        lp_write(lp, "muster", format == EXPORT_MPS ? LP_FORMAT_MPS : LP_FORMAT_CPLEX, path);
    if (is_written)
        is_written = buf_read_file(ret, path, CAP_FILE_BYTES, reterr);
    else
        error_set(reterr, ERROR_INTERNAL, "GLPK could not write the model to %s", path);
    unlink(path);
    return is_written;
}

bool solve_export(const struct problem *problem, enum export_format format, int32_t last_tier,
                  struct buf *ret, struct error *reterr)
{
    struct arena *arena = arena_new();
    struct index *index = index_new(problem, arena);
    struct coverage *coverage = coverage_new(problem, index, arena);
    double *factors = ARENA_NEW(arena, problem->tier_count, double);
    struct mip_question question = {
        .goal = MIP_WEIGHTED, .forced = -1, .has_names = true, .for_plans = true};
    struct mip *mip = NULL;
    bool is_done = false;

    question.tier = last_tier >= 0 ? last_tier : problem->tier_count - 1;
    question.tier_factor = factors;
    if (!find_factors(index, question.tier, factors)) {
        error_set(reterr, ERROR_LIMIT,
                  "the goal of %d tiers is not exact in one objective: the product of their "
                  "weights passes 2^53; export fewer tiers",
                  (int)(question.tier + 1));
    } else {
        mip = mip_new(problem, index, coverage, &question, COLUMNS_MAX);
        if (mip)
            is_done = write_text(mip_lp(mip), format, ret, reterr);
        else
            error_set(reterr, ERROR_LIMIT, "the model is too large: more than %d columns",
                      (int)COLUMNS_MAX);
    }
    mip_free(mip);
    arena_free(arena);
    return is_done;
}
