/** Pictures in files, of any size, as the bytes that a network is trained on. */
package cnnc.runtime.picture;
