"""What a lane does with memory.

Shared memory holds what was written, so that branches on it are the real ones. Global memory gives
a number that depends on the address, and forgets what is written. Each access is noted.
"""

import re

import ptx

BASES = ("ld", "st", "atom", "red", "cp", "ldmatrix")
# Shared memory begins here, a lane's own there; generic addresses of shared memory lie where no
# global buffer does.
SHARED, LOCAL, WINDOW = 16, 1 << 30, 1 << 60
# What lies in global memory. Whole numbers are small: they may be indices.
FLOAT = "((where + {}) * 40503 >> 4 & 65535) / 65536 - 0.5"
WHOLE = "(where + {}) * 40503 >> 11 & 7"


def layout(kernel):
    """Addresses of a kernel's variables; what has its size from the launch comes last."""
    symbols = {}
    for at, variables in ((SHARED, kernel.shared), (LOCAL, kernel.local)):
        for v in sorted(variables, key=lambda v: v.bytes == 0):
            at = -(-at // v.align) * v.align
            symbols[v.name] = at
            at += v.bytes
    return symbols


def generic(i, value):
    """A cvta: only addresses of shared memory change."""
    if i.space() != "shared":
        return value
    return f"{value} & {WINDOW - 1}" if "to" in i.parts else f"{value} + {WINDOW}"


def lines(writer, i):
    """The lines of Python for a load, a store, an atomic operation or a copy."""
    space = i.space()
    if space == "param":
        return writer.set(i.operands[0], address(writer, i.operands[1]))
    if i.base == "cp":
        return copy(writer, i) if space else []
    if space == "local":
        return held(writer, i, "local")
    where = address(writer, i.operands[0 if i.base in ("st", "red") else 1])
    noted = [f"where = {where}", f"{note(writer, i)}(where)"]
    if i.base == "ldmatrix":
        return noted + [line for name in i.operands[0] for line in writer.set(name, "0")]
    if i.base == "atom":
        return noted + atomic(writer, i)
    if space == "shared":
        return noted + held(writer, i, "shared")
    if i.base == "ld":
        for n, name in enumerate(listed(i.operands[0])):
            text = FLOAT if name.startswith("%f") else WHOLE
            noted += writer.set(name, text.format(n * size(i)))
    return noted


def address(writer, text):
    base, offset = re.match(r"\[\s*([^+\]]+?)\s*(?:\+\s*(-?\w+))?\s*\]$", text).groups()
    value = writer.value(base, "u64")
    return f"{value} + {int(offset, 0)}" if offset else value


def listed(operand):
    return operand if isinstance(operand, list) else [operand]


def size(i):
    return ptx.bits(i.type) // 8


def note(writer, i):
    writer.memory.append(i)
    return f"note{len(writer.memory) - 1}"


def held(writer, i, store):
    """Loads and stores of what is kept in a dict, a value for each address."""
    to_memory = i.base == "st"
    if i.base == "red" or to_memory and not writer.shares:
        return []
    where = address(writer, i.operands[0 if to_memory else 1])
    result = []
    for n, name in enumerate(listed(i.operands[1 if to_memory else 0])):
        at = f"{where} + {n * size(i)}"
        if to_memory:
            result.append(f"{store}[{at}] = {writer.value(name, i.type)}")
        else:
            found = f"{store}.get({at}, 0)"
            result += writer.set(name, found if name.startswith("%f") else f"whole({found})")
    return result


def copy(writer, i):
    """cp.async, which may copy less than it could; -1 where it reads nothing."""
    to, source = (address(writer, text) for text in i.operands[:2])
    if len(i.operands) > 3:
        source = f"{source} if {writer.value(i.operands[3], 'u32')} else -1"
    return [f"{note(writer, i)}(({to}, {source}))"]


def atomic(writer, i):
    """The old value; of a count up to a limit, the limit where this block is the last."""
    to, value = i.operands[0], writer.value(i.operands[2], i.type)
    if i.space() == "shared":
        added = [f"shared[where] = {writer.register(to)} + {value}"] if "add" in i.parts else []
        return writer.set(to, "whole(shared.get(where, 0))") + added
    if "inc" in i.parts:
        return writer.set(to, f"{value} if last else 0") + [f"counts.append((where, {value}))"]
    return writer.set(to, "0")
