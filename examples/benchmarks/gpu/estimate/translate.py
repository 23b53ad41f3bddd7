"""Makes a Python function of a PTX kernel: one lane that runs, and tells where it was."""

import dataclasses
import re

import operations

ARGUMENTS = "tid, ctaid, nctaid, ntid, params, shared, last, counts, trace, log"
BASE = 16
# Generic addresses of shared memory begin here; no global buffer lies so high.
WINDOW = 1 << 60
SPECIAL = {"%tid.x": "tid", "%ctaid.x": "ctaid", "%nctaid.x": "nctaid", "%ntid.x": "ntid",
           "%laneid": "(tid & 31)", "%warpid": "(tid >> 5)"}
ZERO = ("%tid.y", "%tid.z", "%ctaid.y", "%ctaid.z", "%clock", "%lanemask")
# Nothing that counts for where a lane goes.
SILENT = ("membar", "fence", "prefetch", "prefetchu", "griddepcontrol", "nanosleep", "pragma",
          "applypriority", "discard")


@dataclasses.dataclass
class Program:
    """A kernel as a generator `lane(ARGUMENTS)` that stops at each barrier.

    `trace` gets the number of each basic block that it enters, `log[i]` the addresses of
    instruction `memory[i]` (pairs for an asynchronous copy), `counts` the address and the limit of
    each atomic count; with `last` it takes the way of the block that completes a count.
    """

    kernel: object
    lane: object
    memory: list


def translate(kernel):
    """Raises ValueError for an instruction that is not known here."""
    writer = Writer(kernel)
    source = writer.source()
    names = dict(operations.FUNCTIONS)
    exec(compile(source, f"<{kernel.name}>", "exec"), names)
    return Program(kernel, names["lane"], writer.memory)


class Writer:
    def __init__(self, kernel):
        self.kernel = kernel
        self.registers = {}
        self.memory = []
        self.lines = []
        self.symbols = {}
        at = BASE
        for v in sorted(kernel.shared, key=lambda v: v.bytes == 0):
            at = -(-at // v.align) * v.align
            self.symbols[v.name] = at
            at += v.bytes
        # Local memory has one value for each address and lane: far from all else.
        at = 1 << 30
        for v in kernel.local:
            self.symbols[v.name] = at
            at += v.bytes + 16

    def source(self):
        self.tree(0, len(self.kernel.blocks), 2)
        zeros = [f"    {' = '.join(names)} = {zero}" for zero, names in self.typed().items()]
        logs = [f"    note{i} = log[{i}].append" for i in range(len(self.memory))]
        head = f"def lane({ARGUMENTS}):"
        return "\n".join([head, "    at = 0", "    own = {}", "    enter = trace.append", *zeros,
                          *logs, "    while True:", *self.lines, "    yield"])

    def typed(self):
        found = {}
        for name, zero in self.registers.items():
            found.setdefault(zero, []).append(name)
        return found

    def tree(self, first, end, depth):
        """Dispatches on the block's number by halves."""
        if end - first == 1:
            self.block(first, "    " * depth)
            return
        middle = (first + end) // 2
        pad = "    " * depth
        self.lines.append(f"{pad}if at < {middle}:")
        self.tree(first, middle, depth + 1)
        self.lines.append(f"{pad}else:")
        self.tree(middle, end, depth + 1)

    def block(self, number, pad):
        block = self.kernel.blocks[number]
        self.lines.append(f"{pad}enter({number})")
        for instruction in block.instructions:
            lines = self.instruction(instruction)
            if instruction.guard and lines:
                condition = instruction.guard.replace("!", "not ")
                condition = re.sub(r"%?(\w+)$", lambda m: self.register("%" + m[1]), condition)
                self.lines.append(f"{pad}if {condition}:")
                self.lines += [f"{pad}    {line}" for line in lines]
            else:
                self.lines += [pad + line for line in lines]
        end = "return" if block.following == len(self.kernel.blocks) else f"at = {block.following}"
        self.lines.append(pad + end)

    # ---- operands ----

    def register(self, name):
        plain = re.sub(r"\W", "_", name.lstrip("%")) + "_"
        self.registers.setdefault(plain, "0.0" if re.match(r"fd?\d", plain) else "0")
        return plain

    def value(self, text, kind):
        if text in SPECIAL:
            return SPECIAL[text]
        if text.startswith(ZERO):
            return "0"
        if text in ("%ntid.y", "%ntid.z", "%nctaid.y", "%nctaid.z"):
            return "1"
        if text == "%clock64" or text == "_":
            return "0"
        if re.match(r"0[fFdD][0-9a-fA-F]+$", text):
            return f"({operations.literal(text)!r})".replace("inf", "1e308").replace("nan", "0.0")
        if re.match(r"-?(0x)?[0-9][0-9a-fA-F]*U?$", text):
            number = int(text.rstrip("U"), 0)
            if kind[0] == "f":
                return repr(float(number))
            return str(number & operations.MASK.get(self.width(kind), number) if number < 0
                       else number)
        if text in self.symbols:
            return str(self.symbols[text])
        if text in self.kernel.parameters:
            return f"params[{self.kernel.parameters.index(text)}]"
        if not re.match(r"%?[a-zA-Z_$][\w$]*$", text):
            raise ValueError(f"{self.kernel.name}: the estimate does not know the operand {text}")
        return self.register(text)

    @staticmethod
    def width(kind):
        return 1 if kind == "pred" else int(re.search(r"\d+$", kind).group())

    def address(self, text, width=64):
        match = re.match(r"\[\s*([^+\]]+?)\s*(?:\+\s*(-?\w+))?\s*\]$", text)
        base = self.value(match[1], "u64")
        offset = int(match[2] or "0", 0)
        return f"{base} + {offset}" if offset else base

    # ---- instructions ----

    def instruction(self, i):
        base, parts, ops = i.base, i.parts, i.operands
        if base in ("ret", "exit", "trap"):
            return ["return"]
        if base == "bra":
            return [f"at = {self.kernel.labels[ops[0]]}", "continue"]
        if base in ("bar", "barrier"):
            red = [f"{self.register(ops[0])} = {self.value(ops[-1], 'u32')}"] if "red" in parts else []
            return red + ([] if "warp" in parts or "arrive" in parts else ["yield"])
        if base in SILENT:
            return []
        if base in ("ld", "st", "atom", "red", "cp", "ldmatrix", "ldu"):
            return self.touch(i)
        if base == "cvta":
            return self.cvta(i)
        if base == "setp":
            return self.setp(i)
        if base == "vote" or base == "elect":
            return [f"{self.register(x)} = {self.value(ops[-2], 'u32')}"
                    for x in ops[0].split("|") if x != "_"]
        if base == "mov" and (isinstance(ops[0], list) or isinstance(ops[1], list)):
            return self.pack(ops)
        kind = i.type
        if base == "cvt" and "tf32" not in parts:
            text = operations.convert(parts, parts[-2], kind, self.value(ops[1], kind))
            return [f"{self.register(ops[0])} = {text}"]
        if base == "mma":
            return [f"{self.register(d)} = {self.value(c, 'f32')}"
                    for d, c in zip(ops[0], ops[3])]
        targets = ops[0].split("|")
        if not re.match(r"[a-z]+\d*$", kind) or kind in ("volatile",):
            raise self.unknown(i)
        args = [self.value(x, kind if n != 1 or base not in ("shl", "shr") else "u32")
                for n, x in enumerate(ops[1:])]
        if base == "mov":
            return [self.move(ops, args[0])]
        text = operations.expression(parts, kind, self.width(kind) if kind != "pred" else 1, args)
        if text is None:
            raise self.unknown(i)
        lines = [f"{self.register(targets[0])} = {text}"]
        return lines + [f"{self.register(t)} = True" for t in targets[1:]]

    def unknown(self, i):
        return ValueError(f"{self.kernel.name}: the estimate does not know the PTX instruction "
                          f"{i.opcode}; add it to operations.py")

    def move(self, ops, value):
        """A move; between registers of whole numbers and of floats it keeps the bits."""
        to = self.register(ops[0])
        if not ops[1].startswith("%") or ops[1] in SPECIAL:
            return f"{to} = {value}"
        kinds = [re.match(r"%?([a-z]+)", ops[n])[1] for n in (0, 1)]
        change = {("r", "f"): "bits_of({})", ("f", "r"): "float_of({})",
                  ("rd", "fd"): "bits_of_double({})", ("fd", "rd"): "double_of({})"}
        return f"{to} = {change.get(tuple(kinds), '{}').format(value)}"

    def pack(self, ops):
        """mov.b64 %rd, {%r1, %r2} and back."""
        if isinstance(ops[1], list):
            halves = [self.value(x, "u32") for x in ops[1]]
            if not isinstance(ops[0], str):
                raise ValueError(f"{self.kernel.name}: a mov between two lists")
            to = self.register(ops[0])
            wide = 64 // len(halves) if ops[0].startswith(("%rd", "%fd")) else 32 // len(halves)
            text = " | ".join(f"int({h}) << {wide * n}" for n, h in enumerate(halves))
            return [f"{to} = {'double_of' if ops[0].startswith('%fd') else ''}({text})"]
        double = ops[1].startswith("%fd")
        value = self.value(ops[1], "u64")
        wide = 64 // len(ops[0]) if double or ops[1].startswith("%rd") else 32 // len(ops[0])
        value = f"bits_of_double({value})" if double else value
        return [f"{self.register(t)} = {value} >> {wide * n} & {(1 << wide) - 1}"
                for n, t in enumerate(ops[0]) if t != "_"]

    def cvta(self, i):
        to, value = self.register(i.operands[0]), self.value(i.operands[1], "u64")
        if i.space() != "shared":
            return [f"{to} = {value}"]
        back = "to" in i.parts
        return [f"{to} = {value} & {WINDOW - 1}" if back else f"{to} = {value} + {WINDOW}"]

    def setp(self, i):
        kind = i.type
        args = [self.value(x, kind) for x in i.operands[1:]]
        width = self.width(kind)
        first, *second = i.operands[0].split("|")
        lines = [f"{self.register(first)} = {operations.compare(i.parts, kind, width, args)}"]
        return lines + [f"{self.register(s)} = not {self.register(first)}" for s in second]

    # ---- memory ----

    def touch(self, i):
        if i.space() == "param":
            return [f"{self.register(i.operands[0])} = {self.address(i.operands[1])}"]
        if i.base == "cp":
            return self.copy(i)
        return self.local(i) if i.space() == "local" else self.access(i)

    def copy(self, i):
        """cp.async; its commits and waits only count."""
        if "shared" not in i.opcode:
            return []
        number = len(self.memory)
        self.memory.append(i)
        to, source = (self.address(x) for x in i.operands[:2])
        size = self.value(i.operands[3], "u32") if len(i.operands) > 3 else None
        taken = f"{source} if {size} else -1" if size else source
        return [f"note{number}(({to}, {taken}))"]

    def local(self, i):
        """A stack of one lane; it holds one value for each address."""
        store = i.base == "st"
        address = self.address(i.operands[0 if store else 1])
        values = i.operands[1 if store else 0]
        step = self.width(i.type) // 8
        lines = []
        for n, v in enumerate(values if isinstance(values, list) else [values]):
            if store:
                lines.append(f"own[{address} + {n * step}] = {self.value(v, i.type)}")
            else:
                lines.append(f"{self.register(v)} = own.get({address} + {n * step}, 0)")
        return lines

    def access(self, i):
        number = len(self.memory)
        self.memory.append(i)
        ops, step = i.operands, self.width(i.type) // 8
        store = i.base in ("st", "red")
        address = self.address(ops[0 if store else 1])
        values = ops[1 if store else 0]
        values = values if isinstance(values, list) else [values]
        lines = [f"where = {address}", f"note{number}(where)"]
        shared = i.space() == "shared"
        if i.base == "st":
            if shared:
                lines += [f"shared[where + {n * step}] = {self.value(v, i.type)}"
                          for n, v in enumerate(values)]
            return lines
        if i.base == "atom":
            return lines + self.atomic(i, shared)
        if i.base == "ldmatrix":
            return lines + [f"{self.register(v)} = 0" for v in values]
        for n, v in enumerate(values if i.base != "red" else []):
            text = UNKNOWN["f" if v.lstrip("%").startswith("f") else "r"].format(n=n * step)
            if shared:
                found = f"shared.get(where + {n * step}, 0)"
                text = found if v.startswith("%f") else f"whole({found})"
            lines.append(f"{self.register(v)} = {text}")
        return lines

    def atomic(self, i, shared):
        """The old value; of a count up to a limit, the limit where this block is the last."""
        to = self.register(i.operands[0])
        value = self.value(i.operands[2], i.type)
        if shared:
            change = [f"shared[where] = {to} + {value}"] if "add" in i.parts else []
            return [f"{to} = whole(shared.get(where, 0))", *change]
        if "inc" not in i.parts:
            return [f"{to} = 0"]
        return [f"{to} = {value} if last else 0", f"counts.append((where, {value}))"]


# What lies in global memory: a number that depends on its address. Whole numbers are small.
UNKNOWN = {"f": "((where + {n}) * 40503 >> 4 & 65535) / 65536 - 0.5",
           "r": "(where + {n}) * 40503 >> 11 & 7"}
