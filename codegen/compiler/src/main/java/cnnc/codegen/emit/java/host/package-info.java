/** A model and its programs in, the classes out that an application imports and that launch. */
package cnnc.codegen.emit.java.host;
