/** Java source in, files below an output folder out: all of them or none. */
package cnnc.codegen.files;
