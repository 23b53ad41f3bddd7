/** What the words of the Java language have in common: where they stand, and how they become syntax. */
package cnnc.dsl.fluent.written;
