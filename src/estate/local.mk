libmuster_a_SOURCES += src/estate/builder.h
libmuster_a_SOURCES += src/estate/estate.h
libmuster_a_SOURCES += src/estate/rule.h
