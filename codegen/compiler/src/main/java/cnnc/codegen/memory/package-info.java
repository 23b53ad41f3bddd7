/** Buffers and their lifetimes in, offsets in one arena out. */
package cnnc.codegen.memory;
