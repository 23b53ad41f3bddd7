/** Files, archives or a seed in, images and labels out. */
package cnnc.runtime.data;
