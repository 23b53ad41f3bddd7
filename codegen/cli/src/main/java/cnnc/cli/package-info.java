/** Command lines in, exit codes out: an adaptor that decides nothing about networks. */
package cnnc.cli;
