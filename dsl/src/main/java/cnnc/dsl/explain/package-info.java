/** A checked network in, the arithmetic behind its layers out, as text. */
package cnnc.dsl.explain;
