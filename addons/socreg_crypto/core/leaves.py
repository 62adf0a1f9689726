"""What the text of a domain asks for, without running it."""

import ast
from collections.abc import Iterator

OPERATORS = ("&", "|", "!")
NESTING = ("any", "not any")


def asked_in(domain: str) -> Iterator[tuple[str, list[object]]]:
    """Yield each path of a domain with the constants that it is compared with.

    :raises ValueError: the text is no domain

    >>> list(asked_in("['|', ('a', '=', 1), ('b', 'any', [('c', 'ilike', 'x' + y)])]"))
    [('a', [1]), ('b.c', ['x'])]
    """
    try:
        tree = ast.parse(domain.strip(), mode="eval")
    except SyntaxError:
        raise ValueError("this is no domain") from None
    yield from _asked(tree, "")


def _asked(node: ast.AST, above: str) -> Iterator[tuple[str, list[object]]]:
    leaf = _leaf(node)
    if not leaf:
        for child in ast.iter_child_nodes(node):
            yield from _asked(child, above)
        return
    path, operator, value = leaf
    if operator in NESTING:
        yield from _asked(value, f"{above}{path}.")
    else:
        yield above + path, [n.value for n in ast.walk(value) if isinstance(n, ast.Constant)]


def _leaf(node: ast.AST) -> tuple[str, str, ast.AST] | None:
    if not isinstance(node, (ast.List, ast.Tuple)) or len(node.elts) != 3:
        return None
    path, operator = (getattr(part, "value", None) for part in node.elts[:2])
    if not (isinstance(path, str) and isinstance(operator, str)) or path in OPERATORS:
        return None
    return path, operator, node.elts[2]
