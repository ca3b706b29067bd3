/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pod_rule: what a pod asks of other pods, from its spec to estate/pod_rule.h. Preferences and
 * constraints with ScheduleAnyway are left out by right.
 */
#ifndef MUSTER_IMPORT_POD_RULE_H
#define MUSTER_IMPORT_POD_RULE_H

#include <stdbool.h>
#include <stdint.h>

#include "estate/pod_rule.h"

struct reading;
struct value;

/* Read metadata.labels and spec of a pod, or of a controller's template, whose namespace is
 * name_space. False with errors added. */
bool pod_rule_read(const struct reading *reading, const struct value *pod, const char *name_space,
                   struct pod_rule *ret);

/* Host ports of a spec; with hostNetwork every container port is one. */
bool host_ports_read(const struct reading *reading, const struct value *spec,
                     const struct host_port **ret, int32_t *ret_count);

#endif
