/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names in `requires` to stacks. */
#include <string.h>

#include "base/text.h"
#include "estate/seal/seal.h"
#include "estate/suggest.h"

/* One name of one row, as one stack says it. */
struct wanted {
    const struct overlay_fact *row;
    int32_t stack_ix; /* who requires */
    const char *text; /* as written */
    const char *name; /* without @same */
    bool same_cluster;
};

/* What a name can stand for: the first of the candidates, and how many there are (2 = several). */
struct match {
    int32_t first;
    int32_t count;
};

static void add_match(const struct seal *seal, struct match *match, int32_t stack_ix)
{
    int32_t family = seal->stacks[stack_ix].family_ix;
    if (match->count == 0)
        match->first = stack_ix;
    else if (family >= 0 && family == seal->stacks[match->first].family_ix)
        return;
    match->count++;
}

/* Stacks of a name that are no copies of what runs: of one cluster (-1 = all), of one namespace
 * (NULL = all). */
static struct match find_by_name(const struct seal *seal, const char *name, int32_t cluster_ix,
                                 const char *name_space)
{
    struct match match = {-1, 0};
    int32_t index = intern_find(seal->stack_names, name, strlen(name));
    for (int32_t s = index >= 0 ? seal->first_of_name[index] : -1; s >= 0;
         s = seal->next_of_name[s]) {
        const struct stack *stack = &seal->stacks[s];
        if ((cluster_ix < 0 || stack->cluster_ix == cluster_ix) &&
            (!name_space || strcmp(stack->name_space, name_space) == 0) && !seal_is_copy(seal, s))
            add_match(seal, &match, s);
    }
    return match;
}

/* A plain name: in the own cluster first (in the own namespace before others), then anywhere. */
static struct match find_plain(const struct seal *seal, const struct wanted *wanted)
{
    const struct stack *self = &seal->stacks[wanted->stack_ix];
    int32_t own = estate_find_stack(seal->estate, self->cluster_ix, self->name_space, wanted->name);
    struct match match = {own, own >= 0 && !seal_is_copy(seal, own)};
    if (match.count == 0)
        match = find_by_name(seal, wanted->name, self->cluster_ix, NULL);
    if (match.count == 0)
        match = find_by_name(seal, wanted->name, -1, NULL);
    return match;
}

/* CLUSTER/STACK or CLUSTER/NAMESPACE/STACK. */
static struct match find_path(struct seal *seal, const struct wanted *wanted)
{
    struct match none = {-1, 0};
    const char *slash = strchr(wanted->name, '/');
    if (!slash)
        return none;
    size_t length = (size_t)(slash - wanted->name);
    int32_t cluster_ix = intern_find(seal->estate->cluster_keys, wanted->name, length);
    if (cluster_ix < 0)
        return none;
    struct match match = find_by_name(seal, slash + 1, cluster_ix, NULL);
    const char *second = strchr(slash + 1, '/');
    if (match.count > 0 || !second)
        return match;
    const char *name_space = arena_strndup(seal->scratch, slash + 1, (size_t)(second - slash - 1));
    return find_by_name(seal, second + 1, cluster_ix, name_space);
}

/* ---- what cannot be resolved */

/* "east/db, west/db": at most a few of those that a name can stand for. */
static const char *list_candidates(struct seal *seal, const char *name)
{
    enum { SHOWN = 6 };
    const char *text = "";
    int shown = 0;
    int32_t index = intern_find(seal->stack_names, name, strlen(name));
    for (int32_t s = index >= 0 ? seal->first_of_name[index] : -1; s >= 0;
         s = seal->next_of_name[s]) {
        if (shown++ == SHOWN)
            return arena_format(seal->scratch, "%s, ...", text);
        text = arena_format(seal->scratch, "%s%s%s", text, shown > 1 ? ", " : "",
                            seal_stack_name(seal, s));
    }
    return text;
}

static void refuse_several(struct seal *seal, const struct wanted *wanted)
{
    const char *name = wanted->name;
    if (intern_find(seal->stack_names, name, strlen(name)) < 0)
        name = strchr(name, '/') + 1;
    builder_error(seal->builder, &wanted->row->origin,
                  "ambiguous name in requires: stack " NAME " requires " NAME
                  "; expected one of %.300s",
                  seal->stacks[wanted->stack_ix].name, wanted->text, list_candidates(seal, name));
}

/* Does it name a pre-deployed copy? */
static bool is_copy_path(const struct seal *seal, const char *path)
{
    for (int32_t s = 0; strchr(path, '/') && s < seal->estate->stack_count; s++) {
        const struct stack *stack = &seal->stacks[s];
        const char *cluster = seal->clusters[stack->cluster_ix].name;
        size_t n = strlen(cluster);
        if (strncmp(path, cluster, n) == 0 && path[n] == '/' &&
            strcmp(strrchr(path, '/') + 1, stack->name) == 0 && seal_is_copy(seal, s))
            return true;
    }
    return false;
}

static void refuse_copy(struct seal *seal, const struct wanted *wanted)
{
    builder_error(seal->builder, &wanted->row->origin,
                  "a pre-deployed copy in requires: stack " NAME " requires " NAME
                  ", which runs nothing; expected the stack that runs",
                  seal->stacks[wanted->stack_ix].name, wanted->text);
}

static void refuse_unknown(struct seal *seal, const struct wanted *wanted)
{
    if (!seal_can_tell(seal)) {
        seal->builder->errors->total++;
        return;
    }
    char end[SUGGEST_SIZE];
    builder_error(seal->builder, &wanted->row->origin,
                  "unknown stack in requires: stack " NAME " requires " NAME "; %s",
                  seal->stacks[wanted->stack_ix].name, wanted->text,
                  suggest(wanted->name, seal->names, (size_t)intern_count(seal->stack_names), end));
}

/* Is the target the stack itself, or an instance of its own family? */
static bool is_self(const struct seal *seal, int32_t stack_ix, int32_t target_ix)
{
    int32_t family = seal->stacks[stack_ix].family_ix;
    return stack_ix == target_ix || (family >= 0 && family == seal->stacks[target_ix].family_ix);
}

static int32_t resolve(struct seal *seal, const struct wanted *wanted)
{
    struct match match = find_plain(seal, wanted);
    if (match.count == 0)
        match = find_path(seal, wanted);
    if (match.count == 0 && is_copy_path(seal, wanted->name))
        refuse_copy(seal, wanted);
    else if (match.count > 1)
        refuse_several(seal, wanted);
    else if (match.count == 0)
        refuse_unknown(seal, wanted);
    else if (is_self(seal, wanted->stack_ix, match.first))
        builder_error(seal->builder, &wanted->row->origin,
                      "a stack cannot require itself: stack " NAME " requires " NAME
                      "; expected another stack",
                      seal->stacks[wanted->stack_ix].name, wanted->text);
    else
        return match.first;
    return -1;
}

/* "db@same" is "db" in the same cluster. */
static void split_suffix(struct seal *seal, struct wanted *wanted)
{
    static const char suffix[] = "@same";
    size_t n = strlen(wanted->text), cut = sizeof suffix - 1;
    wanted->name = wanted->text;
    if (n > cut && strcmp(wanted->text + n - cut, suffix) == 0) {
        wanted->same_cluster = true;
        wanted->name = arena_strndup(seal->scratch, wanted->text, n - cut);
    }
}

static void take_settled(struct seal *seal, int32_t stack_ix, const struct stack_settled *settled)
{
    struct stack *stack = &seal->stacks[stack_ix];
    int32_t count = settled->require_count;
    struct requirement *needed = ARENA_NEW(seal->arena, count, struct requirement);
    if (count > 0)
        memcpy(needed, settled->requires, (size_t)count * sizeof *needed);
    for (int32_t i = 0; i < count; i++)
        needed[i].stack_ix = seal->stack_ix[needed[i].stack_ix];
    stack->requires = needed;
    stack->require_count = count;
}

/* A stack that is required already is not added again. */
static void add_requirement(struct seal *seal, struct stack *stack, struct requirement *needed,
                            struct requirement requirement)
{
    int32_t *place = &seal->required_at[requirement.stack_ix];
    if (*place < stack->require_count && needed[*place].stack_ix == requirement.stack_ix) {
        needed[*place].same_cluster = needed[*place].same_cluster || requirement.same_cluster;
        return;
    }
    *place = stack->require_count;
    needed[stack->require_count++] = requirement;
}

static void resolve_row(struct seal *seal, int32_t stack_ix)
{
    struct stack *stack = &seal->stacks[stack_ix];
    const struct overlay_fact *row = seal->rows[stack_ix].requires;
    if (!row || stack->is_platform)
        return;
    int32_t count = row->overlay.require_count;
    struct requirement *needed = ARENA_NEW(seal->arena, count, struct requirement);
    stack->requires = needed;
    for (int32_t i = 0; i < count; i++) {
        struct wanted wanted = {.row = row, .stack_ix = stack_ix, .text = row->overlay.requires[i]};
        split_suffix(seal, &wanted);
        int32_t target = resolve(seal, &wanted);
        if (target < 0)
            continue;
        if (seal->stacks[target].is_platform) {
            seal_finding(seal, SEVERITY_INFO, "requires-platform", stack->cluster_ix, stack_ix, -1,
                         "requires " NAME ", which belongs to the platform: every cluster has its "
                         "own, so this always holds",
                         wanted.text);
            continue;
        }
        struct requirement requirement = {target, wanted.same_cluster};
        add_requirement(seal, stack, needed, requirement);
    }
}

/* ---- cycles. Instances of a family are one: what one requires, the family requires. */

enum color { WHITE, GRAY, BLACK };

struct walk {
    struct seal *seal;
    int32_t *head;        /* [stack_count] first instance of its family, or itself */
    int32_t *next_member; /* [stack_count] next instance of the family, -1 = last */
    unsigned char *color; /* [stack_count] of heads */
    int32_t *path;        /* heads from the start to here */
    int32_t depth;
    int32_t *member, *edge; /* [stack_count] where the walk stands in each head on the path */
};

static void walk_init(struct walk *walk, struct seal *seal)
{
    int32_t n = seal->estate->stack_count;
    struct arena *scratch = seal->scratch;
    walk->seal = seal;
    walk->head = ARENA_NEW(scratch, n, int32_t);
    walk->next_member = ARENA_NEW(scratch, n, int32_t);
    walk->color = ARENA_NEW(scratch, n, unsigned char);
    walk->path = ARENA_NEW(scratch, n, int32_t);
    walk->member = ARENA_NEW(scratch, n, int32_t);
    walk->edge = ARENA_NEW(scratch, n, int32_t);
    int32_t *first = ARENA_NEW(scratch, n, int32_t); /* + 1, by family */
    int32_t *last = ARENA_NEW(scratch, n, int32_t);
    for (int32_t s = 0; s < n; s++) {
        int32_t family = seal->stacks[s].family_ix;
        walk->next_member[s] = -1;
        walk->head[s] = s;
        if (family < 0)
            continue;
        if (first[family] > 0) {
            walk->head[s] = first[family] - 1;
            walk->next_member[last[family]] = s;
        } else {
            first[family] = s + 1;
        }
        last[family] = s;
    }
}

static const struct overlay_fact *row_of(const struct seal *seal, int32_t stack_ix)
{
    return seal->rows[stack_ix].requires;
}

/* The heads on the path from `head` on, and `head` again. */
static void refuse_cycle(struct walk *walk, int32_t head)
{
    enum { ROOM = 500 };
    struct seal *seal = walk->seal;
    int32_t start = walk->depth - 1;
    while (walk->path[start] != head)
        start--;
    struct buf text;
    buf_init(&text);
    for (int32_t i = start; i < walk->depth && text.length < ROOM; i++)
        buf_format(&text, "%.150s -> ", seal_stack_name(seal, walk->path[i]));
    if (text.length >= ROOM)
        buf_add_text(&text, "... -> ");
    buf_format(&text, "%.150s", seal_stack_name(seal, head));
    const struct overlay_fact *row = NULL;
    for (int32_t s = head; s >= 0; s = walk->next_member[s])
        row = row ? row : row_of(seal, s);
    const struct stack_fact *fact = &seal->builder->stacks.items[seal->stack_handle[head]];
    builder_error(seal->builder, row ? &row->origin : &fact->origin,
                  "required stacks form a cycle: %s", text.data);
    buf_release(&text);
}

/* The next head that the one at the end of the path requires, -1 = no more. */
static int32_t next_required(struct walk *walk)
{
    int32_t head = walk->path[walk->depth - 1];
    int32_t *member = &walk->member[head], *edge = &walk->edge[head];
    for (; *member >= 0; *member = walk->next_member[*member], *edge = 0) {
        const struct stack *stack = &walk->seal->stacks[*member];
        if (*edge < stack->require_count)
            return walk->head[stack->requires[(*edge)++].stack_ix];
    }
    return -1;
}

static void enter(struct walk *walk, int32_t head)
{
    walk->color[head] = GRAY;
    walk->member[head] = head;
    walk->edge[head] = 0;
    walk->path[walk->depth++] = head;
}

static void walk_from(struct walk *walk, int32_t head)
{
    enter(walk, head);
    while (walk->depth > 0) {
        int32_t next = next_required(walk);
        if (next < 0)
            walk->color[walk->path[--walk->depth]] = BLACK;
        else if (walk->color[next] == WHITE)
            enter(walk, next);
        else if (walk->color[next] == GRAY)
            refuse_cycle(walk, next);
    }
}

void seal_requires(struct seal *seal)
{
    seal->required_at = ARENA_NEW(seal->scratch, seal->estate->stack_count, int32_t);
    for (int32_t s = 0; s < seal->estate->stack_count; s++) {
        if (seal_settled(seal, s) && !seal->rows[s].requires)
            take_settled(seal, s, seal_settled(seal, s));
        else
            resolve_row(seal, s);
    }
    struct walk walk = {.depth = 0};
    walk_init(&walk, seal);
    for (int32_t s = 0; s < seal->estate->stack_count; s++)
        if (walk.head[s] == s && walk.color[s] == WHITE)
            walk_from(&walk, s);
}
