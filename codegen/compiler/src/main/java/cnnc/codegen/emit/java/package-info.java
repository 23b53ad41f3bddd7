/** Programs in, Java source out. JavaPoet lives only here. */
package cnnc.codegen.emit.java;
