/** The process in which a Java file of networks runs: its class in, the syntax of its networks out. */
package cnnc.dsl.fluent.run;
