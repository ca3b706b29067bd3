# Sources of src/model: libmuster_a_SOURCES += src/model/NAME.c src/model/NAME.h
