package cnnc.codegen.emit.java.kernels.tile;

import cnnc.codegen.kernel.Choice;
import cnnc.codegen.kernel.cpu.CpuKernel;
import java.util.Optional;

/**
 * The method of a kernel: one for each that differs, or follows another choice, whatever the layers
 * and programs that call it.
 */
public record KernelMethod(String name, CpuKernel kernel, Optional<Choice> choice) {}
