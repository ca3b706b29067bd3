libmuster_a_SOURCES += \
	src/study/known_plan.c src/study/known_plan.h \
	src/study/pool.c src/study/pool.h \
	src/study/scenario_run.c src/study/scenario_run.h \
	src/study/simulate.c src/study/simulate.h
libmuster_a_SOURCES += src/study/review.c src/study/review.h
libmuster_a_SOURCES += src/study/whatif.c src/study/whatif.h
libmuster_a_SOURCES += src/study/aftermath.c src/study/aftermath.h
libmuster_a_SOURCES += src/study/then_lose.c src/study/then_lose.h
libmuster_a_SOURCES += src/study/second_answer.c src/study/second_answer.h src/study/run.h
