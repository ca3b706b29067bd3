/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a result says of standby clusters, counted again. */
#include <string.h>

#include "estate/estate.h"
#include "result/check/result_check.h"
#include "verify/verify_report.h"

static const char *role_of(const struct estate *e, const char *cluster)
{
    for (int32_t c = 0; c < e->cluster_count; c++)
        if (!strcmp(e->clusters[c].name, cluster))
            return e->clusters[c].role == ROLE_STANDBY_HOT    ? "standby-hot"
                   : e->clusters[c].role == ROLE_STANDBY_COLD ? "standby-cold"
                                                              : "";
    return "";
}

void standby_check(const struct estate *estate, const struct result_answer *answer,
                   struct arena *arena, struct verify_report *report)
{
    for (int32_t c = 0; c < answer->cluster_count; c++) {
        const struct result_cluster *cluster = &answer->clusters[c];
        const char *role = role_of(estate, cluster->cluster);
        if (!cluster->standby)
            continue;
        struct result_standby is =
            result_standby_of(answer, cluster->cluster, role, estate->critical_tier);
        report->claims++;
        if (strcmp(is.role, cluster->standby->role) != 0 || is.stacks != cluster->standby->stacks ||
            is.critical != cluster->standby->critical || is.weight != cluster->standby->weight)
            report_refuted(report, arena, "what rests on standby cluster %.80s is not as told",
                           cluster->cluster);
    }
}
