# Sources of src/result: libmuster_a_SOURCES += src/result/NAME.c src/result/NAME.h
