libmuster_a_SOURCES += src/document/document.h
libmuster_a_SOURCES += src/document/json_writer.h
libmuster_a_SOURCES += src/document/rows.h
