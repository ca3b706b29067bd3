/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mutate_result ESTATE RESULT COUNT: damages the answers of a result that holds, COUNT times, in
 * one to three places of its text (mutate_damage.h). What the verifier then still accepts must be
 * true: judged by the result itself, whose proven tiers and verdicts are the truth. Prints how many
 * were unreadable, refuted, accepted; exit status 1 and the text on standard error where a false
 * claim is accepted.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "document/document.h"
#include "estate/estate.h"
#include "import/import.h"
#include "mutate_damage.h"
#include "result/check/result_check.h"
#include "result/result_json.h"

enum { TEXT_MAX = 4000000, PLACES = 3 };

/* ---- truth */

static bool same_question(const struct result_scenario *a, const struct result_scenario *b)
{
    bool same = a->lost_count == b->lost_count && strcmp(a->name, b->name) == 0;

    for (int32_t i = 0; same && i < a->lost_count; i++)
        same = strcmp(a->lost[i], b->lost[i]) == 0;
    return same;
}

static bool is_possible(enum verdict verdict)
{
    return verdict == VERDICT_FITS || verdict == VERDICT_CHOICE;
}

static const char *false_verdict(const struct result_answer *truth, const struct result_stack *told,
                                 bool is_best)
{
    for (int32_t i = 0; i < truth->stack_count; i++) {
        const struct result_stack *is = &truth->stacks[i];

        if (strcmp(is->stack, told->stack) != 0 || strcmp(is->cluster, told->cluster) != 0 ||
            strcmp(is->name_space, told->name_space) != 0)
            continue;
        if (told->is_certified && told->verdict == VERDICT_DOES_NOT_FIT && is_possible(is->verdict))
            return "certified as impossible, and fits";
        if (is_best && told->verdict == VERDICT_FITS && is->verdict == VERDICT_DOES_NOT_FIT)
            return "fits, and is impossible";
    }
    return NULL;
}

static bool is_listed(const char *const *list, int32_t count, const char *path)
{
    for (int32_t i = 0; i < count; i++)
        if (strcmp(list[i], path) == 0)
            return true;
    return false;
}

static bool is_within(const char *const *a, int32_t a_count, const char *const *b, int32_t b_count)
{
    for (int32_t i = 0; i < a_count; i++)
        if (!is_listed(b, b_count, a[i]))
            return false;
    return true;
}

/* What is proven is proven of the residents that are listed: of fewer, bounds may be lower. */
static bool same_asked(const struct result_answer *a, const struct result_answer *b)
{
    return is_within(a->may_give_way, a->may_give_way_count, b->may_give_way,
                     b->may_give_way_count) &&
           is_within(b->may_give_way, b->may_give_way_count, a->may_give_way,
                     a->may_give_way_count) &&
           is_within(a->not_moved, a->not_moved_count, b->not_moved, b->not_moved_count) &&
           is_within(b->not_moved, b->not_moved_count, a->not_moved, a->not_moved_count);
}

static const char *false_giving_way(const struct result_answer *truth,
                                    const struct result_answer *told)
{
    const char *fault = NULL;
    struct arena *arena = arena_new();

    if (!is_within(told->may_give_way, told->may_give_way_count, truth->may_give_way,
                   truth->may_give_way_count))
        fault = "somebody may give way who may not";
    for (int32_t i = 0; i < told->stack_count && !fault; i++) {
        const struct result_stack *stack = &told->stacks[i];
        const char *path = result_stack_path(stack, arena);
        bool is_moved = stack->verdict == VERDICT_MOVED;

        if (!is_moved && stack->verdict != VERDICT_EVICTED)
            continue;
        if (!is_listed(truth->may_give_way, truth->may_give_way_count, path))
            fault = "one gives way who may not";
        if (is_moved && is_listed(truth->not_moved, truth->not_moved_count, path))
            fault = "one is moved who may not be";
    }
    arena_free(arena);
    return fault;
}

static bool same_tier(const struct result_tier *a, const struct result_tier *b)
{
    return a->tier == b->tier && a->of_residents == b->of_residents && a->of_lent == b->of_lent &&
           a->displaced == b->displaced && a->displaced_weight == b->displaced_weight;
}

/* NULL, or what the answer says that is not so. */
static const char *false_answer(const struct result_answer *truth, const struct result_answer *told)
{
    const char *fault = false_giving_way(truth, told);
    bool is_same = same_asked(truth, told), is_best = told->status != STATUS_FAILED;

    if (!is_best)
        return NULL; /* claims nothing */
    if (is_same && told->tier_count != truth->tier_count)
        return "there are other tiers";
    for (int32_t t = 0; t < told->tier_count && t < truth->tier_count && is_best && !fault; t++) {
        const struct result_tier *is = &truth->tiers[t], *says = &told->tiers[t];

        if (is_same && !same_tier(is, says))
            return "a tier is another one";
        is_best = is->is_proven && same_tier(is, says);
        if (is_best && says->recovered > is->recovered)
            fault = "more is recovered than can be";
        if (is_best && is_same && says->is_certified && says->bound < is->recovered)
            fault = "a certified bound is below what can be recovered";
        is_best = is_best && says->recovered == is->recovered;
    }
    is_best = is_best && told->tier_count == truth->tier_count;
    for (int32_t i = 0; i < told->stack_count && !fault && is_same; i++)
        fault = false_verdict(truth, &told->stacks[i], is_best);
    return fault;
}

static const char *false_scenario(const struct result_scenario *truth,
                                  const struct result_scenario *told)
{
    const char *fault = false_answer(&truth->as_is, &told->as_is);

    if (fault || !truth->has_eviction)
        return fault;
    if (!told->has_eviction)
        return "there is no second answer";
    return false_answer(&truth->with_eviction, &told->with_eviction);
}

static const char *false_claim(const struct result *truth, const struct result *told)
{
    const char *fault = NULL;

    for (int32_t i = 0; i < told->scenario_count && i < truth->scenario_count && !fault; i++)
        if (same_question(&truth->scenarios[i], &told->scenarios[i]))
            fault = false_scenario(&truth->scenarios[i], &told->scenarios[i]);
    return fault;
}

/* ---- runs */

/* Is it read, and what of it is refuted? */
static bool verify(const struct estate *estate, const char *text, size_t n, struct arena *arena,
                   struct result *ret, int32_t *ret_refuted)
{
    struct error error = {0};
    struct verify_report report = {0};
    struct document *document = document_parse(text, n, DOCUMENT_JSON, "result", &error);
    bool is_read = document && result_json_read(document, arena, ret, &error) &&
                   result_check(estate, ret, arena, &report, &error);

    document_free(document);
    *ret_refuted = report.refuted;
    return is_read;
}

/* Where damage may begin: every third time in the second answers alone. */
static size_t first_of(const char *copy, size_t first)
{
    const char *second = damage_pick(3) == 0 ? strstr(copy, "\"with_eviction\"") : NULL;

    return second ? (size_t)(second - copy) : first;
}

static int mutate(const struct estate *estate, const char *text, size_t n, int count)
{
    struct arena *kept = arena_new();
    struct result truth;
    int32_t refuted;
    int outcomes[3] = {0}, faults = 0;
    const char *first = strstr(text, "\"as_is\"");
    char *copy = malloc(n + (size_t)PLACES * DAMAGE_GROWTH + 1);

    if (!copy || !first || !verify(estate, text, n, kept, &truth, &refuted) || refuted > 0)
        return fprintf(stderr, "the result does not hold as it is\n"), 1;
    for (int i = 0; i < count; i++) {
        struct arena *arena = arena_new();
        struct result told;
        size_t size = n;
        const char *fault = NULL;

        memcpy(copy, text, n + 1);
        for (size_t k = damage_pick(PLACES) + 1; k > 0; k--)
            size = damage_text(copy, size, first_of(copy, (size_t)(first - text)));
        if (!verify(estate, copy, size, arena, &told, &refuted))
            outcomes[0]++;
        else if (refuted > 0)
            outcomes[1]++;
        else
            outcomes[2]++, fault = false_claim(&truth, &told);
        if (fault && faults++ == 0)
            fprintf(stderr, "mutation %d: accepted: %s\n%.*s\n", i, fault, (int)size, copy);
        arena_free(arena);
    }
    printf("%d unreadable, %d refuted, %d accepted, %d of them false\n", outcomes[0], outcomes[1],
           outcomes[2], faults);
    free(copy);
    arena_free(kept);
    return faults > 0;
}

int main(int argc, char **argv)
{
    static struct error_list errors;
    static char text[TEXT_MAX + 1];
    struct estate *estate = argc == 4 ? import_estate(argv[1], &errors) : NULL;
    FILE *file = estate ? fopen(argv[2], "rb") : NULL;
    size_t n = file ? fread(text, 1, TEXT_MAX, file) : 0;
    int status = 2;

    if (n > 0 && n < TEXT_MAX)
        status = mutate(estate, text, n, (int)strtol(argv[3], NULL, 10));
    else
        fprintf(stderr, "usage: mutate_result ESTATE RESULT COUNT\n");
    if (file)
        (void)fclose(file);
    estate_free(estate);
    return status;
}
