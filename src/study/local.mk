# Sources of src/study: libmuster_a_SOURCES += src/study/NAME.c src/study/NAME.h
