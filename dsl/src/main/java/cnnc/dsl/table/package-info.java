/** A sealed interface and one rule for each of its records in, the rule of a value out. */
package cnnc.dsl.table;
