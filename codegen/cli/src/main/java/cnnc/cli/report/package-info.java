/** A run's files and its network in, one page of HTML that needs nothing else out. */
package cnnc.cli.report;
