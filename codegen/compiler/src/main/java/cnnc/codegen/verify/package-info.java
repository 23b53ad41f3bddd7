/** Graph or program in, nothing out, or a bug of ours named. */
package cnnc.codegen.verify;
