package io.tideover.message.notice;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * A bill that a notice names, as it stands now.
 *
 * @param name what the billing system calls it, or its id
 * @param product its product's display name
 */
public record BillLine(String name, String product, BigDecimal amount, BigDecimal outstanding, Instant dueAt) {}
