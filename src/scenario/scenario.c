/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/scenario.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/caps.h"
#include "base/error.h"
#include "base/text.h"

/* A scenario while it is put together: the arrays are written to, then handed out as const. */
struct draft {
    const struct estate *estate;
    struct arena *arena;
    bool *cluster_lost;
    bool *node_lost;
    const char **words;
    int32_t word_count;
};

static struct draft draft_begin(const struct estate *estate, struct arena *arena, size_t word_room)
{
    return (struct draft){
        .estate = estate,
        .arena = arena,
        .cluster_lost = ARENA_NEW(arena, estate->cluster_count, bool),
        .node_lost = ARENA_NEW(arena, estate->node_count, bool),
        .words = ARENA_NEW(arena, word_room, const char *),
    };
}

static void lose_cluster(struct draft *draft, int32_t cluster_ix)
{
    const struct cluster *cluster = &draft->estate->clusters[cluster_ix];
    draft->cluster_lost[cluster_ix] = true;
    for (int32_t n = 0; n < cluster->node_count; n++)
        draft->node_lost[cluster->first_node + n] = true;
}

static bool unknown(struct error *reterr, const char *what, const char *found,
                    const char *const *names, size_t count)
{
    const char *nearest = text_nearest(found, names, count);
    return error_set(reterr, ERROR_INPUT, "unknown %s: found \"%s\"; %s%s%s", what, found,
                     nearest ? "did you mean \"" : "expected ",
                     nearest ? nearest
                     : count ? "one of the estate's (`muster show` lists them)"
                             : "nothing: the estate has none",
                     nearest ? "\"?" : "");
}

static bool unknown_cluster(const struct draft *draft, const char *name, struct error *reterr)
{
    int32_t count = draft->estate->cluster_count;
    const char **names = ARENA_NEW(draft->arena, count, const char *);
    for (int32_t c = 0; c < count; c++)
        names[c] = draft->estate->clusters[c].name;
    return unknown(reterr, "cluster", name, names, (size_t)count);
}

static bool lose_region(struct draft *draft, const char *region, struct error *reterr)
{
    const struct estate *e = draft->estate;
    bool found = false;
    for (int32_t c = 0; c < e->cluster_count; c++)
        if (strcmp(e->clusters[c].region, region) == 0) {
            lose_cluster(draft, c);
            found = true;
        }
    if (found)
        return true;
    const char **names = ARENA_NEW(draft->arena, e->cluster_count, const char *);
    size_t count = 0;
    for (int32_t c = 0; c < e->cluster_count; c++)
        if (e->clusters[c].region[0])
            names[count++] = e->clusters[c].region;
    return unknown(reterr, "region", region, names, count);
}

static bool lose_zone(struct draft *draft, int32_t cluster_ix, const char *zone,
                      struct error *reterr)
{
    const struct estate *e = draft->estate;
    const struct cluster *cluster = &e->clusters[cluster_ix];
    const char **names = ARENA_NEW(draft->arena, cluster->node_count, const char *);
    size_t count = 0;
    bool found = false;
    for (int32_t n = cluster->first_node; n < cluster->first_node + cluster->node_count; n++) {
        if (e->nodes[n].zone[0] && strcmp(e->nodes[n].zone, zone) == 0) {
            draft->node_lost[n] = true;
            found = true;
        }
        if (e->nodes[n].zone[0])
            names[count++] = e->nodes[n].zone;
    }
    return found || unknown(reterr, "zone", zone, names, count);
}

static bool lose_node(struct draft *draft, int32_t cluster_ix, const char *name,
                      struct error *reterr)
{
    const struct estate *e = draft->estate;
    int32_t node_ix = estate_find_node(e, cluster_ix, name);
    if (node_ix >= 0) {
        draft->node_lost[node_ix] = true;
        return true;
    }
    const struct cluster *cluster = &e->clusters[cluster_ix];
    const char **names = ARENA_NEW(draft->arena, cluster->node_count, const char *);
    for (int32_t n = 0; n < cluster->node_count; n++)
        names[n] = e->nodes[cluster->first_node + n].name;
    return unknown(reterr, "node", name, names, (size_t)cluster->node_count);
}

/* One WHAT. */
static bool lose_word(struct draft *draft, const char *word, struct error *reterr)
{
    if (!*word)
        return error_set(reterr, ERROR_INPUT,
                         "nothing to lose: found an empty word; expected CLUSTER, CLUSTER/zone:Z, "
                         "CLUSTER/node:N or region:R");
    for (int32_t i = 0; i < draft->word_count; i++)
        if (strcmp(draft->words[i], word) == 0)
            return true;
    draft->words[draft->word_count++] = word;
    /* A cluster may be called region:x only by asking for trouble: its name wins. */
    int32_t whole = estate_find_cluster(draft->estate, word);
    if (whole >= 0) {
        lose_cluster(draft, whole);
        return true;
    }
    if (strncmp(word, "region:", 7) == 0)
        return lose_region(draft, word + 7, reterr);
    const char *slash = strchr(word, '/');
    if (!slash)
        return unknown_cluster(draft, word, reterr);
    const char *name = arena_strndup(draft->arena, word, (size_t)(slash - word));
    int32_t cluster_ix = estate_find_cluster(draft->estate, name);
    if (cluster_ix < 0)
        return unknown_cluster(draft, name, reterr);
    if (strncmp(slash + 1, "zone:", 5) == 0)
        return lose_zone(draft, cluster_ix, slash + 6, reterr);
    if (strncmp(slash + 1, "node:", 5) == 0)
        return lose_node(draft, cluster_ix, slash + 6, reterr);
    return error_set(reterr, ERROR_INPUT,
                     "cannot tell what to lose: found \"%s\"; expected CLUSTER/zone:Z or "
                     "CLUSTER/node:N after the cluster's name",
                     word);
}

static const char *name_of_words(const struct draft *draft)
{
    struct buf text;
    buf_init(&text);
    buf_add_text(&text, "lose ");
    for (int32_t i = 0; i < draft->word_count; i++) {
        if (i > 0)
            buf_add_text(&text, " + ");
        buf_add_text(&text, draft->words[i]);
    }
    const char *name = arena_strdup(draft->arena, text.data);
    buf_release(&text);
    return name;
}

static void draft_finish(struct draft *draft, const char *name, struct scenario *ret)
{
    const struct estate *e = draft->estate;
    *ret = (struct scenario){
        .name = name ? name : name_of_words(draft),
        .lost = draft->words,
        .lost_count = draft->word_count,
        .cluster_lost = draft->cluster_lost,
        .node_lost = draft->node_lost,
    };
    for (int32_t c = 0; c < e->cluster_count; c++)
        ret->lost_cluster_count += draft->cluster_lost[c];
    for (int32_t n = 0; n < e->node_count; n++)
        if (draft->node_lost[n] && !draft->cluster_lost[e->nodes[n].cluster_ix])
            ret->is_partial = true;
}

/* Split a comma list into words, blanks around them cut. */
static size_t split_words(const char *list, struct arena *arena, const char ***ret)
{
    size_t room = 1;
    for (const char *p = list; *p; p++)
        room += *p == ',';
    const char **words = ARENA_NEW(arena, room, const char *);
    size_t count = 0;
    for (const char *start = list;;) {
        size_t n = strcspn(start, ",");
        const char *next = start + n;
        while (n > 0 && *start == ' ') {
            start++;
            n--;
        }
        while (n > 0 && start[n - 1] == ' ')
            n--;
        words[count++] = arena_strndup(arena, start, n);
        if (!*next)
            break;
        start = next + 1;
    }
    *ret = words;
    return count;
}

static bool parse_words(const struct estate *estate, const char *const *words, size_t count,
                        const char *name, struct arena *arena, struct scenario *ret,
                        struct error *reterr)
{
    struct draft draft = draft_begin(estate, arena, count);
    for (size_t i = 0; i < count; i++)
        if (!lose_word(&draft, words[i], reterr))
            return false;
    draft_finish(&draft, name, ret);
    return true;
}

bool scenario_parse(const struct estate *estate, const char *words, const char *name,
                    struct arena *arena, struct scenario *ret, struct error *reterr)
{
    const char **list;
    size_t count = split_words(words, arena, &list);
    return parse_words(estate, list, count, name, arena, ret, reterr);
}

void scenario_lose_more(const struct estate *estate, const struct scenario *from, const bool *falls,
                        struct arena *arena, struct scenario *ret)
{
    size_t room = (size_t)from->lost_count + (size_t)estate->cluster_count;
    struct draft draft = draft_begin(estate, arena, room);
    for (int32_t i = 0; i < from->lost_count; i++)
        draft.words[draft.word_count++] = from->lost[i];
    for (int32_t n = 0; n < estate->node_count; n++)
        draft.node_lost[n] = from->node_lost[n];
    for (int32_t c = 0; c < estate->cluster_count; c++) {
        draft.cluster_lost[c] = from->cluster_lost[c];
        if (!falls[c])
            continue;
        lose_cluster(&draft, c);
        draft.words[draft.word_count++] = estate->clusters[c].name;
    }
    draft_finish(&draft, from->name, ret);
}

/* A list under construction; a scenario that loses the same as an earlier one is dropped. */
struct scenarios {
    const struct estate *estate;
    struct scenario *items;
    size_t count, room;
};

static bool same_loss(const struct estate *e, const struct scenario *a, const struct scenario *b)
{
    return memcmp(a->cluster_lost, b->cluster_lost, (size_t)e->cluster_count) == 0 &&
           memcmp(a->node_lost, b->node_lost, (size_t)e->node_count) == 0;
}

static bool add_scenario(struct scenarios *list, const struct scenario *scenario, bool may_repeat,
                         struct error *reterr)
{
    for (size_t i = 0; may_repeat && i < list->count; i++)
        if (same_loss(list->estate, &list->items[i], scenario))
            return true;
    if (list->count >= CAP_SCENARIOS)
        return error_set(reterr, ERROR_LIMIT, "too many scenarios: more than the cap of %d",
                         CAP_SCENARIOS);
    VEC_PUSH(list->items, list->count, list->room, *scenario);
    return true;
}

static bool add_combination(struct scenarios *list, const int32_t *chosen, int32_t k,
                            struct arena *arena, bool may_repeat, struct error *reterr)
{
    struct draft draft = draft_begin(list->estate, arena, (size_t)k);
    for (int32_t i = 0; i < k; i++) {
        lose_cluster(&draft, chosen[i]);
        draft.words[draft.word_count++] = list->estate->clusters[chosen[i]].name;
    }
    struct scenario scenario;
    draft_finish(&draft, NULL, &scenario);
    return add_scenario(list, &scenario, may_repeat, reterr);
}

/* Every combination of k clusters, in lexicographic order of their indices. */
static bool add_combinations(struct scenarios *list, int32_t k, struct arena *arena,
                             bool may_repeat, struct error *reterr)
{
    int32_t n = list->estate->cluster_count;
    if (k < 1 || k > n)
        return error_set(reterr, ERROR_INPUT,
                         "cannot lose any %d clusters: the estate has %d; expected 1 to %d", k, n,
                         n);
    int32_t *chosen = ARENA_NEW(arena, k, int32_t);
    for (int32_t i = 0; i < k; i++)
        chosen[i] = i;
    for (;;) {
        if (!add_combination(list, chosen, k, arena, may_repeat, reterr))
            return false;
        int32_t i = k - 1;
        while (i >= 0 && chosen[i] == n - k + i)
            i--;
        if (i < 0)
            return true;
        chosen[i]++;
        for (int32_t j = i + 1; j < k; j++)
            chosen[j] = chosen[j - 1] + 1;
    }
}

static bool add_named(struct scenarios *list, const struct named_scenario *named,
                      struct arena *arena, struct error *reterr)
{
    struct scenario scenario;
    if (!parse_words(list->estate, named->lose, (size_t)named->lose_count, named->name, arena,
                     &scenario, reterr)) {
        error_at(reterr, named->file, named->line, named->column);
        return false;
    }
    return add_scenario(list, &scenario, false, reterr);
}

static bool add_chosen(struct scenarios *list, const struct scenario_choice *choice,
                       struct arena *arena, struct error *reterr)
{
    const struct estate *e = list->estate;
    bool ok = true;
    if (choice->lose_count == 0 && choice->lose_any == 0) {
        for (int32_t i = 0; ok && i < e->scenario_count; i++)
            ok = add_named(list, &e->scenarios[i], arena, reterr);
        if (e->scenario_count > 0)
            return ok;
        return add_combinations(list, 1, arena, false, reterr);
    }
    for (int32_t i = 0; ok && i < choice->lose_count; i++) {
        struct scenario scenario;
        ok = scenario_parse(e, choice->lose[i], NULL, arena, &scenario, reterr);
        if (!ok && reterr && !reterr->field[0])
            memcpy(reterr->field, "--lose", sizeof "--lose");
        ok = ok && add_scenario(list, &scenario, true, reterr);
    }
    if (ok && choice->lose_any > 0)
        ok = add_combinations(list, choice->lose_any, arena, choice->lose_count > 0, reterr);
    return ok;
}

bool scenario_list(const struct estate *estate, const struct scenario_choice *choice,
                   struct arena *arena, struct scenario **ret, int32_t *ret_count,
                   struct error *reterr)
{
    struct scenarios list = {.estate = estate};
    bool ok = add_chosen(&list, choice, arena, reterr);
    if (ok) {
        *ret = ARENA_NEW(arena, list.count, struct scenario);
        if (list.count)
            memcpy(*ret, list.items, list.count * sizeof *list.items);
        *ret_count = (int32_t)list.count;
    }
    free(list.items);
    return ok;
}
