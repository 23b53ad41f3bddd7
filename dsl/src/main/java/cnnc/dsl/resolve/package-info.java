/** Syntax in, model out: names bound, shapes inferred, defaults filled, or diagnostics. */
package cnnc.dsl.resolve;
