/** CUDA files in, host libraries of the same kernels out, made by g++: a GPU for tests. */
package cnnc.codegen.host;
