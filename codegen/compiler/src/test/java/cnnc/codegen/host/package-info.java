/** Kernels on the host: machine code for the driver that is none, and GPUs that are watched. */
package cnnc.codegen.host;
