/** Network files in, the same files out as everyone writes them: text that keeps its comments, or syntax. */
package cnnc.dsl.parse.format;
