# Sources of src/result: libmuster_a_SOURCES += src/result/NAME.c src/result/NAME.h
libmuster_a_SOURCES += src/result/reader.c src/result/reader.h
libmuster_a_SOURCES += src/result/result.c src/result/result.h
libmuster_a_SOURCES += src/result/result_json.c src/result/result_json.h
libmuster_a_SOURCES += src/result/result_json_read.c
libmuster_a_SOURCES += src/result/tell.c src/result/tell.h
libmuster_a_SOURCES += src/result/tell_affected.c src/result/tell_reason.c src/result/tell_usage.c
