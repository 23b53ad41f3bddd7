/** Functions of single values: what a pointwise kernel computes for each element. */
package cnnc.codegen.scalar;
