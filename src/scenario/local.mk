# Sources of src/scenario: libmuster_a_SOURCES += src/scenario/NAME.c src/scenario/NAME.h
