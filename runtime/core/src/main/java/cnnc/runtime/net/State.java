package cnnc.runtime.net;

/**
 * What a layer keeps of the batches it has seen: saved, and not trained.
 *
 * @param name its key in files
 * @param offset of its first value in the flat buffer of states
 * @param initial what each of its values starts with
 */
public record State(String name, int size, int offset, float initial) {}
