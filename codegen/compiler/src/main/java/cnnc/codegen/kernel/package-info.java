/** The table between select and emit: kernels of a target, with their ports. */
package cnnc.codegen.kernel;
