/** The programs' kernels in, the interface out that they make up, and a class for each target. */
package cnnc.codegen.emit.java.kernels;
