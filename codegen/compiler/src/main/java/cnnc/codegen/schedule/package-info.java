/** Graph in, program out: one kernel call after another, with its scratch. */
package cnnc.codegen.schedule;
