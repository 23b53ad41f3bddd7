/** Programs in, Java source out. JavaPoet lives only here and below. */
package cnnc.codegen.emit.java;
