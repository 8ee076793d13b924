package io.tideover.lifecycle.notice;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing to tell an account. Unique for (account, stage, createdAt, cause).
 *
 * @param createdAt the instant it fell due (T3)
 * @param cause what it is about where the stage and instant alone do not say: a spell, a bill, a payment, a threshold
 * @param spell the arrears spell it is about and dies with (D2), or 0
 * @param superseded nothing of it is left to say (T4): it is kept, its deliveries are not sent
 * @param facts amounts ({@code amount}, {@code arrears}, {@code threshold}, ... as decimal strings), instants and names for the text
 */
public record Notice(
        long id,
        long accountId,
        Stage stage,
        Instant createdAt,
        String cause,
        int spell,
        boolean superseded,
        @Nullable Instant deadline,
        Map<String, String> facts,
        List<NoticeLine> lines,
        List<Long> billIds) {}
