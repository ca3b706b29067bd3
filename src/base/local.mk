libmuster_a_SOURCES += \
	src/base/address.c src/base/address.h \
	src/base/arena.c src/base/arena.h \
	src/base/buf.c src/base/buf.h \
	src/base/caps.h \
	src/base/checked.h \
	src/base/date.c src/base/date.h \
	src/base/decimal.c src/base/decimal.h \
	src/base/docker_units.c src/base/docker_units.h \
	src/base/error.c src/base/error.h \
	src/base/gcd.h \
	src/base/intern.c src/base/intern.h \
	src/base/quantity.c src/base/quantity.h \
	src/base/sha256.c src/base/sha256.h \
	src/base/text.c src/base/text.h
