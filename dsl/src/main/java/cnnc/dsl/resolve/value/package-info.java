/** Expressions and arguments in, values bound to their names out, within limits, or diagnostics. */
package cnnc.dsl.resolve.value;
