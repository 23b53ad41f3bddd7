/** What a GPU is asked for: memory, kernels, convolutions, graphs; drivers answer. */
package cnnc.runtime.cuda.gpu;
