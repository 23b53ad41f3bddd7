/** Kernels for a GPU. */
package cnnc.codegen.kernel.cuda;
