/** What was measured on a machine, as text beside a network. */
package cnnc.codegen.tuning;
