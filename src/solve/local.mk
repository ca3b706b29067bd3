# Sources of src/solve: libmuster_a_SOURCES += src/solve/NAME.c src/solve/NAME.h
libmuster_a_SOURCES += \
	src/solve/answer.c src/solve/answer.h \
	src/solve/bound.c src/solve/bound.h \
	src/solve/check.c src/solve/check.h \
	src/solve/check_pods.c src/solve/check_pods.h \
	src/solve/coverage.c src/solve/coverage.h \
	src/solve/export.c src/solve/export.h \
	src/solve/glpk_guard.c src/solve/glpk_guard.h \
	src/solve/greedy.c src/solve/greedy.h \
	src/solve/greedy_group.c \
	src/solve/improve.c src/solve/improve.h \
	src/solve/index.c src/solve/index.h \
	src/solve/lp.c src/solve/lp.h \
	src/solve/memory.c src/solve/memory.h \
	src/solve/mip.c src/solve/mip.h \
	src/solve/mip_build.c \
	src/solve/mip_model.h \
	src/solve/mip_pods.c src/solve/mip_pods.h \
	src/solve/mip_rows.c \
	src/solve/mip_spots.c src/solve/mip_spots.h \
	src/solve/mip_spread.c \
	src/solve/mip_twins.c \
	src/solve/outcome.c src/solve/outcome.h \
	src/solve/pack.c src/solve/pack.h \
	src/solve/place.c src/solve/place.h \
	src/solve/repack.c src/solve/repack.h \
	src/solve/rules.c src/solve/rules.h \
	src/solve/rules_hold.c \
	src/solve/rules_model.h \
	src/solve/rules_open.c \
	src/solve/solve.c src/solve/solve.h \
	src/solve/solver.h \
	src/solve/tier.c src/solve/tier.h \
	src/solve/work.c src/solve/work.h
