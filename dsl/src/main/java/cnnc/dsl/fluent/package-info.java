/** Networks written in Java: method calls in, the syntax that a text would give out. */
package cnnc.dsl.fluent;
