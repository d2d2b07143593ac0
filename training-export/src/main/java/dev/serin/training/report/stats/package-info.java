/** Statistics of a classifier's answers: no files, no images, no clock. */
@NullMarked
package dev.serin.training.report.stats;

import org.jspecify.annotations.NullMarked;
