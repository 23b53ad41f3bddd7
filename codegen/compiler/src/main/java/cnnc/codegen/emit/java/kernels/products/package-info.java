/** Kernels of convolutions and matrix products in, their methods out. */
package cnnc.codegen.emit.java.kernels.products;
