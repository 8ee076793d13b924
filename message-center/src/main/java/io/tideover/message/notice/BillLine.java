package io.tideover.message.notice;

import java.math.BigDecimal;
import java.time.Instant;

/** A bill that a notice names, as it stands now. */
public record BillLine(long billId, String productCode, BigDecimal amount, BigDecimal outstanding, Instant dueAt) {}
