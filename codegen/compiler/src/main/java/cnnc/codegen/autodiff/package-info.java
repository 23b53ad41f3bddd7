/** Inference graph in, training graph out. */
package cnnc.codegen.autodiff;
