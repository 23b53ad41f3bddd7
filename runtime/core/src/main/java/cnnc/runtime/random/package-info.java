/** Counters in, random numbers and start values out. */
package cnnc.runtime.random;
