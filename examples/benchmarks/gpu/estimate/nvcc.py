"""Compiles a .cu file to PTX, and asks ptxas what each kernel needs."""

import dataclasses
import pathlib
import re
import shutil
import subprocess
import tempfile


@dataclasses.dataclass
class Resources:
    """Of a kernel: registers a thread, bytes of shared memory a block, bytes spilled a thread."""

    registers: int
    shared: int
    spilled: int


def compiled(source, precision):
    """The PTX, and the resources of each kernel by name. Raises ValueError without nvcc."""
    if not shutil.which("nvcc"):
        raise ValueError("the estimate needs nvcc, of CUDA 12 or newer, on the PATH")
    options = ["-arch=sm_90", "-std=c++17"] + (["-DCNNC_TF32=1"] if precision == "tf32" else [])
    with tempfile.TemporaryDirectory() as folder:
        ptx = pathlib.Path(folder, "kernels.ptx")
        call(["nvcc", "-ptx", "-O3", *options, "-o", ptx, source])
        log = call(["ptxas", "-v", "-arch=sm_90", "-o", pathlib.Path(folder, "kernels.cubin"), ptx])
        return ptx.read_text(), resources(log)


def call(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        first, *_ = (done.stderr or "no message").strip().splitlines()
        raise ValueError(f"{command[0]} failed: {first}")
    return done.stderr + done.stdout


def resources(log):
    found, name, spilled = {}, None, 0
    for line in log.splitlines():
        if match := re.search(r"Compiling entry function '(\w+)'", line):
            name = match[1]
        elif match := re.search(r"(\d+) bytes spill stores", line):
            spilled = int(match[1])
        elif match := re.search(r"Used (\d+) registers", line):
            shared = re.search(r"(\d+) bytes smem", line)
            found[name] = Resources(int(match[1]), int(shared[1]) if shared else 0, spilled)
    return found
