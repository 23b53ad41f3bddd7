/** A GPU that is none, for the tests of all modules. */
package cnnc.runtime.cuda.fake;
