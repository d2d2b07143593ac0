/** Uploaded images, named by their digest, and their URLs. */
@NullMarked
package dev.serin.gateway.images;

import org.jspecify.annotations.NullMarked;
