# SPDX-License-Identifier: GPL-3.0-or-later
"""schema.py SCHEMA FILE...: prints where a JSON file breaks a JSON Schema (draft 2020-12).

Knows the keywords that data/result.schema.json uses and refuses any other, so that a schema which
asks for more than is checked cannot pass unnoticed.
"""
import json
import re
import sys

NOTES = {"$schema", "$id", "$defs", "title", "description"}


def is_type(value, name):
    if name == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if name == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    kinds = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
    return isinstance(value, kinds[name])


def same(a, b):
    return type(a) is type(b) and a == b


class Checker:
    def __init__(self, schema):
        self.root = schema
        self.faults = []

    def fault(self, where, text):
        self.faults.append("%s: %s" % (where, text))

    def check(self, schema, value, where):
        for key, asked in schema.items():
            if key in NOTES:
                continue
            getattr(self, "check_" + key.replace("$", ""))(asked, value, where, schema)

    def check_ref(self, asked, value, where, _):
        target = self.root
        for part in asked.removeprefix("#/").split("/"):
            target = target[part]
        self.check(target, value, where)

    def check_type(self, asked, value, where, _):
        if not any(is_type(value, name) for name in ([asked] if isinstance(asked, str) else asked)):
            self.fault(where, "is no %s" % asked)

    def check_const(self, asked, value, where, _):
        if not same(asked, value):
            self.fault(where, "is not %r" % asked)

    def check_enum(self, asked, value, where, _):
        if not any(same(one, value) for one in asked):
            self.fault(where, "%r is none of %s" % (value, asked))

    def check_pattern(self, asked, value, where, _):
        if isinstance(value, str) and not re.search(asked, value):
            self.fault(where, "%r does not match %s" % (value, asked))

    def check_minimum(self, asked, value, where, _):
        if is_type(value, "number") and value < asked:
            self.fault(where, "%s is below %s" % (value, asked))

    def check_maximum(self, asked, value, where, _):
        if is_type(value, "number") and value > asked:
            self.fault(where, "%s is above %s" % (value, asked))

    def check_required(self, asked, value, where, _):
        for name in asked:
            if isinstance(value, dict) and name not in value:
                self.fault(where, "has no %s" % name)

    def check_properties(self, asked, value, where, _):
        for name, schema in asked.items():
            if isinstance(value, dict) and name in value:
                self.check(schema, value[name], "%s.%s" % (where, name))

    def check_additionalProperties(self, asked, value, where, schema):
        for name in value if isinstance(value, dict) else ():
            if name in schema.get("properties", {}):
                continue
            if asked is False:
                self.fault(where, "has %s" % name)
            else:
                self.check(asked, value[name], "%s.%s" % (where, name))

    def check_items(self, asked, value, where, _):
        for i, item in enumerate(value if isinstance(value, list) else ()):
            self.check(asked, item, "%s[%d]" % (where, i))


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        schema = json.load(file)
    for path in sys.argv[2:]:
        with open(path, encoding="utf-8") as file:
            value = json.load(file)
        checker = Checker(schema)
        checker.check(schema, value, "$")
        for fault in checker.faults:
            print("%s: %s" % (path, fault))


main()
