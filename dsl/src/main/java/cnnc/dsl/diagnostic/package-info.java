/** Faults in, text out: what is wrong with a source file, where, and what to do about it. */
package cnnc.dsl.diagnostic;
