# Sources of src/import: libmuster_a_SOURCES += src/import/NAME.c src/import/NAME.h
