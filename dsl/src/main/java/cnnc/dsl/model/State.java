package cnnc.dsl.model;

/**
 * What a layer keeps of the batches it has seen, saved beside the parameters and not trained.
 *
 * @param name its key in files, such as {@code bn1.mean}
 * @param size number of values
 * @param initial what each starts with
 */
public record State(String name, int size, double initial) {}
