/** Text in, syntax out. ANTLR lives only here. */
package cnnc.dsl.parse;
