# Sources of src/solve: libmuster_a_SOURCES += src/solve/NAME.c src/solve/NAME.h
libmuster_a_SOURCES += \
	src/solve/answer.c src/solve/answer.h \
	src/solve/check.c src/solve/check.h \
	src/solve/coverage.c src/solve/coverage.h \
	src/solve/greedy.c src/solve/greedy.h \
	src/solve/index.c src/solve/index.h \
	src/solve/pack.c src/solve/pack.h \
	src/solve/place.c src/solve/place.h \
	src/solve/solve.c src/solve/solve.h \
	src/solve/solver.h \
	src/solve/work.c src/solve/work.h
