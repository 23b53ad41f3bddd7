/** The driver: a model goes in, Java files come out; the only place that knows the order of the passes. */
package cnnc.codegen;
