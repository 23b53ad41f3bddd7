"""Reads PTX, as `nvcc -ptx` writes it, into kernels of basic blocks."""

import dataclasses
import re

SIZES = {"8": 1, "16": 2, "32": 4, "64": 8}


@dataclasses.dataclass
class Instruction:
    """One instruction: `@guard opcode operands`; operands of a {list} are a list."""

    guard: str
    opcode: str
    operands: list

    def __post_init__(self):
        self.parts = self.opcode.split(".")
        self.base = self.parts[0]
        self.type = self.parts[-1]

    def ends(self):
        """Whether control may go elsewhere after this."""
        return self.base in ("bra", "ret", "exit")

    def width(self):
        """Bytes that one lane moves, for an instruction that moves some."""
        if self.base == "cp":
            return int(self.operands[2])
        vector = 4 if "v4" in self.parts else 2 if "v2" in self.parts else 1
        return vector * bits(self.type) // 8

    def space(self):
        """The memory that it touches: "global", "shared", "local", "param" or "" (any)."""
        for part in self.parts:
            if part.split("::")[0] in ("global", "shared", "local", "param"):
                return part.split("::")[0]
        return ""


@dataclasses.dataclass
class Block:
    """Instructions that run one after another, and the block that follows when none jumps."""

    instructions: list
    following: int = 0


@dataclasses.dataclass
class Kernel:
    """threads: of a block, as __launch_bounds__ says"""

    name: str
    parameters: list
    threads: int
    blocks: list = dataclasses.field(default_factory=list)
    labels: dict = dataclasses.field(default_factory=dict)
    shared: list = dataclasses.field(default_factory=list)
    local: list = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Variable:
    """A variable in shared or local memory: its name, its bytes, and what its address divides."""

    name: str
    bytes: int
    align: int


def bits(kind):
    """The width of a type: 32 for "f32"."""
    return 1 if kind == "pred" else int(re.search(r"\d+$", kind).group())


def parse(text):
    """All kernels of a file by name. Raises ValueError for a line that is not understood."""
    text = re.sub(r"//[^\n]*", "", text)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    kernels, bodies = {}, {}
    outside, end = "", 0
    for match in ENTRY.finditer(text):
        threads = re.search(r"\.maxntid (\d+)", match["bounds"])
        if not threads:
            raise ValueError(f"{match['name']} does not say its threads by __launch_bounds__")
        kernels[match["name"]] = Kernel(
            match["name"], PARAMETER.findall(match["parameters"]), int(threads[1]))
        outside += text[end:match.start()]
        end = closing(text, match.end())
        bodies[match["name"]] = text[match.end():end]
    everywhere = [variable(m) for m in SHARED.finditer(outside + text[end:])]
    for name, body in bodies.items():
        kernels[name].shared = [v for v in everywhere if v.name in body]
        Body(kernels[name]).read(body)
    return kernels


def closing(text, at):
    """Where the brace that was opened before `at` is closed."""
    depth = 1
    for brace in re.finditer(r"[{}]", text[at:]):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return at + brace.start()
    raise ValueError("the PTX ends inside of a kernel")


VARIABLE = (r"(?:\.extern\s+)?\.{}\s+(?:\.align\s+(?P<align>\d+)\s+)?\.[a-z](?P<bits>\d+)\s+"
            r"(?P<name>[\w$]+)(?:\[(?P<count>\d*)\])?\s*;")
SHARED = re.compile(VARIABLE.format("shared"))
LOCAL = re.compile(VARIABLE.format("local"))
ENTRY = re.compile(
    r"\.entry\s+(?P<name>[\w$]+)\s*\((?P<parameters>[^)]*)\)(?P<bounds>[^{]*)\{")
PARAMETER = re.compile(r"\.param [^,]*?(\w+)(?:\[\d+\])?\s*(?:,|$)")
STATEMENT = re.compile(r"(?:@(?P<guard>!?%?\w+)\s+)?(?P<opcode>[a-z][\w.:]*)\s*(?P<operands>.*)$",
                       re.S)


def variable(match):
    """A declared variable; one of dynamic size has 0 bytes."""
    size = SIZES[match["bits"]]
    count = 1 if match["count"] is None else int(match["count"] or 0)
    return Variable(match["name"], size * count, int(match["align"] or size))


class Body:
    """Cuts a kernel's statements into basic blocks."""

    def __init__(self, kernel):
        self.kernel = kernel
        self.current = None

    def read(self, text):
        for match in SHARED.finditer(text):
            self.kernel.shared.append(variable(match))
        for match in LOCAL.finditer(text):
            self.kernel.local.append(variable(match))
        self.open()
        for line in statements(text):
            if line.endswith(":"):
                if self.current.instructions:
                    self.open()
                self.kernel.labels[line[:-1]] = len(self.kernel.blocks) - 1
            elif not line.startswith("."):
                self.add(line)
        for index, block in enumerate(self.kernel.blocks):
            block.following = index + 1

    def open(self):
        self.current = Block([])
        self.kernel.blocks.append(self.current)

    def add(self, line):
        match = STATEMENT.match(line)
        if not match:
            raise ValueError(f"{self.kernel.name}: not a PTX statement: {line}")
        instruction = Instruction(match["guard"] or "", match["opcode"], split(match["operands"]))
        self.current.instructions.append(instruction)
        if instruction.ends():
            self.open()


def statements(text):
    """Statements and labels, without braces that only open a scope."""
    for piece in re.split(r";|\n(?=\s*[$\w]+:\s)", text):
        piece = piece.strip()
        while True:
            label = re.match(r"([$\w]+:)\s*", piece)
            if not label:
                break
            yield label[1]
            piece = piece[label.end():]
        piece = re.sub(r"^[{}\s]+|[\s]+$", "", piece)
        if piece and piece != "}":
            yield piece


def split(text):
    """Operands at the commas outside of brackets: "%r1|%p1" stays one, "{%f1, %f2}" is a list."""
    parts, depth, start = [], 0, 0
    for i, c in enumerate(text + ","):
        depth += (c in "{[(") - (c in "}])")
        if c == "," and depth == 0:
            parts.append(text[start:i].strip())
            start = i + 1
    return [[p.strip() for p in part[1:-1].split(",")] if part.startswith("{") else part
            for part in parts if part]
