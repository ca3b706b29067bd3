# Sources of src/solve/sets: libmuster_a_SOURCES += src/solve/sets/NAME.c src/solve/sets/NAME.h
libmuster_a_SOURCES += \
	src/solve/sets/best_fit.c src/solve/sets/best_fit.h \
	src/solve/sets/column_lp.c src/solve/sets/column_lp.h \
	src/solve/sets/dive.c src/solve/sets/dive.h \
	src/solve/sets/dive_classes.c src/solve/sets/dive_parts.h \
	src/solve/sets/enumerate.c src/solve/sets/enumerate.h \
	src/solve/sets/fill.c src/solve/sets/fill.h \
	src/solve/sets/knapsack.c src/solve/sets/knapsack.h \
	src/solve/sets/packer.c src/solve/sets/packer.h \
	src/solve/sets/packer_parts.h \
	src/solve/sets/packer_question.c \
	src/solve/sets/packer_types.c \
	src/solve/sets/pool.c src/solve/sets/pool.h \
	src/solve/sets/question.c src/solve/sets/question.h \
	src/solve/sets/random.h \
	src/solve/sets/shuffle.c src/solve/sets/shuffle.h \
	src/solve/sets/shuffle_moves.c src/solve/sets/shuffle_parts.h \
	src/solve/sets/town.c src/solve/sets/town.h
