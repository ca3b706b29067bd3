/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/kubernetes/pods/pod_rule.h"

#include <string.h>

#include "base/arena.h"
#include "document/document.h"
#include "import/kubernetes/pods/label_selector.h"
#include "import/kubernetes/pods/pod_placement.h"
#include "import/reading.h"

#define REQUIRED "requiredDuringSchedulingIgnoredDuringExecution"

/* The pod whose rules are read. */
struct subject {
    const struct reading *reading;
    const char *name_space;
    const struct label *labels;
    int32_t label_count;
};

static const struct value *first_of(const struct value *list)
{
    return list == NULL ? NULL : list->first;
}

static size_t count_of(const struct value *list)
{
    return list == NULL ? 0 : list->count;
}

/* Which label of nodes makes the domains; nothing works without it. */
static bool read_topology_key(const struct reading *reading, const struct value *item,
                              const char **ret)
{
    *ret = reading_text(reading, item, "topologyKey", "");
    return (*ret)[0] != '\0' ||
           reading_error(reading, item,
                         "topologyKey: found none; expected the key of a node label");
}

/* matchLabelKeys and mismatchLabelKeys: pods must agree with this one (op: In) or differ from it
 * (NotIn) in these labels, where it has them. */
static void add_label_keys(const struct subject *subject, const struct value *list,
                           enum expression_operator op, struct label_selector *selector)
{
    struct arena *arena = subject->reading->arena;
    struct expression *all =
        ARENA_NEW(arena, (size_t)selector->count + count_of(list), struct expression);
    int32_t count = selector->count;

    for (int32_t i = 0; i < count; i++)
        all[i] = selector->expressions[i];
    for (const struct value *item = first_of(list); item != NULL; item = item->next)
        for (int32_t i = 0; i < subject->label_count; i++)
            if (strcmp(subject->labels[i].key, value_text(item, "")) == 0) {
                const char **values = ARENA_NEW(arena, 1, const char *);

                values[0] = subject->labels[i].value;
                all[count++] =
                    (struct expression){SOURCE_LABEL, op, subject->labels[i].key, values, 1};
            }
    selector->expressions = all;
    selector->count = count;
}

/* The namespaces that a term names; its own when it says nothing of namespaces at all. */
static bool read_name_spaces(const struct subject *subject, const struct value *value,
                             struct pod_term *term)
{
    const struct value *list = reading_list(subject->reading, value, "namespaces");
    const struct value *selector = value_get(value, "namespaceSelector");
    const char **names = ARENA_NEW(subject->reading->arena, count_of(list) + 1, const char *);

    for (const struct value *item = first_of(list); item != NULL; item = item->next)
        names[term->name_space_count++] =
            arena_strdup(subject->reading->arena, value_text(item, ""));
    if (term->name_space_count == 0 && selector == NULL)
        names[term->name_space_count++] = subject->name_space;
    term->name_spaces = names;
    return label_selector_read(subject->reading, selector, &term->name_space_selector);
}

static bool read_terms(const struct subject *subject, const struct value *affinity,
                       const char *name, const struct pod_term **ret, int32_t *ret_count)
{
    const struct reading *reading = subject->reading;
    const struct value *list =
        reading_list(reading, reading_map(reading, affinity, name), REQUIRED);
    struct pod_term *terms = ARENA_NEW(reading->arena, count_of(list), struct pod_term);
    bool is_valid = true;

    *ret_count = 0;
    for (const struct value *item = first_of(list); item != NULL; item = item->next) {
        struct pod_term *term = &terms[(*ret_count)++];

        is_valid &= read_topology_key(reading, item, &term->topology_key);
        is_valid &= label_selector_read(reading, value_get(item, "labelSelector"), &term->selector);
        if (term->selector.is_given) {
            add_label_keys(subject, reading_list(reading, item, "matchLabelKeys"), EXPRESSION_IN,
                           &term->selector);
            add_label_keys(subject, reading_list(reading, item, "mismatchLabelKeys"),
                           EXPRESSION_NOT_IN, &term->selector);
        }
        is_valid &= read_name_spaces(subject, item, term);
    }
    *ret = terms;
    return is_valid;
}

/* Honor or Ignore. */
static bool read_policy(const struct reading *reading, const struct value *item, const char *key,
                        bool fallback, bool *ret_honors)
{
    const char *text = reading_text(reading, item, key, fallback ? "Honor" : "Ignore");

    *ret_honors = strcmp(text, "Honor") == 0;
    if (*ret_honors || strcmp(text, "Ignore") == 0)
        return true;
    return reading_error(reading, item, "%s: found \"%.60s\"; expected Honor or Ignore", key, text);
}

/* One constraint; *ret_counts false when it is only a preference. */
static bool read_constraint(const struct subject *subject, const struct value *item,
                            struct spread_constraint *ret, bool *ret_counts)
{
    const struct reading *reading = subject->reading;
    const char *when = reading_text(reading, item, "whenUnsatisfiable", "");
    long long skew = 1, domains = 1;
    bool is_valid = true;

    *ret_counts = strcmp(when, "DoNotSchedule") == 0;
    if (!*ret_counts)
        return strcmp(when, "ScheduleAnyway") == 0 ||
               reading_error(reading, item,
                             "whenUnsatisfiable: found \"%.60s\"; expected DoNotSchedule or "
                             "ScheduleAnyway",
                             when);
    is_valid &= read_topology_key(reading, item, &ret->topology_key);
    (void)reading_integer(reading, item, "maxSkew", &skew);
    (void)reading_integer(reading, item, "minDomains", &domains);
    if (skew < 1 || domains < 1 || skew > INT32_MAX || domains > INT32_MAX)
        return reading_error(reading, item,
                             "topologySpreadConstraints: found maxSkew %lld and minDomains %lld; "
                             "expected 1 to 2147483647",
                             skew, domains);
    ret->max_skew = skew;
    ret->min_domains = domains;
    is_valid &= read_policy(reading, item, "nodeAffinityPolicy", true, &ret->honors_affinity);
    is_valid &= read_policy(reading, item, "nodeTaintsPolicy", false, &ret->honors_taints);
    is_valid &= label_selector_read(reading, value_get(item, "labelSelector"), &ret->selector);
    add_label_keys(subject, reading_list(reading, item, "matchLabelKeys"), EXPRESSION_IN,
                   &ret->selector);
    return is_valid;
}

static bool read_spread(const struct subject *subject, const struct value *spec,
                        struct pod_rule *ret)
{
    const struct reading *reading = subject->reading;
    const struct value *list = reading_list(reading, spec, "topologySpreadConstraints");
    struct spread_constraint *spread =
        ARENA_NEW(reading->arena, count_of(list), struct spread_constraint);
    bool is_valid = true;

    for (const struct value *item = first_of(list); item != NULL; item = item->next) {
        bool counts;

        is_valid &= read_constraint(subject, item, &spread[ret->spread_count], &counts);
        ret->spread_count += counts;
    }
    ret->spread = spread;
    return is_valid;
}

bool pod_rule_read(const struct reading *reading, const struct value *pod, const char *name_space,
                   struct pod_rule *ret)
{
    const struct value *spec = reading_map(reading, pod, "spec");
    const struct value *metadata = reading_map(reading, pod, "metadata");
    const struct value *affinity = reading_map(reading, spec, "affinity");
    struct subject subject = {.reading = reading, .name_space = name_space};
    bool is_valid;

    *ret = (struct pod_rule){.affinity = NULL};
    is_valid = labels_read(reading, reading_map(reading, metadata, "labels"), &subject.labels,
                           &subject.label_count);
    is_valid &= read_terms(&subject, affinity, "podAffinity", &ret->affinity, &ret->affinity_count);
    is_valid &= read_terms(&subject, affinity, "podAntiAffinity", &ret->anti_affinity,
                           &ret->anti_affinity_count);
    is_valid &= read_spread(&subject, spec, ret);
    is_valid &= host_ports_read(reading, spec, &ret->ports, &ret->port_count);
    return is_valid;
}
