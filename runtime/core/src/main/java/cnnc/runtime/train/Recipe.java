package cnnc.runtime.train;

import cnnc.runtime.augment.Augmentation;
import cnnc.runtime.data.DataSource;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How to train.
 *
 * @param data what to learn from, where the file says so
 * @param exact convolve directly, by no algorithm that trades rounding for speed
 * @param averageDecay of the weight average, or empty for none
 * @param logEvery steps between two log lines
 * @param logFormat of step, loss, examples per second, seconds per batch
 * @param crossEntropy name of that loss term
 * @param weightLoss name of the L2 term, or empty for none
 */
public record Recipe(
    String name,
    Optional<DataSource> data,
    int batch,
    Duration length,
    boolean exact,
    long seed,
    Optimizer optimizer,
    Shuffle shuffle,
    Augmentation augmentation,
    OptionalDouble averageDecay,
    int logEvery,
    String logFormat,
    String crossEntropy,
    String weightLoss) {}
