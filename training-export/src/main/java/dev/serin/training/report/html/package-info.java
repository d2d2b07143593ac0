/** The report of a training: one HTML file that needs nothing else. */
@NullMarked
package dev.serin.training.report.html;

import org.jspecify.annotations.NullMarked;
