/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The second answer: who must give way, and what that brings. */
#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "report/review/review.h"
#include "report/table/table.h"

const struct result_stack **review_giving_way(const struct review *review, int32_t scenario_ix,
                                              int32_t *ret_count)
{
    const struct result_scenario *scenario = &review->result->scenarios[scenario_ix];
    *ret_count = 0;
    return scenario->has_eviction ? table_acts(&scenario->with_eviction, review->arena, ret_count)
                                  : NULL;
}

/* What the second answer recovers that the first does not, and the other way round. */
struct difference {
    int64_t more, critical, less;
};

static struct difference compare_answers(const struct review *review,
                                         const struct result_scenario *scenario)
{
    struct difference difference = {0};
    for (int32_t i = 0; i < scenario->as_is.stack_count; i++) {
        const struct result_stack *stack = &scenario->as_is.stacks[i];
        const struct result_stack *other = result_find_stack(&scenario->with_eviction, stack);
        bool is_more = result_fits_by_eviction(scenario, stack);
        difference.more += is_more;
        difference.critical += is_more && stack->tier <= review->result->critical_tier;
        difference.less += stack->verdict == VERDICT_FITS && other && other->verdict < VERDICT_FITS;
    }
    return difference;
}

static void say_none(const struct review *review, const struct result_scenario *scenario,
                     struct buf *out)
{
    const struct result *result = review->result;
    bool is_recovered = scenario->as_is.status == STATUS_PROVEN;
    for (int32_t i = 0; i < scenario->as_is.stack_count; i++)
        is_recovered &= scenario->as_is.stacks[i].verdict == VERDICT_FITS;
    if (is_recovered)
        buf_add_text(out, "Everything is recovered as is: nobody must give way.");
    else if (!strcmp(review_option(result, "eviction"), "no"))
        buf_add_text(out, "If others give way: this was not asked (--no-eviction).");
    else
        buf_add_text(out, "If others give way: the result does not say.");
}

/* "; 12 residents are stopped, 11 by hand, and 7 move" */
static void say_price(const struct review *review, int32_t scenario_ix, struct buf *out)
{
    int32_t count, stopped = 0, by_hand = 0;
    const struct result_stack **list = review_giving_way(review, scenario_ix, &count);
    for (int32_t i = 0; i < count; i++) {
        stopped += list[i]->verdict == VERDICT_EVICTED;
        by_hand += list[i]->verdict == VERDICT_EVICTED && !strcmp(list[i]->by, "hand");
    }
    if (stopped > 0)
        buf_format(out, "; %d resident%s stopped, %d of them by hand", (int)stopped,
                   stopped == 1 ? " is" : "s are", (int)by_hand);
    if (count > stopped)
        buf_format(out, "%s %d %s", stopped > 0 ? ", and" : ";", (int)(count - stopped),
                   stopped > 0 && count - stopped == 1 ? "moves"
                   : stopped > 0                       ? "move"
                   : count == 1                        ? "resident moves"
                                                       : "residents move");
}

void review_say_second(const struct review *review, int32_t scenario_ix, struct buf *out)
{
    const struct result_scenario *scenario = &review->result->scenarios[scenario_ix];
    const struct result_answer *second = &scenario->with_eviction;
    int32_t giving_way;
    if (!scenario->has_eviction) {
        say_none(review, scenario, out);
        return;
    }
    if (second->status == STATUS_FAILED) {
        buf_format(out, "If others give way: no answer, %s.", second->failure);
        return;
    }
    struct difference difference = compare_answers(review, scenario);
    review_giving_way(review, scenario_ix, &giving_way);
    if (giving_way == 0 && difference.more == 0 && difference.less == 0) {
        buf_format(out, "If others give way: the same answer, %s.",
                   second->may_give_way_count == 0 ? "as no resident can give way"
                                                   : "as no resident that gives way helps");
        return;
    }
    buf_format(out, "If others give way: %" PRId64 " more stack%s", difference.more,
               difference.more == 1 ? " fits" : "s fit");
    if (difference.more > 0)
        buf_format(out, ", %" PRId64 " of them critical", difference.critical);
    if (difference.less > 0)
        buf_format(out, ", but %" PRId64 " that fit%s as is %s not", difference.less,
                   difference.less == 1 ? "s" : "", difference.less == 1 ? "does" : "do");
    say_price(review, scenario_ix, out);
    buf_format(out, ". %s",
               second->status == STATUS_PROVEN ? "Proven." : "Bounded: not every tier is decided.");
    if (giving_way > 0)
        buf_add_text(out, second->is_fewest ? " No plan that recovers as much stops fewer."
                                            : " Whether fewer would do is not known.");
}
