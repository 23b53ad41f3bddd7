package cnnc.runtime.net;

/**
 * What a program reads beside its images, and changes when it trains.
 *
 * @param parameters flat, as the spec lays them out
 * @param states likewise
 */
public record Variables(float[] parameters, float[] states) {}
