/** Kernels for the cores of a machine. */
package cnnc.codegen.kernel.cpu;
