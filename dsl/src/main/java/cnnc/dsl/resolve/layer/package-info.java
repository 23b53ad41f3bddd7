/** A layer's word, bound arguments and input shapes in, its op, shape and parameters out. */
package cnnc.dsl.resolve.layer;
