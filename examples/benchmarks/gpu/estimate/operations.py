"""What PTX's register instructions compute, as Python expressions.

Integers are kept without a sign in the width of their type, floats in double precision: addresses
and branches come out exact, values only near.
"""

import math
import struct

MASK = {8: 0xFF, 16: 0xFFFF, 32: 0xFFFFFFFF, 64: 0xFFFFFFFFFFFFFFFF}
COMPARE = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "lo": "<",
           "ls": "<=", "hi": ">", "hs": ">="}
PLAIN = {"add": "{0} + {1}", "sub": "{0} - {1}", "mul": "{0} * {1}", "mad": "{0} * {1} + {2}",
         "fma": "{0} * {1} + {2}", "and": "{0} & {1}", "or": "{0} | {1}", "xor": "{0} ^ {1}",
         "neg": "-{0}", "abs": "abs({0})", "min": "min({0}, {1})", "max": "max({0}, {1})"}
FLOAT = {"div": "divide({0}, {1})", "rcp": "divide(1.0, {0})", "sqrt": "root({0})",
         "rsqrt": "divide(1.0, root({0}))", "ex2": "power2({0})", "lg2": "log2({0})",
         "sin": "sine({0})", "cos": "sine({0})", "tanh": "hyperbolic({0})",
         "copysign": "copysign({1}, {0})"}
PREDICATES = {"and": "{0} and {1}", "or": "{0} or {1}", "not": "not {0}",
              "xor": "bool({0}) != bool({1})"}
# Moves between lanes give the lane's own value.
OWN = ("shfl", "redux")


def signed(value, width):
    half = 1 << (width - 1)
    return f"(({value} ^ {half}) - {half})"


def expression(parts, kind, width, args):
    """What an instruction writes to its first operand; None where it is not known here."""
    base = parts[0]
    if base in OWN:
        return args[0]
    if base == "selp":
        return f"({args[0]} if {args[2]} else {args[1]})"
    if base == "activemask":
        return str(MASK[32])
    if kind == "pred":
        pattern = PREDICATES.get(base)
        return pattern and pattern.format(*args)
    if kind[0] == "f":
        pattern = PLAIN.get(base) or FLOAT.get(base)
        return pattern and pattern.format(*args)
    return integer(parts, kind, width, args)


def integer(parts, kind, width, args):
    base, mask = parts[0], MASK[width]
    sign = kind[0] == "s"
    if base in ("mul", "mad") and ("wide" in parts or "hi" in parts):
        wide = "wide" in parts
        a, b = (signed(x, width) if sign else x for x in args[:2])
        product = f"{a} * {b}" if wide else f"({a} * {b} >> {width})"
        return f"({' + '.join([product, *args[2:]])}) & {MASK[2 * width] if wide else mask}"
    if sign and base in ("min", "max", "abs", "div", "rem"):
        args = [signed(x, width) for x in args]
    if base in ("div", "rem"):
        return f"{'quotient' if base == 'div' else 'remainder'}({args[0]}, {args[1]}) & {mask}"
    if base in PLAIN:
        # Of bits, nothing can pass the mask.
        text = PLAIN[base].format(*args)
        return text if base in ("and", "or", "xor") else f"({text}) & {mask}"
    if base == "shl":
        return f"({args[0]} << {shift(args[1], width)}) & {mask}"
    if base == "shr":
        value = signed(args[0], width) if sign else args[0]
        return f"({value} >> {shift(args[1], width)}) & {mask}"
    if base == "shf":
        both, count = f"({args[1]} << 32 | {args[0]})", f"min({args[2]}, 32)"
        if "wrap" in parts:
            count = f"({args[2]} & 31)"
        return (f"({both} << {count} >> 32) & {mask}" if "l" in parts
                else f"({both} >> {count}) & {mask}")
    pattern = {"not": "{0} ^ {m}", "cnot": "int({0} == 0)", "popc": "bin({0}).count('1')",
               "clz": "{w} - ({0}).bit_length()", "brev": "int(f'{{{0}:0{w}b}}'[::-1], 2)",
               "bfind": "(({0}).bit_length() - 1) & {m}",
               "bfi": "insert({0}, {1}, {2}, {3})", "lop3": "logic({0}, {1}, {2}, {3})",
               "prmt": "permute({0}, {1}, {2})"}.get(base)
    if base == "bfind" and "shiftamt" in parts:
        return f"({width} - ({args[0]}).bit_length()) & {mask}"
    if base == "bfe":
        return f"extract({args[0]}, {args[1]}, {args[2]}, {sign}) & {mask}"
    return pattern and pattern.format(*args, m=mask, w=width)


def shift(count, width):
    """By the width or more everything is shifted out."""
    return str(min(int(count), width)) if count.isdigit() else f"min({count}, {width})"


def compare(parts, kind, width, args):
    """A setp's comparison, with what it is combined with."""
    name = parts[1]
    ordered = COMPARE.get(name) or COMPARE.get(name[:-1])
    if ordered is None:
        text = "True" if name == "num" else "False"
    else:
        a, b = (signed(x, width) if kind[0] == "s" else x for x in args[:2])
        text = f"{a} {ordered} {b}"
    together = next((p for p in parts if p in ("and", "or", "xor")), None)
    if together is None:
        return text
    other = args[2]
    if together == "xor":
        return f"({text}) != bool({other})"
    return f"({text}) {together} {other}"


def convert(parts, source, value):
    """A cvt between two types."""
    to = parts[-2]
    a, b = int(source[1:]), int(to[1:])
    if source[0] == "f":
        if to[0] == "f":
            return f"clamp({value})" if "sat" in parts else value
        return f"whole({value}) & {MASK[b]}"
    text = signed(f"({value} & {MASK[a]})", a) if source[0] == "s" else f"({value} & {MASK[a]})"
    return f"float({text})" if to[0] == "f" else f"{text} & {MASK[b]}"


def literal(text):
    """The value of 0f3F800000 or 0d3FF0000000000000; what is not finite is only large."""
    form, size = (">f", 4) if text[1] in "fF" else (">d", 8)
    value = struct.unpack(form, int(text[2:], 16).to_bytes(size, "big"))[0]
    return value if math.isfinite(value) else math.copysign(1e300, value)


def guard(function):
    """A function that gives 0 where Python has no answer: values need not be exact."""
    def guarded(*args):
        try:
            return function(*args)
        except (ZeroDivisionError, ValueError, OverflowError):
            return 0.0
    return guarded


def quotient(a, b):
    q = abs(a) // abs(b) if b else 0
    return q if (a < 0) == (b < 0) else -q


def extract(value, at, length, sign):
    field = value >> (at & 255) & ((1 << (length & 255)) - 1)
    return field - (1 << length) if sign and length and field >> (length - 1) else field


def insert(field, value, at, length):
    mask = ((1 << length) - 1) << at
    return (value & ~mask | field << at & mask) & MASK[32]


def logic(a, b, c, table):
    result = 0
    for row in range(8):
        if table >> row & 1:
            result |= ((a if row & 4 else ~a) & (b if row & 2 else ~b) & (c if row & 1 else ~c))
    return result & MASK[32]


def permute(a, b, selector):
    both, result = b << 32 | a, 0
    for i in range(4):
        nibble = selector >> 4 * i & 15
        byte = both >> 8 * (nibble & 7) & 255
        result |= (255 * (byte >> 7) if nibble & 8 else byte) << 8 * i
    return result


# What the expressions call.
FUNCTIONS = {
    "divide": guard(lambda a, b: a / b), "root": guard(math.sqrt), "log2": guard(math.log2),
    "power2": guard(lambda x: 2.0 ** x), "sine": guard(math.sin), "hyperbolic": math.tanh,
    "copysign": math.copysign, "clamp": lambda x: min(max(x, 0.0), 1.0),
    "whole": guard(int), "quotient": quotient,
    "remainder": lambda a, b: a - quotient(a, b) * b,
    "extract": extract, "insert": insert, "logic": logic, "permute": permute,
    "float_of": lambda i: struct.unpack("f", struct.pack("I", i & MASK[32]))[0],
    "bits_of": guard(lambda x: struct.unpack("I", struct.pack("f", x))[0]),
    "double_of": lambda i: struct.unpack("d", struct.pack("Q", i))[0],
    "bits_of_double": lambda x: struct.unpack("Q", struct.pack("d", x))[0],
}
