/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/solution.h"

int64_t solution_placed(const struct solution *solution, int32_t item_ix)
{
    int64_t placed = 0;
    for (int32_t i = 0; i < solution->assign_count; i++)
        if (solution->assigns[i].item_ix == item_ix)
            placed += solution->assigns[i].count;
    return placed;
}
