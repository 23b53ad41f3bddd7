package cnnc.dsl.model;

import cnnc.dsl.source.Span;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How to train.
 *
 * @param data name of the data set
 * @param augmentation name of the chain, or empty for none
 * @param accumulate batches of a step
 * @param average decay of the weight average, or empty for none
 * @param tf32 on a GPU, products may round their inputs to ten fraction bits
 * @param exact convolve directly, by no algorithm that trades rounding for speed
 * @param faithful keep ops that have no effect
 */
public record Recipe(
    String name,
    Optional<DataSet> data,
    Optional<Augmentation> augmentation,
    int batch,
    Duration length,
    int accumulate,
    long seed,
    Optimizer optimizer,
    Shuffle shuffle,
    OptionalDouble average,
    boolean tf32,
    boolean exact,
    boolean faithful,
    Monitor monitor,
    Span origin) {}
