/** Facts in, what a person sees on a terminal out: lines, colours, choices, progress. */
package cnnc.cli.terminal;
