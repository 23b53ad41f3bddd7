package cnnc.dsl.model;

import java.util.Optional;

/**
 * How to judge.
 *
 * @param top a prediction counts when the label is among this many best
 * @param wrap fill the last batch from the front, as the tutorial does, and count it whole
 * @param averaged judge the weight average where the recipe keeps one
 * @param exact convolve directly, by no algorithm that trades rounding for speed
 */
public record Evaluation(
    Optional<DataSet> data,
    Optional<Augmentation> augmentation,
    int batch,
    int top,
    boolean wrap,
    boolean averaged,
    boolean exact) {}
