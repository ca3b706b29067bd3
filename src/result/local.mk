# Sources of src/result: libmuster_a_SOURCES += src/result/NAME.c src/result/NAME.h
libmuster_a_SOURCES += src/result/reader.c src/result/reader.h
libmuster_a_SOURCES += src/result/result.c src/result/result.h
libmuster_a_SOURCES += src/result/result_json.c src/result/result_json.h
libmuster_a_SOURCES += src/result/result_json_read.c
