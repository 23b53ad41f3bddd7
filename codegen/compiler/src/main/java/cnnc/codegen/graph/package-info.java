/** The table between lower and schedule: ops on values, without an order of their own. */
package cnnc.codegen.graph;
