/** Graph in, kernels of a target out: algorithms, tiles, and how the work divides. */
package cnnc.codegen.select;
