/** Kernels of a network in, CUDA text out. */
package cnnc.codegen.emit.cuda;
