package dev.serin.training.net;

/** The size of the grey images a network reads, in pixels, and how many classes it tells apart. */
public record ImageShape(int height, int width, int classes) {}
