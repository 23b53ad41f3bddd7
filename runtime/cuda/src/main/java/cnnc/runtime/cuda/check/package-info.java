/** A compiled network in, a table of what its GPU side gets right and how fast out. */
package cnnc.runtime.cuda.check;
