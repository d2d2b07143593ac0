/**
 * Networks in 8-bit integers: ONNX graphs quantised after training, and what that costs and brings.
 */
@NullMarked
package dev.serin.training.quantize;

import org.jspecify.annotations.NullMarked;
