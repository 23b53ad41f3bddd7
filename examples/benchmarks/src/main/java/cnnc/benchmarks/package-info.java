/** Peers and this project in one run; medians and ratios out. */
package cnnc.benchmarks;
