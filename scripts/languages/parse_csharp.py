"""Reports where files are not valid C#. It checks only the syntax, which needs no SDK."""

import sys

import tree_sitter_c_sharp
from tree_sitter import Language, Parser

parser = Parser(Language(tree_sitter_c_sharp.language()))


def errors(node):
    if node.type == "ERROR" or node.is_missing:
        yield node
    for child in node.children:
        yield from errors(child)


for name in sys.argv[1:]:
    with open(name, "rb") as file:
        for node in errors(parser.parse(file.read()).root_node):
            print(f"{name}:{node.start_point.row + 1}: {node.text[:60]!r}")
