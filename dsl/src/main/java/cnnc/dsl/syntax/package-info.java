/** The table between parse and resolve: what the file says, which may be wrong. */
package cnnc.dsl.syntax;
