package cnnc.codegen.emit.cuda;

/**
 * A CUDA file.
 *
 * @param path below a folder of sources or resources
 */
public record CudaSource(String path, String text) {}
