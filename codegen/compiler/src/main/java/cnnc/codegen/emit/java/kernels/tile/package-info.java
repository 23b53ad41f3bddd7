/** What all writers of kernels share: register tiles in, methods of the kernels' class out. */
package cnnc.codegen.emit.java.kernels.tile;
