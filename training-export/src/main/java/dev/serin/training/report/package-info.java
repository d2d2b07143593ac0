/** What a trained network is worth: accuracy, and the proof that the export equals it. */
@NullMarked
package dev.serin.training.report;

import org.jspecify.annotations.NullMarked;
