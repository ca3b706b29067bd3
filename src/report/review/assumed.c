/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an answer assumes and what it leaves out, a sentence each. */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "report/line.h"
#include "report/review/review.h"

const char *review_option(const struct result *result, const char *key)
{
    for (int32_t i = 0; i < result->option_count; i++)
        if (!strcmp(result->options[i].key, key))
            return result->options[i].value;
    return "";
}

/* Digits only, short enough for an int64; else -1. */
static int64_t amount_of(const char *text)
{
    size_t n = strspn(text, "0123456789");
    int64_t value = 0;
    if (n == 0 || n > 16 || text[n])
        return -1;
    for (size_t i = 0; i < n; i++)
        value = value * 10 + (text[i] - '0');
    return value;
}

/* "5% of cpu and 2.0 GiB of memory". */
static void add_headroom(const struct review *review, struct buf *out)
{
    const struct result *result = review->result;
    for (int32_t i = 0; i < result->headroom_count; i++) {
        const struct result_option *one = &result->headroom[i];
        const char *unit = table_unit(result, one->key);
        int64_t amount = one->is_number ? amount_of(one->value) : -1;
        char number[NUMBER_SIZE];
        buf_add_text(out, i == 0 ? "" : i == result->headroom_count - 1 ? " and " : ", ");
        if (amount >= 0) {
            number_amount(unit, amount, true, number);
            buf_format(out, "%s %s%sof %s", number, number_unit(unit),
                       number_unit(unit)[0] ? " " : "", one->key);
        } else {
            buf_format(out, "%s of %s", one->value, one->key);
        }
    }
}

/* Stacks of the result, each once, that an answer assumes something of, or that have rules which no
 * answer holds. */
static int32_t count_stacks(const struct review *review, bool is_assumed)
{
    const struct result *result = review->result;
    size_t room = 0;
    int32_t count = 0;
    for (int32_t s = 0; s < result->scenario_count; s++)
        room += (size_t)result->scenarios[s].as_is.stack_count;
    struct table_names names = {ARENA_NEW(review->arena, room, const char *), 0};
    for (int32_t s = 0; s < result->scenario_count; s++)
        for (int32_t i = 0; i < result->scenarios[s].as_is.stack_count; i++) {
            const struct result_stack *stack = &result->scenarios[s].as_is.stacks[i];
            if (is_assumed ? stack->is_assumed : stack->not_modelled_count > 0)
                names.items[names.count++] = result_stack_path(stack, review->arena);
        }
    table_names_sort(&names);
    count = names.count;
    return count;
}

static void say_eviction(const struct review *review, struct buf *out)
{
    bool is_asked = false;
    for (int32_t s = 0; s < review->result->scenario_count; s++)
        is_asked |= review->result->scenarios[s].has_eviction;
    if (!is_asked) {
        buf_add_text(out, "No resident gives way to a more critical stack");
        buf_add_text(out, !strcmp(review_option(review->result, "eviction"), "no")
                              ? ": that was not asked (--no-eviction)."
                              : ".");
        return;
    }
    buf_add_text(out, "Two answers stand side by side: as is, no resident gives way; in the other "
                      "less critical residents of the survivors are moved or stopped. The verdict "
                      "rests on the ");
    buf_add_text(out, review->judge.accept_eviction ? "second (--accept eviction)." : "first.");
}

bool review_say_assumed(const struct review *review, int32_t index, struct buf *out)
{
    const struct result *result = review->result;
    int32_t assumed = 0;
    switch (index) {
    case 0:
        buf_add_text(out, !strcmp(review_option(result, "residents"), "repack")
                              ? "Residents of the survivors may change nodes inside their cluster "
                                "(repack)."
                              : "Residents of the survivors stay on their nodes (pinned).");
        return true;
    case 1:
        if (result->headroom_count == 0) {
            buf_add_text(out, "No headroom is kept: nodes may be filled to the last byte.");
            return true;
        }
        add_headroom(review, out);
        buf_add_text(out, result->headroom_count > 1 ? " are kept free on every node."
                                                     : " is kept free on every node.");
        return true;
    case 2:
        assumed = count_stacks(review, true);
        buf_add_text(out, "Reservations decide what fits, not use.");
        if (assumed > 0)
            buf_format(out, " Of %d stack%s a missing one was assumed.", (int)assumed,
                       assumed == 1 ? "" : "s");
        return true;
    case 3:
        buf_add_text(out, "All displaced stacks are placed together, tier 0 first.");
        return true;
    case 4: say_eviction(review, out); return true;
    case 5:
        if (review_option(result, "only_tier")[0])
            buf_format(out, "Stacks less critical than tier %s were left out.",
                       review_option(result, "only_tier"));
        else
            buf_add_text(out, "\"fits\" means that a packing exists and is shown, not that the "
                              "scheduler finds it unassisted.");
        return true;
    case 6:
        if (!review_option(result, "accept")[0] && !review->judge.strict)
            return false;
        buf_format(out, "Judged with%s%s%s%s.",
                   review_option(result, "accept")[0] ? " --accept " : "",
                   review_option(result, "accept"),
                   review_option(result, "accept")[0] && review->judge.strict ? " and" : "",
                   review->judge.strict ? " --strict" : "");
        return true;
    default: return false;
    }
}

bool review_say_not_modelled(const struct review *review, int32_t index, struct buf *out)
{
    static const char *const general[] = {
        "Network, load balancers, DNS and routes at the target.",
        "Data: replication lag, restore time, storage throughput.",
        "Start order, start time and image pulls.",
        "Use above reservations: limits stand in the tables of the scenarios.",
    };
    int32_t count = 0;
    if (index < 4) {
        buf_add_text(out, general[index]);
        return true;
    }
    if (index > 4 || (count = count_stacks(review, false)) == 0)
        return false;
    buf_format(out, "Rules of %d stack%s, named in the muster lists.", (int)count,
               count == 1 ? "" : "s");
    return true;
}
