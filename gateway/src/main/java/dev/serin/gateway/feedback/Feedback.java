package dev.serin.gateway.feedback;

import java.time.Instant;

/**
 * What somebody said of one answer.
 *
 * @param prediction id of the answer
 * @param source who said it
 * @param model name of the model that answered
 * @param version that answered
 * @param image SHA-256 of the image, 64 hexadecimal digits
 * @param predicted the best label of the answer
 * @param label the true one, as somebody says
 * @param at when it was said
 */
public record Feedback(
    String prediction,
    LabelSource source,
    String model,
    String version,
    String image,
    String predicted,
    String label,
    Instant at) {}
