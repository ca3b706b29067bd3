# Sources of src/verify: libmuster_a_SOURCES += src/verify/NAME.c src/verify/NAME.h
