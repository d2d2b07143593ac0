/** Memory, disk and bucket as one {@link dev.serin.gateway.images.ImageStore}. */
@NullMarked
package dev.serin.gateway.images.store;

import org.jspecify.annotations.NullMarked;
