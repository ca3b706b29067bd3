/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show_rule: placement rules as JSON, and what all parts of show_json share. Private to report/. */
#ifndef MUSTER_REPORT_SHOW_RULE_H
#define MUSTER_REPORT_SHOW_RULE_H

#include "estate/estate.h"

struct json_writer;

const char *show_effect_name(enum taint_effect effect); /* "NoSchedule" */

/* A member that is left out when it is empty. */
void show_write_labels(struct json_writer *json, const char *key, const struct label *labels,
                       int32_t count);

/* One rule as an object; what it does not say is left out. */
void show_write_rule(struct json_writer *json, const struct rule *rule);
void show_write_pod_rule(struct json_writer *json, const struct pod_rule *rule);

/* Members of a cluster; left out where it has none. */
void show_write_name_spaces(struct json_writer *json, const struct estate *estate,
                            int32_t cluster_ix);
void show_write_quotas(struct json_writer *json, const struct estate *estate, int32_t cluster_ix);
void show_write_budgets(struct json_writer *json, const struct estate *estate, int32_t cluster_ix);
void show_write_budget(struct json_writer *json, const struct disruption_budget *budget);

/* The list of what a workload claims. */
void show_write_volumes(struct json_writer *json, const struct estate *estate,
                        const struct workload *workload);

#endif
