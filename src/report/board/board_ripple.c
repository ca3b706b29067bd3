/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "report/board/board.h"

enum { DEPTH_MAX = 8 }; /* results are input as well: no recursion without an end */

/* A stack of the answer, or one that is required and is not listed (stack is NULL). */
struct fallen {
    const char *path;
    const struct result_stack *stack;
    int32_t first_child, child_count;
    bool has_parent, is_shown;
    int32_t seen_by;                 /* the root that counted it last, from 1 */
    int64_t top_tier, critical, all; /* of a root: of what falls with it */
};

struct ripple {
    const struct result *result;
    struct fallen *items; /* by path */
    int32_t count;
    int32_t *children; /* by tier, then path */
    int32_t *todo;
    struct arena *arena;
    struct board *board;
};

static int compare_fallen(const void *a, const void *b)
{
    const struct fallen *x = a;
    const struct fallen *y = b;
    int order = strcmp(x->path, y->path);
    return order ? order : (x->stack == NULL) - (y->stack == NULL);
}

static int32_t find(const struct ripple *r, const char *path)
{
    int32_t low = 0, high = r->count;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        if (strcmp(r->items[middle].path, path) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void collect(struct ripple *r, const struct result_answer *answer)
{
    int64_t room = answer->stack_count;
    for (int32_t i = 0; i < answer->stack_count; i++)
        room += answer->stacks[i].need_count;
    r->items = ARENA_NEW(r->arena, room, struct fallen);
    int32_t count = 0;
    for (int32_t i = 0; i < answer->stack_count; i++) {
        const struct result_stack *stack = &answer->stacks[i];
        r->items[count++] =
            (struct fallen){.path = result_stack_path(stack, r->arena), .stack = stack};
        for (int32_t k = 0; k < stack->need_count; k++)
            r->items[count++] = (struct fallen){.path = stack->needs[k]};
    }
    if (count > 0)
        qsort(r->items, (size_t)count, sizeof *r->items, compare_fallen);
    for (int32_t i = 0; i < count; i++)
        if (r->count == 0 || strcmp(r->items[r->count - 1].path, r->items[i].path) != 0)
            r->items[r->count++] = r->items[i];
}

static bool is_before(const struct ripple *r, int32_t a, int32_t b)
{
    int64_t x = r->items[a].stack->tier, y = r->items[b].stack->tier;
    return x != y ? x < y : a < b;
}

/* The children of each, in one list; by insertion, as they are few. */
static void link_children(struct ripple *r)
{
    int32_t count = 0;
    for (int32_t i = 0; i < r->count; i++)
        for (int32_t k = 0; r->items[i].stack && k < r->items[i].stack->need_count; k++, count++)
            r->items[find(r, r->items[i].stack->needs[k])].child_count++;
    r->children = ARENA_NEW(r->arena, count, int32_t);
    r->todo = ARENA_NEW(r->arena, (int64_t)count + 1, int32_t);
    count = 0;
    for (int32_t i = 0; i < r->count; i++) {
        r->items[i].first_child = count;
        count += r->items[i].child_count;
        r->items[i].child_count = 0;
    }
    for (int32_t i = 0; i < r->count; i++) {
        for (int32_t k = 0; r->items[i].stack && k < r->items[i].stack->need_count; k++) {
            struct fallen *parent = &r->items[find(r, r->items[i].stack->needs[k])];
            int32_t at = parent->first_child + parent->child_count++;
            for (; at > parent->first_child && is_before(r, i, r->children[at - 1]); at--)
                r->children[at] = r->children[at - 1];
            r->children[at] = i;
            r->items[i].has_parent = true;
        }
    }
}

/* What falls with a root, each stack once. */
static void count_below(struct ripple *r, int32_t root, int32_t number)
{
    struct fallen *top = &r->items[root];
    int32_t depth = 0;
    top->top_tier = INT64_MAX;
    top->seen_by = number;
    r->todo[depth++] = root;
    while (depth > 0) {
        const struct fallen *at = &r->items[r->todo[--depth]];
        for (int32_t i = at->first_child; i < at->first_child + at->child_count; i++) {
            struct fallen *child = &r->items[r->children[i]];
            if (child->seen_by == number)
                continue;
            child->seen_by = number;
            top->all++;
            top->critical += child->stack->tier <= r->result->critical_tier;
            if (child->stack->tier < top->top_tier)
                top->top_tier = child->stack->tier;
            r->todo[depth++] = r->children[i];
        }
    }
}

static void say(struct buf *text, const struct fallen *item)
{
    buf_add_text(text, item->path);
    if (item->stack)
        buf_format(text, " (tier %" PRId64 ", %s)", item->stack->tier,
                   verdict_words(item->stack->verdict));
    else
        buf_add_text(text, " (down)");
}

static void add_item(struct ripple *r, int32_t index, int32_t depth)
{
    struct fallen *item = &r->items[index];
    struct buf text;
    bool is_known = item->is_shown || depth == DEPTH_MAX;
    buf_init(&text);
    say(&text, item);
    if (depth == 0)
        buf_format(&text, ": %" PRId64 " stack%s with it, %" PRId64 " critical", item->all,
                   item->all == 1 ? "" : "s", item->critical);
    else if (is_known && item->child_count > 0)
        buf_add_text(&text, item->is_shown ? ": and what is under it above" : ": and more");
    board_add(r->board, depth, arena_strdup(r->arena, text.data));
    buf_release(&text);
    item->is_shown |= !is_known;
    for (int32_t i = item->first_child; !is_known && i < item->first_child + item->child_count; i++)
        add_item(r, r->children[i], depth + 1);
}

static int compare_roots(const void *a, const void *b)
{
    const struct fallen *x = *(const struct fallen *const *)a;
    const struct fallen *y = *(const struct fallen *const *)b;
    if (x->top_tier != y->top_tier)
        return x->top_tier < y->top_tier ? -1 : 1;
    if (x->all != y->all)
        return x->all > y->all ? -1 : 1;
    return x < y ? -1 : x > y; /* of one array */
}

void board_ripple(const struct result *result, const struct result_answer *answer,
                  struct arena *arena, struct board *ret)
{
    struct ripple r = {.result = result, .arena = arena, .board = ret};
    int32_t count = 0;
    collect(&r, answer);
    link_children(&r);
    struct fallen **roots = ARENA_NEW(arena, r.count, struct fallen *);
    for (int32_t i = 0; i < r.count; i++)
        if (!r.items[i].has_parent && r.items[i].child_count > 0) {
            roots[count++] = &r.items[i];
            count_below(&r, i, count);
        }
    if (count > 0)
        qsort(roots, (size_t)count, sizeof(struct fallen *), compare_roots);
    for (int32_t i = 0; i < count; i++)
        add_item(&r, (int32_t)(roots[i] - r.items), 0);
}
