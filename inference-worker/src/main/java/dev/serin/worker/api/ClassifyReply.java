package dev.serin.worker.api;

import org.jspecify.annotations.Nullable;

/**
 * What goes back over the event bus: exactly one of the two is there. A failure travels as a value
 * because a failed event bus reply keeps only a number and a text.
 */
record ClassifyReply(@Nullable Classification answer, @Nullable InferenceFailure failure) {}
