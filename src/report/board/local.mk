# Sources of src/report/board: libmuster_a_SOURCES += src/report/board/NAME.c src/report/board/NAME.h
libmuster_a_SOURCES += src/report/board/board.c src/report/board/board.h
libmuster_a_SOURCES += src/report/board/board_choice.c src/report/board/board_ripple.c
libmuster_a_SOURCES += src/report/board/board_predeployed.c src/report/board/board_standby.c
