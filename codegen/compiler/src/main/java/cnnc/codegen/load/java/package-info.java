/** A Java file of networks in, their syntax out: javac, and a process of its own that runs them. */
package cnnc.codegen.load.java;
