/** A network's answers in, numbers that judge them out. */
package cnnc.runtime.metrics;
