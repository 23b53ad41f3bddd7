/** Tasks in, done work out: the threads that kernels run on. */
package cnnc.runtime.parallel;
