/** Java source in, loaded classes out, all in memory. */
package cnnc.codegen.load;
