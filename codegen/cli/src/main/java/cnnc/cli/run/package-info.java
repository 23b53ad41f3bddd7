/** What a training leaves: its folder, and what its weights say of themselves. */
package cnnc.cli.run;
