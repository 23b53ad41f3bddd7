package cnnc.codegen.kernel;

/** Into how many independent pieces a call falls; never a matter of the number of threads. */
public interface Partition {}
