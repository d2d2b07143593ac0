/** DL4J networks to ONNX graphs, and ONNX Runtime to run them. */
@NullMarked
package dev.serin.training.onnx;

import org.jspecify.annotations.NullMarked;
