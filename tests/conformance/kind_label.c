/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Label selectors: as text and as requirements. Import has a matcher of its own, which must agree
 * with the evaluator. */
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "conformance/evaluator.h"
#include "conformance/kinds.h"
#include "import/kubernetes/pods/label_selector.h"
#include "import/kubernetes/pods/pod_placement.h"
#include "import/reading.h"

static const char *word(bool value)
{
    return value ? "true" : "false";
}

static bool selects(const struct label_selector *selector, const struct label *labels,
                    int32_t count, struct buf *why)
{
    bool is_match = evaluator->selects(selector, labels, count);
    if (label_selector_matches(selector, labels, count) != is_match)
        buf_add_text(why, "import and evaluator disagree; ");
    return is_match;
}

enum outcome kind_label_selector(const struct value *vector, struct buf *why)
{
    static struct error_list errors;
    struct arena *arena = arena_new();
    const struct reading reading = {arena, NULL, &errors};
    const char *text = vector_text(vector, "input", "selector");
    struct label_selector selector;
    const struct label *labels;
    struct error error;
    int32_t count;
    bool is_valid =
        text && label_selector_parse(arena, text, &selector, &error) &&
        labels_read(&reading, value_path(vector, "input", "labels", (char *)NULL), &labels, &count);
    if (!is_valid)
        buf_format(why, "refused: %s", error.text);
    else
        vector_agrees(vector, "match", word(selects(&selector, labels, count, why)), why);
    arena_free(arena);
    return vector_outcome(why);
}

enum outcome kind_label_selector_parse(const struct value *vector, struct buf *why)
{
    struct arena *arena = arena_new();
    const char *text = vector_text(vector, "input", "selector");
    struct label_selector selector;
    struct error error;
    bool is_valid = text && label_selector_parse(arena, text, &selector, &error);
    vector_agrees(vector, "valid", word(is_valid), why);
    arena_free(arena);
    return vector_outcome(why);
}

enum outcome kind_label_requirement_valid(const struct value *vector, struct buf *why)
{
    static struct error_list errors;
    struct arena *arena = arena_new();
    const struct reading reading = {arena, NULL, &errors};
    struct expression expression;
    bool is_valid = label_expression_read(&reading, value_get(vector, "input"), true, &expression);
    vector_agrees(vector, "valid", word(is_valid), why);
    arena_free(arena);
    return vector_outcome(why);
}

enum outcome kind_label_requirement_match(const struct value *vector, struct buf *why)
{
    static struct error_list errors;
    struct arena *arena = arena_new();
    const struct reading reading = {arena, NULL, &errors};
    const struct value *list = value_path(vector, "input", "requirements", (char *)NULL);
    const struct label *labels;
    int32_t count;
    bool matches =
        labels_read(&reading, value_path(vector, "input", "labels", (char *)NULL), &labels, &count);
    for (const struct value *item = list ? list->first : NULL; item; item = item->next) {
        struct expression expression;
        struct label_selector one = {true, &expression, 1};
        matches &= label_expression_read(&reading, item, true, &expression) &&
                   selects(&one, labels, count, why);
    }
    vector_agrees(vector, "match", word(matches), why);
    arena_free(arena);
    return vector_outcome(why);
}

static bool same_expression(const struct expression *a, const struct expression *b)
{
    if (a->op != b->op || strcmp(a->key, b->key) != 0 || a->value_count != b->value_count)
        return false;
    for (int32_t i = 0; i < a->value_count; i++)
        if (strcmp(a->values[i], b->values[i]) != 0)
            return false;
    return true;
}

/* Does the evaluator take a node by a term of none of the expressions? */
static bool takes_some_node(const struct expression *expressions)
{
    const struct node node = {
        .name = "", .os = "", .arch = "", .zone = "", .is_schedulable = true, .is_ready = true};
    const struct node_term term = {expressions, 0};
    const struct rule rule = {
        .os = "", .arch = "", .has_terms = true, .terms = &term, .term_count = 1};
    return evaluator->takes_node(&rule, &node);
}

enum outcome kind_node_selector_requirements(const struct value *vector, struct buf *why)
{
    static struct error_list errors;
    struct arena *arena = arena_new();
    const struct reading reading = {arena, NULL, &errors};
    const struct value *list = value_path(vector, "input", "matchExpressions", (char *)NULL);
    const char *same = vector_text(vector, "expected", "same_as");
    struct expression *made = ARENA_NEW(arena, list ? list->count : 0, struct expression);
    struct label_selector text;
    struct error error;
    int32_t count = 0;
    bool is_valid = true, is_same = true;
    for (const struct value *item = list ? list->first : NULL; item; item = item->next)
        is_valid &= label_expression_read(&reading, item, false, &made[count++]);
    vector_agrees(vector, "valid", word(is_valid), why);
    if (is_valid)
        vector_agrees(vector, "matches_nothing", word(count == 0), why);
    if (is_valid && count == 0 && takes_some_node(made))
        buf_add_text(why, "; a term without expressions takes a node");
    if (is_valid && same) {
        is_same = label_selector_parse(arena, same, &text, &error) && text.count == count;
        for (int32_t i = 0; is_same && i < count; i++)
            is_same = same_expression(&text.expressions[i], &made[i]);
    }
    if (!is_same)
        buf_format(why, "not the same as %s", same);
    arena_free(arena);
    return vector_outcome(why);
}
