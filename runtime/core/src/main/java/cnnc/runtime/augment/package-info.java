/** Raw images in, the network's input out. */
package cnnc.runtime.augment;
