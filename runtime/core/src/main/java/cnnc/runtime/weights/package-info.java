/** Parameters in, safetensors files out, and back. */
package cnnc.runtime.weights;
