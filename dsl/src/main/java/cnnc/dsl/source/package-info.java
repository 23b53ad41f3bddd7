/** Source text and places in it: a file goes in, lines, columns and spans come out. */
package cnnc.dsl.source;
