"""Makes a Python function of a PTX kernel: one lane that runs, and tells where it was."""

import dataclasses
import re

import memory
import needed
import operations
import ptx

ARGUMENTS = "tid, ctaid, nctaid, ntid, params, shared, last, counts, trace, log"
SPECIAL = {"%tid.x": "tid", "%ctaid.x": "ctaid", "%nctaid.x": "nctaid", "%ntid.x": "ntid",
           "%laneid": "(tid & 31)", "%warpid": "(tid >> 5)", "%ntid.y": "1", "%ntid.z": "1",
           "%nctaid.y": "1", "%nctaid.z": "1", "%tid.y": "0", "%tid.z": "0", "%ctaid.y": "0",
           "%ctaid.z": "0", "_": "0"}
# What changes nothing that a lane sees.
SILENT = ("membar", "fence", "prefetch", "prefetchu", "griddepcontrol", "nanosleep", "discard")
# Moves of bits between registers of whole numbers and of floats.
BITS = {("r", "f"): "bits_of({})", ("f", "r"): "float_of({})",
        ("rd", "fd"): "bits_of_double({})", ("fd", "rd"): "double_of({})"}
TYPE = re.compile(r"([busf]\d+|pred)$")


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


def translate(kernel, flow):
    """Raises ValueError for an instruction that is not known here."""
    writer = Writer(kernel, flow)
    source = writer.source()
    names = dict(operations.FUNCTIONS)
    exec(compile(source, f"<{kernel.name}>", "exec"), names)
    return Program(kernel, names["lane"], writer.memory)


class Writer:
    def __init__(self, kernel, flow):
        self.kernel = kernel
        self.wanted, self.shares = needed.registers(flow)
        self.symbols = memory.layout(kernel)
        self.registers = {}
        self.memory = []
        self.lines = []

    def source(self):
        self.tree(0, len(self.kernel.blocks), "        ")
        head = [f"def lane({ARGUMENTS}):", "    at = 0", "    local = {}",
                "    enter = trace.append"]
        for zero in sorted(set(self.registers.values())):
            names = [name for name, its in self.registers.items() if its == zero]
            head.append(f"    {' = '.join(names)} = {zero}")
        head += [f"    note{n} = log[{n}].append" for n in range(len(self.memory))]
        # A function without a yield would be no generator.
        return "\n".join([*head, "    while True:", *self.lines, "    yield"])

    def tree(self, first, end, pad):
        """Finds the block to run by halves."""
        if end - first == 1:
            self.block(first, pad)
            return
        middle = (first + end) // 2
        self.lines.append(f"{pad}if at < {middle}:")
        self.tree(first, middle, pad + "    ")
        self.lines.append(f"{pad}else:")
        self.tree(middle, end, pad + "    ")

    def block(self, number, pad):
        block = self.kernel.blocks[number]
        self.lines.append(f"{pad}enter({number})")
        for i in block.instructions:
            lines = self.instruction(i)
            if i.guard and lines:
                condition = "not " * i.guard.startswith("!") + self.register(i.guard.lstrip("!"))
                self.lines.append(f"{pad}if {condition}:")
                lines = ["    " + line for line in lines]
            self.lines += [pad + line for line in lines]
        end = block.following == len(self.kernel.blocks)
        self.lines.append(pad + ("return" if end else f"at = {block.following}"))

    # ---- operands ----

    def register(self, name):
        plain = re.sub(r"\W", "_", name.lstrip("%")) + "_"
        self.registers.setdefault(plain, "0.0" if re.match(r"fd?\d", plain) else "0")
        return plain

    def value(self, text, kind):
        """An operand that is read, as Python; of an integer's type, without a sign."""
        if text in SPECIAL or text.startswith("%clock"):
            return SPECIAL.get(text, "0")
        if re.match(r"0[fFdD][0-9a-fA-F]+$", text):
            return f"({operations.literal(text)!r})"
        if re.match(r"-?(0x[0-9a-fA-F]+|\d+)U?$", text):
            number = int(text.rstrip("U"), 0)
            if kind[0] == "f":
                return repr(float(number))
            return str(number & operations.MASK.get(ptx.bits(kind), 1))
        if text in self.symbols:
            return str(self.symbols[text])
        if text in self.kernel.parameters:
            return f"params[{self.kernel.parameters.index(text)}]"
        if not re.match(r"%?[a-zA-Z_$][\w$]*$", text):
            raise ValueError(f"{self.kernel.name}: the estimate does not know the operand {text}")
        return self.register(text)

    # ---- instructions ----

    def instruction(self, i):
        """The lines of Python for an instruction."""
        base, ops = i.base, i.operands
        if base in ("ret", "exit", "trap"):
            return ["return"]
        if base == "bra":
            return [f"at = {self.kernel.labels[ops[0]]}", "continue"]
        if base in ("bar", "barrier"):
            voted = self.set(ops[0], self.value(ops[-1], "pred")) if "red" in i.parts else []
            return voted + (["yield"] if "warp" not in i.parts else [])
        if base in SILENT:
            return []
        if base in memory.BASES:
            return memory.lines(self, i)
        if base == "cvta":
            return self.set(ops[0], memory.generic(i, self.value(ops[1], "u64")))
        if base == "setp":
            return self.setp(i)
        if base in ("vote", "elect"):
            return self.set(ops[0], self.value(ops[-2], "u32"))
        if base == "mma":
            return [line for d, c in zip(ops[0], ops[3])
                    for line in self.set(d, self.value(c, "f32"))]
        if base == "mov":
            return self.move(i)
        if base == "cvt":
            return self.set(ops[0], "0" if "tf32" in i.parts else operations.convert(
                i.parts, i.type, self.value(ops[1], i.type)))
        return self.compute(i)

    def set(self, target, text):
        """Writes a register if it is needed; of a pair %r1|%p1 the second says that all is well."""
        first, *more = target.split("|")
        lines = [f"{self.register(first)} = {text}"] if first in self.wanted else []
        return lines + [f"{self.register(name)} = True" for name in more if name in self.wanted]

    def compute(self, i):
        if not TYPE.match(i.type):
            raise self.unknown(i)
        # A shift's count is of 32 bits, whatever is shifted.
        counted = i.base in ("shl", "shr")
        args = [self.value(text, "u32" if n and counted else i.type)
                for n, text in enumerate(i.operands[1:])]
        text = operations.expression(i.parts, i.type, ptx.bits(i.type), args)
        if text is None:
            raise self.unknown(i)
        return self.set(i.operands[0], text)

    def unknown(self, i):
        return ValueError(f"{self.kernel.name}: the estimate does not know the PTX instruction "
                          f"{i.opcode}; add it to operations.py")

    def setp(self, i):
        args = [self.value(text, i.type) for text in i.operands[1:]]
        first, *second = i.operands[0].split("|")
        lines = self.set(first, operations.compare(i.parts, i.type, ptx.bits(i.type), args))
        return lines + [f"{self.register(name)} = not {self.register(first)}"
                        for name in second if name in self.wanted]

    def move(self, i):
        to, source = i.operands
        if isinstance(source, list):
            wide = ptx.bits(i.type) // len(source)
            text = " | ".join(f"int({self.value(part, 'u32')}) << {wide * n}"
                              for n, part in enumerate(source))
            return self.set(to, f"double_of({text})" if to.startswith("%fd") else text)
        value = self.value(source, i.type)
        if isinstance(to, list):
            wide = ptx.bits(i.type) // len(to)
            value = f"bits_of_double({value})" if source.startswith("%fd") else value
            return [line for n, part in enumerate(to)
                    for line in self.set(part, f"{value} >> {wide * n} & {(1 << wide) - 1}")]
        names = tuple(re.match(r"%?([a-z]*)", text)[1] for text in (to, source))
        return self.set(to, BITS.get(names, "{}").format(value))
