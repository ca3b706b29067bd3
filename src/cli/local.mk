# Sources of src/cli: libmuster_a_SOURCES += src/cli/NAME.c src/cli/NAME.h
