# Sources of src/solve: libmuster_a_SOURCES += src/solve/NAME.c src/solve/NAME.h
libmuster_a_SOURCES += \
	src/solve/answer.c src/solve/answer.h \
	src/solve/bound.c src/solve/bound.h \
	src/solve/check.c src/solve/check.h \
	src/solve/choose/choose.c src/solve/choose/choose.h \
	src/solve/choose/choose_leaf.c src/solve/choose/choose_parts.h \
	src/solve/choose/choose_master.c \
	src/solve/choose/choose_sets.c src/solve/choose/choose_thin.c \
	src/solve/coverage.c src/solve/coverage.h \
	src/solve/evict.c src/solve/evict.h \
	src/solve/export.c src/solve/export.h \
	src/solve/glpk_guard.c src/solve/glpk_guard.h \
	src/solve/greedy/greedy.c src/solve/greedy/greedy.h \
	src/solve/greedy/greedy_group.c \
	src/solve/improve/improve.c src/solve/improve/improve.h \
	src/solve/improve/improve_gather.c src/solve/improve/improve_parts.h \
	src/solve/greedy/index.c src/solve/greedy/index.h \
	src/solve/improve/ladder.c src/solve/improve/ladder.h \
	src/solve/line/line.c src/solve/line/line.h \
	src/solve/line/line_master.c src/solve/line/line_parts.h \
	src/solve/line/line_search.c \
	src/solve/line/net.c src/solve/line/net.h \
	src/solve/lp.c src/solve/lp.h \
	src/solve/memory.c src/solve/memory.h \
	src/solve/mip/mip.c src/solve/mip/mip.h \
	src/solve/mip/mip_build.c \
	src/solve/mip/mip_model.h \
	src/solve/mip/mip_open.c \
	src/solve/mip/mip_rows.c \
	src/solve/mip/mip_twins.c \
	src/solve/near/near.c src/solve/near/near.h \
	src/solve/near/near_move.c src/solve/near/near_parts.h \
	src/solve/pack.c src/solve/pack.h \
	src/solve/greedy/place.c src/solve/greedy/place.h \
	src/solve/greedy/place_rate.c \
	src/solve/greedy/place_weights.c \
	src/solve/pods/check_pods.c src/solve/pods/check_pods.h \
	src/solve/pods/mip_pods.c src/solve/pods/mip_pods.h \
	src/solve/pods/mip_spots.c src/solve/pods/mip_spots.h \
	src/solve/pods/mip_spread.c \
	src/solve/pods/rules.c src/solve/pods/rules.h \
	src/solve/pods/rules_hold.c \
	src/solve/pods/rules_model.h \
	src/solve/pods/rules_open.c \
	src/solve/pods/search_room.c src/solve/pods/search_room.h \
	src/solve/prove/aim.c src/solve/prove/aim.h src/solve/prove/aim_parts.h \
	src/solve/prove/aim_mip.c src/solve/prove/aim_walk.c \
	src/solve/prove/walk.c src/solve/prove/walk.h \
	src/solve/prove/find.c src/solve/prove/find.h \
	src/solve/prove/filling.c src/solve/prove/filling.h \
	src/solve/prove/filling_price.c src/solve/prove/filling_state.h \
	src/solve/prove/limit.c src/solve/prove/limit.h \
	src/solve/prove/prove.c src/solve/prove/prove.h \
	src/solve/prove/refute/refute.c src/solve/prove/refute/refute.h \
	src/solve/prove/refute/refute_branch.c \
	src/solve/prove/refute/refute_leaf.c \
	src/solve/prove/refute/refute_lp.c \
	src/solve/prove/refute/refute_state.h \
	src/solve/prove/relax.c src/solve/prove/relax.h \
	src/solve/prove/separate.c src/solve/prove/separate.h \
	src/solve/prove/warm.c src/solve/prove/warm.h \
	src/solve/prove/cells.c src/solve/prove/cells.h \
	src/solve/prove/weigh.c src/solve/prove/weigh.h \
	src/solve/prove/weigh_parts.h src/solve/prove/weigh_program.c \
	src/solve/improve/repack.c src/solve/improve/repack.h \
	src/solve/improve/shift.c src/solve/improve/shift.h \
	src/solve/solve.c src/solve/solve.h \
	src/solve/solver.h \
	src/solve/start.c src/solve/start.h \
	src/solve/swap/swap.c src/solve/swap/swap.h \
	src/solve/swap/swap_gather.c src/solve/swap/swap_parts.h \
	src/solve/swap/swap_state.c \
	src/solve/improve/tidy.c src/solve/improve/tidy.h \
	src/solve/tight/tight.c src/solve/tight/tight.h \
	src/solve/tight/tight_list.c src/solve/tight/tight_parts.h \
	src/solve/improve/trade.c src/solve/improve/trade.h \
	src/solve/tier/outcome.c src/solve/tier/outcome.h \
	src/solve/tier/tier.c src/solve/tier/tier.h \
	src/solve/tier/tier_parts.h \
	src/solve/tier/tier_search.c \
	src/solve/tier/tier_start.c \
	src/solve/tier/tier_turns.c \
	src/solve/work.c src/solve/work.h
