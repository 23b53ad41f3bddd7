#!/usr/bin/env python3
"""Says what this machine is; one sentence and exit code 1 where no NVIDIA driver starts."""

import ctypes
import importlib.metadata
import os
import platform
import shutil
import subprocess
import sys

PACKAGES = ("torch", "jax", "nvidia-cudnn-cu13", "nvidia-cudnn-cu12")


def fault():
    """Why no GPU can be used, by the driver itself; None when one can."""
    try:
        driver = ctypes.CDLL("libcuda.so.1")
    except OSError:
        return "there is no NVIDIA driver here: libcuda.so.1 cannot be loaded"
    status = driver.cuInit(0)
    if status != 0:
        return f"the NVIDIA driver does not start: error {status}"
    count = ctypes.c_int()
    if driver.cuDeviceGetCount(ctypes.byref(count)) != 0 or count.value == 0:
        return "the NVIDIA driver sees no device"
    return None


def answer(*command):
    """The last line that a command prints, or that it is not here."""
    if shutil.which(command[0]) is None:
        return "not here"
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10)
        return (done.stdout.strip().splitlines() or ["says nothing"])[-1]
    except (OSError, subprocess.SubprocessError):
        return "does not answer"


def version(package):
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def main():
    reason = fault()
    if reason is not None:
        print(f"error: {reason}", file=sys.stderr)
        return 1
    query = "--query-gpu=name,driver_version,memory.total,clocks.max.sm,clocks.max.mem"
    print("GPU:", answer("nvidia-smi", query, "--format=csv,noheader"))
    print("system:", platform.platform(), f"with {os.cpu_count()} cores")
    print("nvcc:", answer("nvcc", "--version"))
    for tool in ("compute-sanitizer", "ncu"):
        print(f"{tool}:", answer(tool, "--version"))
    packages = [f"{name} {version(name)}" for name in PACKAGES if version(name)]
    print("Python:", ", ".join([platform.python_version()] + packages))
    return 0


if __name__ == "__main__":
    sys.exit(main())
