/** The table behind schedule: kernel calls in order, on buffers. */
package cnnc.codegen.program;
