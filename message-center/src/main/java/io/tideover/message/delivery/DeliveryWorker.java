package io.tideover.message.delivery;

import io.tideover.lifecycle.account.AccountClock;
import io.tideover.message.catalog.ChannelKind;
import io.tideover.message.channel.Channel;
import io.tideover.message.channel.Channels;
import io.tideover.message.channel.Outcome;
import io.tideover.message.channel.Outgoing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Sends what is due (D2): takes a batch by lease, sends outside of any transaction, stores the outcomes. A worker that dies between
 * sending and storing leaves its batch to whoever comes after its lease; what it sent is then sent twice, and never not at all.
 */
@Service
public class DeliveryWorker implements Courier {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryWorker.class);

    /** Deliveries taken at once, whatever is asked for: more would outlast the lease. */
    private static final int MOST = 500;

    /** What is left of a lease below which nothing more is begun. */
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private static final double NO_JITTER = 0.5;

    private final Deliveries deliveries;
    private final Outcomes outcomes;
    private final Envelopes envelopes;
    private final Channels channels;
    private final AccountClock clock;
    private final DeliverySettings settings;
    private final Backoff backoff;
    private final SendLimits limits;
    private final TransactionTemplate transaction;

    DeliveryWorker(
            Deliveries deliveries,
            Outcomes outcomes,
            Envelopes envelopes,
            Channels channels,
            AccountClock clock,
            DeliverySettings settings,
            PlatformTransactionManager transactions) {
        this.deliveries = deliveries;
        this.outcomes = outcomes;
        this.envelopes = envelopes;
        this.channels = channels;
        this.clock = clock;
        this.settings = settings;
        this.backoff = settings.backoff();
        this.transaction = new TransactionTemplate(transactions);
        this.limits = new SendLimits(settings);
    }

    @Override
    public int deliverDue(long clockId, Instant now, int batch) {
        Instant leaseUntil = clock.now(AccountClock.WALL).plus(settings.lease());
        List<Deliveries.Claimed> claimed = Objects.requireNonNullElse(
                transaction.execute(status -> deliveries.claim(
                        clockId, now, clock.now(AccountClock.WALL), leaseUntil, Math.clamp(batch, 1, MOST))),
                List.of());
        if (claimed.isEmpty()) {
            return 0;
        }
        int tried = 0;
        Map<ChannelKind, List<Envelopes.Ready>> ready = new EnumMap<>(ChannelKind.class);
        List<Deliveries.Result> settled = new ArrayList<>();
        for (Envelopes.Filled filled : envelopes.fill(claimed, now)) {
            switch (filled) {
                case Envelopes.Ready one ->
                    ready.computeIfAbsent(one.claimed().delivery().channel(), kind -> new ArrayList<>())
                            .add(one);
                case Envelopes.Unsendable one ->
                    settled.add(
                            one.withdrawn()
                                    ? withdrawn(one.claimed())
                                    : result(one.claimed(), new Outcome.Refused(one.reason(), false), null, now));
            }
        }
        outcomes.store(settled, now);
        tried += settled.size();
        for (var perChannel : ready.entrySet()) {
            tried += send(channels.of(perChannel.getKey()), perChannel.getValue(), clockId, now, leaseUntil);
        }
        return tried;
    }

    @Override
    public SendQueue queue() {
        return deliveries.queue();
    }

    /** Sends in parts of what may be sent in a second, each over one connection, and stores what came of each part at once. */
    private int send(Channel channel, List<Envelopes.Ready> ready, long clockId, Instant now, Instant leaseUntil) {
        int part = limits.perSecond(channel.kind());
        for (int from = 0; from < ready.size(); from += part) {
            List<Envelopes.Ready> some = ready.subList(from, Math.min(ready.size(), from + part));
            if (!mayGoOn(channel, some.size(), leaseUntil)) {
                List<Envelopes.Ready> rest = ready.subList(from, ready.size());
                transaction.executeWithoutResult(status -> deliveries.giveBack(
                        rest.stream().map(Envelopes.Ready::claimed).toList()));
                return from;
            }
            List<Outcome> said =
                    attempt(channel, some.stream().map(Envelopes.Ready::message).toList());
            // a batch may take minutes: what is accepted late must not count from before (R5)
            Instant at = clockId == AccountClock.WALL ? clock.now(clockId) : now;
            List<Deliveries.Result> results = new ArrayList<>(some.size());
            for (int i = 0; i < some.size(); i++) {
                results.add(result(some.get(i).claimed(), said.get(i), channel, at));
            }
            outcomes.store(results, at);
        }
        return ready.size();
    }

    /** Waits for its share of the limit (D8); not past the lease, beyond which another worker may take the rest. */
    private boolean mayGoOn(Channel channel, int count, Instant leaseUntil) {
        Duration left =
                Duration.between(clock.now(AccountClock.WALL), leaseUntil).minus(MARGIN);
        if (left.isNegative() || left.isZero()) {
            return false;
        }
        if (!channel.reachesReceivers()) {
            return true;
        }
        return limits.await(channel.kind(), count, left);
    }

    private static List<Outcome> attempt(Channel channel, List<Outgoing> messages) {
        try {
            List<Outcome> said = channel.send(messages);
            if (said.size() == messages.size()) {
                return said;
            }
            LOG.error("{} answered {} messages with {} outcomes", channel.provider(), messages.size(), said.size());
        } catch (RuntimeException e) {
            LOG.error("{} failed on a batch of {}", channel.provider(), messages.size(), e);
        }
        // some may have gone out: tried again, they are recognisable by their Message-ID
        return messages.stream()
                .<Outcome>map(message -> new Outcome.Postponed("The channel failed; see the server's log.", null))
                .toList();
    }

    private Deliveries.Result result(
            Deliveries.Claimed claimed, Outcome outcome, @Nullable Channel channel, Instant now) {
        Delivery delivery = claimed.delivery();
        int attempts = delivery.attempts() + 1;
        String provider = channel == null ? null : channel.provider();
        return switch (outcome) {
            case Outcome.Accepted accepted ->
                new Deliveries.Result(
                        claimed,
                        DeliveryStatus.ACCEPTED,
                        attempts,
                        null,
                        provider,
                        accepted.providerId(),
                        null,
                        now,
                        false);
            case Outcome.Refused refused ->
                new Deliveries.Result(
                        claimed,
                        DeliveryStatus.DEAD,
                        attempts,
                        null,
                        provider,
                        null,
                        refused.error(),
                        null,
                        refused.badAddress());
            case Outcome.Postponed postponed -> {
                Optional<Instant> again = backoff.next(
                        delivery.queuedAt(),
                        now,
                        attempts,
                        postponed.retryAfter(),
                        claimed.clockId() == AccountClock.WALL
                                ? ThreadLocalRandom.current()::nextDouble
                                : () -> NO_JITTER);
                yield new Deliveries.Result(
                        claimed,
                        again.isPresent() ? DeliveryStatus.RETRY : DeliveryStatus.DEAD,
                        attempts,
                        again.orElse(null),
                        provider,
                        null,
                        postponed.error(),
                        null,
                        false);
            }
        };
    }

    private static Deliveries.Result withdrawn(Deliveries.Claimed claimed) {
        Delivery delivery = claimed.delivery();
        return new Deliveries.Result(
                claimed,
                DeliveryStatus.SUPERSEDED,
                delivery.attempts(),
                null,
                delivery.provider(),
                null,
                delivery.lastError(),
                null,
                false);
    }
}
