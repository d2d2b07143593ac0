/** ONNX Runtime: the only package that imports it. */
@NullMarked
package dev.serin.worker.onnx;

import org.jspecify.annotations.NullMarked;
