/** Blocks for training in, data sets, augmentations, losses, recipes and evaluations out. */
package cnnc.dsl.resolve.training;
