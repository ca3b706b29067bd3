libmuster_a_SOURCES += src/scenario/scenario.c src/scenario/scenario.h
libmuster_a_SOURCES += src/scenario/change.c src/scenario/change.h src/scenario/waiver.h
