dnl SPDX-License-Identifier: GPL-3.0-or-later
dnl Macros of configure.ac.

dnl MUSTER_LIBRARY(NAME, HEADER, LIBRARY, FUNCTION, DEBIAN-PACKAGE)
dnl A library without a pkg-config file. Sets NAME_LIBS, or notes the package as missing.
AC_DEFUN([MUSTER_LIBRARY], [
    AC_CHECK_HEADER([$2],
        [AC_CHECK_LIB([$3], [$4], [$1_LIBS=-l$3], [muster_missing="$muster_missing $5"])],
        [muster_missing="$muster_missing $5"])
    AC_SUBST([$1_LIBS])
])

dnl MUSTER_PKG(NAME, PKG-CONFIG-MODULE, DEBIAN-PACKAGE)
dnl A library with a pkg-config file. Sets NAME_CFLAGS and NAME_LIBS, or notes the package as missing.
AC_DEFUN([MUSTER_PKG], [
    PKG_CHECK_MODULES([$1], [$2], [], [muster_missing="$muster_missing $3"])
])

dnl MUSTER_REPORT_MISSING: stops when one of the above found nothing.
AC_DEFUN([MUSTER_REPORT_MISSING], [
    AS_IF([test -n "$muster_missing"], [
        AC_MSG_ERROR([libraries are missing:$muster_missing
  On Debian and Ubuntu: apt-get install$muster_missing
  or let ./bootstrap check install all that is needed.])
    ])
])

dnl MUSTER_ADD_FLAG(VARIABLE, FLAG): appends FLAG to VARIABLE if the compiler takes it silently.
AC_DEFUN([MUSTER_ADD_FLAG], [
    AC_MSG_CHECKING([whether $CC accepts $2])
    muster_saved_CFLAGS=$CFLAGS
    CFLAGS="$CFLAGS -Werror $2"
    AC_COMPILE_IFELSE([AC_LANG_PROGRAM([], [])],
        [AC_MSG_RESULT([yes]); $1="$$1 $2"],
        [AC_MSG_RESULT([no])])
    CFLAGS=$muster_saved_CFLAGS
])

dnl MUSTER_COMPILER_FLAGS: the switches that change how muster is compiled. Sets MUSTER_CFLAGS (which
dnl links too) and MUSTER_SANITIZE, the sanitizers in use.
AC_DEFUN([MUSTER_COMPILER_FLAGS], [
    AC_ARG_ENABLE([dev],
        [AS_HELP_STRING([--enable-dev], [warnings are errors])], [], [enable_dev=no])
    AC_ARG_ENABLE([sanitize],
        [AS_HELP_STRING([--enable-sanitize@<:@=LIST@:>@],
            [build with sanitizers (address,undefined when no list is given)])],
        [], [enable_sanitize=no])
    AC_ARG_ENABLE([coverage],
        [AS_HELP_STRING([--enable-coverage], [count executed lines for gcov])],
        [], [enable_coverage=no])

    MUSTER_CFLAGS=-std=gnu11
    m4_foreach_w([flag], [-Wall -Wextra -Wshadow -Wconversion -Wformat-security -Wundef -Wvla
        -Wpointer-arith -Wwrite-strings -Wstrict-prototypes -Wmissing-prototypes],
        [MUSTER_ADD_FLAG([MUSTER_CFLAGS], flag)])
    AS_IF([test "$enable_dev" = yes], [MUSTER_CFLAGS="$MUSTER_CFLAGS -Werror"])
    AS_IF([test "$enable_coverage" = yes], [MUSTER_CFLAGS="$MUSTER_CFLAGS --coverage"])

    AS_CASE([$enable_sanitize],
        [no], [MUSTER_SANITIZE=],
        [yes], [MUSTER_SANITIZE=address,undefined],
        [MUSTER_SANITIZE=$enable_sanitize])
    AS_IF([test -n "$MUSTER_SANITIZE"], [
        muster_sanitize="-fsanitize=$MUSTER_SANITIZE -fno-sanitize-recover=all -fno-omit-frame-pointer"
        AC_MSG_CHECKING([whether $CC links with -fsanitize=$MUSTER_SANITIZE])
        muster_saved_CFLAGS=$CFLAGS
        CFLAGS="$CFLAGS $muster_sanitize"
        AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])], [AC_MSG_RESULT([yes])],
            [AC_MSG_RESULT([no]); AC_MSG_ERROR([$CC has no sanitizers "$MUSTER_SANITIZE"])])
        CFLAGS=$muster_saved_CFLAGS
        MUSTER_CFLAGS="$MUSTER_CFLAGS $muster_sanitize"
    ])
    AC_SUBST([MUSTER_CFLAGS])
    AC_SUBST([MUSTER_SANITIZE])
])
