/** The state of a training in, files that are whole or not there, and back. */
package cnnc.runtime.checkpoint;
