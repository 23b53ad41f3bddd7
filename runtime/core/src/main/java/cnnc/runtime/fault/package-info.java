/** Faults of the input or the environment: a code and a sentence go in, one exception comes out. */
package cnnc.runtime.fault;
