/** An inference graph and its weights in, an ONNX model out. */
package cnnc.codegen.emit.onnx;
