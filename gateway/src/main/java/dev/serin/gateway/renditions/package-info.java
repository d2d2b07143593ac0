/** Smaller copies of uploaded images, in listed sizes and formats, and their URLs. */
@NullMarked
package dev.serin.gateway.renditions;

import org.jspecify.annotations.NullMarked;
