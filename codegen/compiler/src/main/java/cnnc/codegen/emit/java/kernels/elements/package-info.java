/** Kernels that go from element to element or window to window in, their methods out. */
package cnnc.codegen.emit.java.kernels.elements;
