"""How often a warp runs each instruction, as the machine code would.

ptxas moves what does not change out of loops. So an instruction on registers counts as often as the
registers that it reads are written: where each has one writer, that is known.
"""

import re

# Those of inline assembly have no % before them; other names are never written.
REGISTER = re.compile(r"(?<![\w$])%?[a-zA-Z_]\w*")
MOVED = {"add", "sub", "mul", "mad", "and", "or", "xor", "not", "shl", "shr", "shf", "mov", "cvt",
         "cvta", "neg", "min", "max", "selp", "setp", "bfe", "bfi", "lop3", "prmt", "abs"}
NO_RESULT = {"st", "red", "bra", "ret", "exit", "bar", "barrier", "membar", "fence", "cp"}


class Flow:
    """A kernel's instructions in a row, with the registers that they read and write."""

    def __init__(self, kernel):
        self.instructions, self.home, self.reads, self.writes = [], [], [], []
        self.first = []
        self.writers = {}
        for number, block in enumerate(kernel.blocks):
            self.first.append(len(self.instructions))
            for i in block.instructions:
                self.append(number, i)
        self.first.append(len(self.instructions))

    def append(self, block, i):
        at = len(self.instructions)
        named = 0 if i.base in NO_RESULT else 1
        written = self.registers(i.operands[:named])
        self.instructions.append(i)
        self.home.append(block)
        self.reads.append(self.registers([*i.operands[named:], i.guard]))
        self.writes.append(written)
        for register in written:
            self.writers.setdefault(register, []).append(at)

    @staticmethod
    def registers(operands):
        return REGISTER.findall(str(operands))

    def runs(self, visits):
        """How often each instruction runs, by how often each basic block does."""
        runs = [visits.get(block, 0) for block in self.home]
        own = list(runs)
        for at, i in enumerate(self.instructions):
            if runs[at] > 1 and self.moves(i, at):
                runs[at] = min(runs[at], max((self.written(r, runs, own) for r in self.reads[at]),
                                             default=1))
        return runs

    def moves(self, i, at):
        return (i.base in MOVED and "tf32" not in i.parts and not i.guard
                and all(len(self.writers[r]) == 1 for r in self.writes[at]))

    def written(self, register, runs, own):
        writers = self.writers.get(register, [])
        if len(writers) == 1:
            return runs[writers[0]]
        return max((own[at] for at in writers), default=1)
