# SPDX-License-Identifier: GPL-3.0-or-later
# C files to their bare code: prints FILE:LINE:CODE with comments gone and strings empty, so that a
# lint can look for words. Include lines are kept as they are.

FNR == 1 { in_comment = 0 }

{
    line = $0
    code = ""
    while (line != "") {
        if (in_comment) {
            end = index(line, "*/")
            if (!end)
                break
            line = substr(line, end + 2)
            in_comment = 0
            continue
        }
        if (line ~ /^[ \t]*#[ \t]*include/ || !match(line, /\/\*|\/\/|"|'/)) {
            code = code line
            break
        }
        mark = substr(line, RSTART, RLENGTH)
        code = code substr(line, 1, RSTART - 1)
        line = substr(line, RSTART + RLENGTH)
        if (mark == "//")
            break
        if (mark == "/*") {
            code = code " "
            in_comment = 1
            continue
        }
        # A string or a character: up to the next such quote that no backslash escapes.
        code = code mark mark
        while (line != "" && substr(line, 1, 1) != mark)
            line = substr(line, substr(line, 1, 1) == "\\" ? 3 : 2)
        line = substr(line, 2)
    }
    print FILENAME ":" FNR ":" code
}
