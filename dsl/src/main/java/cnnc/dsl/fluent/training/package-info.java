/** The words about training: data, augmentations, losses, recipes, evaluation. */
package cnnc.dsl.fluent.training;
