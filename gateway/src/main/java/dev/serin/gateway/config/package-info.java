/** Settings: one record for each section of {@code config/serin.yaml}, and how they are read. */
@NullMarked
package dev.serin.gateway.config;

import org.jspecify.annotations.NullMarked;
