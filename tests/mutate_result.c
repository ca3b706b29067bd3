/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mutate_result ESTATE RESULT COUNT: damages the answers of a result that holds, COUNT times, in
 * one to three places of its text: bits, digits, signs, truth values, a word in the place of
 * another. What the verifier then still accepts must be true: judged by the result itself, whose
 * proven tiers and verdicts are the truth. Prints how many were unreadable, refuted, accepted; exit
 * status 1 and the text on standard error where a false claim is accepted.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "document/document.h"
#include "estate/estate.h"
#include "import/import.h"
#include "result/check/result_check.h"
#include "result/result_json.h"

enum { TEXT_MAX = 4000000, PLACES = 3, WORD_MAX = 64 };

static uint64_t state = 88172645463325252U;

static size_t pick(size_t n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return n == 0 ? 0 : (size_t)(state % n);
}

/* ---- damage */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The word in quotes that begins behind `at`; its length, 0 = none or too long. */
static size_t next_word(const char *text, size_t n, size_t at, size_t *ret_begin)
{
    const char *open = memchr(text + at, '"', n - at);
    const char *begin = open ? open + 1 : NULL;
    const char *end = begin ? memchr(begin, '"', n - (size_t)(begin - text)) : NULL;

    if (!end || end - begin > WORD_MAX)
        return 0;
    *ret_begin = (size_t)(begin - text);
    return (size_t)(end - begin);
}

static size_t replace(char *text, size_t n, size_t at, size_t length, const char *by)
{
    size_t size = strlen(by);

    memmove(text + at + size, text + at + length, n - at - length);
    memcpy(text + at, by, size);
    return n - length + size;
}

static size_t swap_words(char *text, size_t n, size_t first)
{
    char other[WORD_MAX + 1] = "";
    size_t a = 0, b = 0;
    size_t length = next_word(text, n, first + pick(n - first), &b);

    if (length == 0)
        return n;
    memcpy(other, text + b, length);
    length = next_word(text, n, first + pick(n - first), &a);
    return length == 0 ? n : replace(text, n, a, length, other);
}

static size_t damage_number(char *text, size_t n, size_t first)
{
    size_t at = first + pick(n - first);

    while (at < n && !is_digit(text[at]))
        at++;
    if (at == n)
        return n;
    switch (pick(4)) {
    case 0: return replace(text, n, at, 0, "-");
    case 1: return replace(text, n, at, 1, "");
    case 2: return replace(text, n, at, 0, "1");
    default: text[at] = (char)('0' + pick(10)); return n;
    }
}

static size_t damage(char *text, size_t n, size_t first)
{
    size_t at = first + pick(n - first);
    char *truth;

    switch (pick(5)) {
    case 0: text[at] = (char)(text[at] ^ (1 << pick(7))); return n;
    case 1: return swap_words(text, n, first);
    case 2:
        text[n] = '\0';
        truth = strstr(text + at, "\":false");
        return truth ? replace(text, n, (size_t)(truth - text) + 2, 5, "true") : n;
    default: return damage_number(text, n, first);
    }
}

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

/* NULL, or what the answer says that is not so. */
static const char *false_answer(const struct result_answer *truth, const struct result_answer *told)
{
    const char *fault = NULL;
    bool is_best = true;

    for (int32_t t = 0; t < told->tier_count && t < truth->tier_count && is_best; t++) {
        const struct result_tier *is = &truth->tiers[t], *says = &told->tiers[t];

        is_best = is->is_proven && is->tier == says->tier;
        if (is_best && says->recovered > is->recovered)
            return "more is recovered than can be";
        if (is_best && says->is_certified && says->bound < is->recovered)
            return "a certified bound is below what can be recovered";
        is_best = is_best && says->recovered == is->recovered;
    }
    is_best = is_best && told->tier_count == truth->tier_count;
    for (int32_t i = 0; i < told->stack_count && !fault; i++)
        fault = false_verdict(truth, &told->stacks[i], is_best);
    return fault;
}

static const char *false_claim(const struct result *truth, const struct result *told)
{
    const char *fault = NULL;

    for (int32_t i = 0; i < told->scenario_count && i < truth->scenario_count && !fault; i++)
        if (same_question(&truth->scenarios[i], &told->scenarios[i]))
            fault = false_answer(&truth->scenarios[i].as_is, &told->scenarios[i].as_is);
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

static int mutate(const struct estate *estate, const char *text, size_t n, int count)
{
    struct arena *kept = arena_new();
    struct result truth;
    int32_t refuted;
    int outcomes[3] = {0}, faults = 0;
    const char *first = strstr(text, "\"as_is\"");
    char *copy = malloc(n + (size_t)PLACES * WORD_MAX + 1);

    if (!copy || !first || !verify(estate, text, n, kept, &truth, &refuted) || refuted > 0)
        return fprintf(stderr, "the result does not hold as it is\n"), 1;
    for (int i = 0; i < count; i++) {
        struct arena *arena = arena_new();
        struct result told;
        size_t size = n;
        const char *fault = NULL;

        memcpy(copy, text, n + 1);
        for (size_t k = pick(PLACES) + 1; k > 0; k--)
            size = damage(copy, size, (size_t)(first - text));
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
