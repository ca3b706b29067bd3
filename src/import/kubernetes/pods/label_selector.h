/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * label_selector: which labels an object must have, as Kubernetes says it: as an object
 * (matchLabels, matchExpressions) or as text ("app=web,tier in (a, b),!canary"). A selector is a
 * list of expressions that all must hold; an empty list holds for every object.
 *
 * Rules: k8s.io/apimachinery/pkg/labels (Parse, NewRequirement, Requirement.Matches).
 */
#ifndef MUSTER_IMPORT_LABEL_SELECTOR_H
#define MUSTER_IMPORT_LABEL_SELECTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "estate/pod_rule.h"

struct arena;
struct error;
struct reading;
struct value;

/* May this text be a label key: [DNS subdomain/]name? A label value? */
bool label_key_is_valid(const char *key);
bool label_value_is_valid(const char *value);

/* A whole number as Go's ParseInt(text, 10, 64) takes it: a sign, digits, within int64. */
bool label_integer(const char *text, int64_t *ret);

/* An operator by its name: In, NotIn, Exists, DoesNotExist, Gt, Lt and, where the text form is
 * meant,
 * =, == and !=. *ret_single says that it takes exactly one value (=, ==, !=, Gt, Lt). */
bool label_operator(const char *name, bool text_form, enum expression_operator *ret,
                    bool *ret_single);

/* Check key, number of values and values of one expression. False with *reterr (no position). */
bool label_expression_check(const struct expression *expression, bool single, struct error *reterr);

/* One entry of matchExpressions (text_form: of the operators of text too); false with an error
 * added when it is invalid. */
bool label_expression_read(const struct reading *reading, const struct value *value, bool text_form,
                           struct expression *ret);

/* A labelSelector object; NULL or null gives one that matches nothing. */
bool label_selector_read(const struct reading *reading, const struct value *value,
                         struct label_selector *ret);

/* The text form. False with *reterr, which says what was found and expected. */
bool label_selector_parse(struct arena *arena, const char *text, struct label_selector *ret,
                          struct error *reterr);

bool label_expression_matches(const struct expression *expression, const struct label *labels,
                              int32_t label_count);
bool label_selector_matches(const struct label_selector *selector, const struct label *labels,
                            int32_t label_count);

#endif
