package dev.serin.worker.api;

import org.jspecify.annotations.Nullable;

/** Exactly one of the two is there, as in {@link ClassifyReply}. */
record RenditionReply(@Nullable Rendition rendition, @Nullable InferenceFailure failure) {}
