/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "report/board/board.h"

enum { NAMED_MAX = 4 }; /* stacks named in one plan */

struct choosing {
    const struct result_answer *answer;
    struct arena *arena;
    const char **paths; /* [stack_count] */
};

static const struct result_stack *find(const struct choosing *c, const char *path)
{
    for (int32_t i = 0; i < c->answer->stack_count; i++)
        if (!strcmp(c->paths[i], path))
            return &c->answer->stacks[i];
    return NULL;
}

/* Where it goes: "S", or of replicas "S (2), S2 (1)". */
static void say_place(const char *target, const struct result_entry *plan, int32_t count,
                      struct buf *out)
{
    const char *comma = "";
    if (target[0] || count == 0) {
        buf_add_text(out, target);
        return;
    }
    for (int32_t i = 0; i < count; i++) {
        int64_t replicas = 0;
        bool is_first = true;
        for (int32_t k = 0; k < i; k++)
            is_first = is_first && strcmp(plan[k].cluster, plan[i].cluster) != 0;
        for (int32_t k = i; is_first && k < count; k++)
            if (!strcmp(plan[k].cluster, plan[i].cluster))
                replicas += plan[k].replicas;
        if (is_first) {
            buf_format(out, "%s%s (%" PRId64 ")", comma, plan[i].cluster, replicas);
            comma = ", ";
        }
    }
}

static void say_fate(const char *path, bool is_recovered, const char *target,
                     const struct result_entry *plan, int32_t count, struct buf *out)
{
    buf_add_text(out, path);
    if (!is_recovered) {
        buf_add_text(out, " is not recovered");
    } else if (!target[0] && count == 0) {
        buf_add_text(out, " is recovered");
    } else {
        buf_add_text(out, " goes to ");
        say_place(target, plan, count, out);
    }
}

static void say_first(const struct choosing *c, const char *path, struct buf *out)
{
    const struct result_stack *stack = find(c, path);
    bool is_recovered = stack && stack->verdict == VERDICT_FITS;
    say_fate(path, is_recovered, stack ? stack->target : "", stack ? stack->plan : NULL,
             stack ? stack->plan_count : 0, out);
}

/* The stacks of both plans: those that the second one tells of, or else whom it would replace. */
static void say_plans(const struct choosing *c, const struct result_stack *stack, const char *path,
                      struct buf *first, struct buf *second)
{
    buf_add_text(first, "plan 1: ");
    buf_add_text(second, "plan 2: ");
    for (int32_t i = 0; i < stack->differing_count && i < NAMED_MAX; i++) {
        const struct result_differing *one = &stack->differing[i];
        buf_add_text(first, i > 0 ? "; " : "");
        buf_add_text(second, i > 0 ? "; " : "");
        say_first(c, one->stack, first);
        say_fate(one->stack, one->is_recovered, one->target, one->plan, one->plan_count, second);
    }
    if (stack->differing_count > NAMED_MAX)
        buf_format(second, "; %d more change", (int)stack->differing_count - NAMED_MAX);
    if (stack->differing_count > 0)
        return;
    say_first(c, path, first);
    say_fate(path, true, "", stack->second, stack->second_count, second);
    for (int32_t i = 0; i < stack->instead_of_count && i < NAMED_MAX; i++) {
        buf_add_text(first, "; ");
        buf_add_text(second, "; ");
        say_first(c, stack->instead_of[i], first);
        say_fate(stack->instead_of[i], false, "", NULL, 0, second);
    }
}

static void add_name(struct buf *out, int32_t index, const char *path)
{
    buf_format(out, "%s%s", index > 0 ? " and " : "", path);
}

/* "one of A and B: decide which"; of several against others "A and D, or B: decide which". */
static void say_head(const struct choosing *c, const struct result_stack *stack, const char *path,
                     struct buf *out)
{
    struct buf gained;
    int32_t count = 0;
    buf_init(&gained);
    for (int32_t i = 0; i < stack->differing_count; i++) {
        const struct result_stack *before = find(c, stack->differing[i].stack);
        if (stack->differing[i].is_recovered && before && before->verdict != VERDICT_FITS)
            add_name(&gained, count++, stack->differing[i].stack);
    }
    if (count == 0)
        add_name(&gained, count++, path);
    bool is_pair = stack->instead_of_count == 1 && count == 1;
    buf_add_text(out, is_pair ? "one of " : "");
    for (int32_t i = 0; i < stack->instead_of_count; i++)
        add_name(out, i, stack->instead_of[i]);
    if (stack->instead_of_count == 0)
        buf_add_text(out, "the plan as it is");
    buf_format(out, "%s%s: decide which", is_pair ? " and " : ", or ", gained.data);
    buf_release(&gained);
}

/* Two stacks that come in with the same second plan are one question. */
static bool is_told(const struct board *board, int32_t from, const char *head)
{
    for (int32_t i = from; i < board->count; i++)
        if (board->lines[i].depth == 0 && !strcmp(board->lines[i].text, head))
            return true;
    return false;
}

static void add_choice(const struct choosing *c, int32_t index, struct board *ret)
{
    const struct result_stack *stack = &c->answer->stacks[index];
    struct buf head, first, second;
    buf_init(&head);
    buf_init(&first);
    buf_init(&second);
    say_head(c, stack, c->paths[index], &head);
    if (!is_told(ret, 0, head.data)) {
        say_plans(c, stack, c->paths[index], &first, &second);
        board_add(ret, 0, arena_strdup(c->arena, head.data));
        board_add(ret, 1, arena_strdup(c->arena, first.data));
        board_add(ret, 1, arena_strdup(c->arena, second.data));
    }
    buf_release(&head);
    buf_release(&first);
    buf_release(&second);
}

void board_choices(const struct result *result, const struct result_answer *answer,
                   struct arena *arena, struct board *ret)
{
    struct choosing c = {answer, arena, ARENA_NEW(arena, answer->stack_count, const char *)};
    for (int32_t i = 0; i < answer->stack_count; i++)
        c.paths[i] = result_stack_path(&answer->stacks[i], arena);
    for (int pass = 0; pass < 2; pass++)
        for (int32_t i = 0; i < answer->stack_count; i++) {
            bool is_critical = answer->stacks[i].tier <= result->critical_tier;
            if (answer->stacks[i].verdict != VERDICT_CHOICE || is_critical != (pass == 0))
                continue;
            if (ret->count == ret->max)
                ret->hidden += 3;
            else
                add_choice(&c, i, ret);
        }
}
