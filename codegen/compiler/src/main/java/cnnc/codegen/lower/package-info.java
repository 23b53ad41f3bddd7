/** Model in, inference graph out. */
package cnnc.codegen.lower;
