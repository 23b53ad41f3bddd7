/** A GPU through JCuda and JCudnn: calls on the interfaces of {@code gpu} in, the driver's work out. */
package cnnc.runtime.cuda.driver;
