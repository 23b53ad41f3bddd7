/** Lines, names, vector operations and formulas in, the text out that stands for them in Java. */
package cnnc.codegen.emit.java.language;
