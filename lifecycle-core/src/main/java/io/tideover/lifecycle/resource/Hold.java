package io.tideover.lifecycle.resource;

import java.time.Instant;

/** Withholds a release until it is lifted (R5). */
public record Hold(String reason, String by, Instant at) {}
