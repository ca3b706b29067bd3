# Sources of src/solve: libmuster_a_SOURCES += src/solve/NAME.c src/solve/NAME.h
