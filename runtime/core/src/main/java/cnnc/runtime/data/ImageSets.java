package cnnc.runtime.data;

/** The images to learn from and the images to judge by. */
public record ImageSets(ImageSet train, ImageSet test) {}
