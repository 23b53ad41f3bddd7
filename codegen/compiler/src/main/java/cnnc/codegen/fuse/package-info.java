/** Graph in, graph with fewer and larger ops out. */
package cnnc.codegen.fuse;
