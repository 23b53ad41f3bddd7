/** The table behind resolve: a checked network, its data, augmentation, loss, recipes and evaluation. */
package cnnc.dsl.model;
