/** Bytes and a path in, a file that is whole or not there out; and in words why it could not be. */
package cnnc.runtime.files;
