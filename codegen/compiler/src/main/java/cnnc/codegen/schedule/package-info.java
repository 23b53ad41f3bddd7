/** Kernels on values in, program out: calls on buffers, in regions that images go through together. */
package cnnc.codegen.schedule;
