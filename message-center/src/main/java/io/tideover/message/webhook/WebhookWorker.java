package io.tideover.message.webhook;

import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.engine.Page;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.message.delivery.Backoff;
import io.tideover.message.delivery.Courier;
import io.tideover.message.delivery.DeliverySettings;
import io.tideover.message.delivery.DeliveryStatus;
import io.tideover.message.delivery.SendQueue;
import io.tideover.message.event.Event;
import io.tideover.message.event.EventFeed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Tells endpoints what is due (D9): each endpoint's own in order, the endpoints side by side, so that one that hangs holds up no other.
 * Takes by lease, sends outside of any transaction, stores at once what came of it, as with mails (D2, D3, D11).
 */
@Service
public class WebhookWorker implements Courier {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookWorker.class);

    /** Messages taken for an endpoint at a time. */
    private static final int MOST = 20;

    /** Endpoints that are told at the same time. */
    private static final int SIDE_BY_SIDE = 16;

    /** An endpoint that takes longer gets the rest at the next look. */
    private static final Duration LONGEST_TURN = Duration.ofSeconds(20);

    private static final int OK = 200;
    private static final int REDIRECTS = 300;
    private static final int GONE = 410;
    private static final double NO_JITTER = 0.5;

    private final Webhooks webhooks;
    private final WebhookDeliveries deliveries;
    private final WebhookMessages messages;
    private final WebhookSender sender;
    private final EventFeed feed;
    private final AccountClock clock;
    private final DeliverySettings settings;
    private final Backoff backoff;
    private final TransactionTemplate transaction;
    private final Semaphore turns = new Semaphore(SIDE_BY_SIDE);

    WebhookWorker(
            Webhooks webhooks,
            WebhookDeliveries deliveries,
            WebhookMessages messages,
            WebhookSender sender,
            EventFeed feed,
            AccountClock clock,
            DeliverySettings settings,
            PlatformTransactionManager transactions) {
        this.webhooks = webhooks;
        this.deliveries = deliveries;
        this.messages = messages;
        this.sender = sender;
        this.feed = feed;
        this.clock = clock;
        this.settings = settings;
        this.backoff = settings.backoff();
        this.transaction = new TransactionTemplate(transactions);
    }

    @Override
    public int deliverDue(long clockId, Instant now, int batch) {
        if (!deliveries.anyDue(clockId, now)) {
            return 0;
        }
        List<Callable<Integer>> calls = deliveries.webhooksWithWork(clockId, now, wallNow()).stream()
                .<Callable<Integer>>map(id -> () -> tell(id, clockId, now, Math.clamp(batch, 1, MOST)))
                .toList();
        int tried = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(
                Math.clamp(calls.size(), 1, SIDE_BY_SIDE),
                Thread.ofPlatform().name("webhook-", 0).factory())) {
            for (Future<Integer> call : threads.invokeAll(calls)) {
                tried += call.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("webhooks could not be sent", e.getCause());
        }
        return tried;
    }

    @Override
    public SendQueue queue() {
        return deliveries.queue();
    }

    /** What an endpoint was told, newest first. */
    public Page<WebhookAttempt> attempts(long webhookId, @Nullable String cursor, int limit) {
        List<WebhookDeliveries.Row> rows = deliveries.page(webhookId, Page.cursor(cursor, Long.MAX_VALUE), limit + 1);
        Map<Long, Event> events = feed.byId(rows.stream()
                .map(WebhookDeliveries.Row::eventId)
                .filter(Objects::nonNull)
                .toList());
        Webhook webhook = webhooks.get(webhookId);
        return Page.of(rows.stream().map(row -> attempt(webhook, row, events)).toList(), limit, WebhookAttempt::id);
    }

    /**
     * Sends an endpoint a test at once, whether it is switched on or not, and once.
     *
     * @throws Refusal where there is no such endpoint
     */
    public WebhookAttempt test(long webhookId) {
        Webhooks.Signing signing = webhooks.signing(webhookId).orElseThrow(() -> Refusal.notFound("webhook"));
        Instant now = wallNow();
        WebhookDeliveries.Claimed test = Objects.requireNonNull(transaction.execute(
                status -> deliveries.insertTest(signing.webhook(), now, now.plus(settings.lease()))));
        WebhookSender.Answer answer = post(signing, test.id(), messages.test(signing.webhook(), now));
        boolean taken = answer instanceof WebhookSender.Answered answered && isTaken(answered);
        store(result(test, taken ? DeliveryStatus.ACCEPTED : DeliveryStatus.DEAD, null, answer));
        return attempt(signing.webhook(), deliveries.find(test.id()).orElseThrow(), Map.of());
    }

    /** Forgets what was queued before an instant and is settled, a bounded number at a time. */
    public void forgetBefore(Instant before) {
        deliveries.forgetBefore(before);
    }

    /** One endpoint's turn. */
    private int tell(long webhookId, long clockId, Instant now, int most) throws InterruptedException {
        turns.acquire();
        try {
            Instant begun = wallNow();
            List<WebhookDeliveries.Claimed> claimed = Objects.requireNonNullElse(
                    transaction.execute(status ->
                            deliveries.claim(webhookId, clockId, now, begun, begun.plus(settings.lease()), most)),
                    List.of());
            return claimed.isEmpty() ? 0 : tell(webhookId, clockId, now, begun, claimed);
        } finally {
            turns.release();
        }
    }

    /** What cannot even be signed, or put into words, is tried again as well, and keeps nobody else from being told. */
    private int tell(
            long webhookId, long clockId, Instant now, Instant begun, List<WebhookDeliveries.Claimed> claimed) {
        try {
            return tellAll(webhookId, clockId, now, begun, claimed);
        } catch (RuntimeException e) {
            LOG.error("Webhook {} could not be told", webhookId, e);
            var failed = new WebhookSender.Unreachable("It could not be sent; see the server's log.");
            // those of which the outcome is stored already stay as they are: their lease is over
            claimed.forEach(one -> store(settled(one, clockId, now, failed)));
            return claimed.size();
        }
    }

    private int tellAll(
            long webhookId, long clockId, Instant now, Instant begun, List<WebhookDeliveries.Claimed> claimed) {
        Webhooks.Signing signing = webhooks.signing(webhookId)
                .filter(one -> one.webhook().isEnabled())
                .orElse(null);
        if (signing == null) {
            claimed.forEach(one -> store(unsent(one, "The webhook was switched off or removed before it was sent.")));
            return claimed.size();
        }
        Map<Long, Event> events = feed.byId(claimed.stream()
                .map(WebhookDeliveries.Claimed::eventId)
                .filter(Objects::nonNull)
                .toList());
        WebhookSender.Unreachable unreachable = null;
        for (int i = 0; i < claimed.size(); i++) {
            WebhookDeliveries.Claimed one = claimed.get(i);
            Long eventId = one.eventId();
            Event event = eventId == null ? null : events.get(eventId);
            if (event == null) {
                store(unsent(one, "Its event is gone."));
                continue;
            }
            if (unreachable != null) {
                // it would keep each of them waiting as long
                store(settled(one, clockId, now, unreachable));
                continue;
            }
            if (Duration.between(begun, wallNow()).compareTo(LONGEST_TURN) > 0) {
                List<WebhookDeliveries.Claimed> rest = claimed.subList(i, claimed.size());
                transaction.executeWithoutResult(status -> deliveries.giveBack(rest));
                return i;
            }
            WebhookSender.Answer answer = post(signing, one.id(), messages.body(signing.webhook(), event));
            if (answer instanceof WebhookSender.Answered answered && answered.status() == GONE) {
                gone(webhookId, result(one, DeliveryStatus.DEAD, null, answer), claimed.subList(i + 1, claimed.size()));
                return claimed.size();
            }
            store(settled(one, clockId, now, answer));
            unreachable = answer instanceof WebhookSender.Unreachable silent ? silent : null;
        }
        return claimed.size();
    }

    private void gone(long webhookId, WebhookDeliveries.Result last, List<WebhookDeliveries.Claimed> rest) {
        LOG.info("Webhook {} answered 410 and is switched off", webhookId);
        transaction.executeWithoutResult(status -> {
            webhooks.gone(webhookId);
            deliveries.store(List.of(last));
            deliveries.store(rest.stream()
                    .map(one -> unsent(one, "The endpoint answered 410 before it was sent."))
                    .toList());
        });
    }

    private WebhookSender.Answer post(Webhooks.Signing signing, long deliveryId, String body) {
        Instant wallNow = wallNow();
        return sender.post(
                signing.webhook().url(),
                body,
                WebhookMessages.headers(deliveryId, wallNow, body, signing.secrets()),
                wallNow);
    }

    /** Taken, or to be tried again as long as there is time for it. */
    private WebhookDeliveries.Result settled(
            WebhookDeliveries.Claimed one, long clockId, Instant now, WebhookSender.Answer answer) {
        Duration retryAfter = null;
        if (answer instanceof WebhookSender.Answered answered) {
            if (isTaken(answered)) {
                return result(one, DeliveryStatus.ACCEPTED, null, answer);
            }
            retryAfter = answered.retryAfter();
        }
        boolean wall = clockId == AccountClock.WALL;
        Instant at = backoff.next(
                        one.queuedAt(),
                        wall ? wallNow() : now,
                        one.attempts() + 1,
                        retryAfter,
                        wall ? ThreadLocalRandom.current()::nextDouble : () -> NO_JITTER)
                .orElse(null);
        return result(one, at == null ? DeliveryStatus.DEAD : DeliveryStatus.RETRY, at, answer);
    }

    private WebhookDeliveries.Result result(
            WebhookDeliveries.Claimed one,
            DeliveryStatus status,
            @Nullable Instant attemptAt,
            WebhookSender.Answer answer) {
        return switch (answer) {
            case WebhookSender.Answered answered ->
                new WebhookDeliveries.Result(
                        one,
                        status,
                        attemptAt,
                        wallNow(),
                        answered.status(),
                        answered.body(),
                        isTaken(answered) ? null : "HTTP " + answered.status());
            case WebhookSender.Unreachable silent ->
                new WebhookDeliveries.Result(one, status, attemptAt, wallNow(), null, null, silent.error());
        };
    }

    private static WebhookDeliveries.Result unsent(WebhookDeliveries.Claimed one, String why) {
        return new WebhookDeliveries.Result(one, DeliveryStatus.DEAD, null, null, null, null, why);
    }

    private void store(WebhookDeliveries.Result result) {
        transaction.executeWithoutResult(status -> deliveries.store(List.of(result)));
    }

    private WebhookAttempt attempt(Webhook webhook, WebhookDeliveries.Row row, Map<Long, Event> events) {
        Long eventId = row.eventId();
        Event event = eventId == null ? null : events.get(eventId);
        return new WebhookAttempt(
                row.id(),
                event == null ? WebhookMessages.TEST : event.type().code(),
                row.queuedAt(),
                row.status(),
                row.attempts(),
                row.attemptAt(),
                row.attemptedAt(),
                event == null ? messages.test(webhook, row.queuedAt()) : messages.body(webhook, event),
                row.answerStatus(),
                row.answer(),
                row.error());
    }

    private static boolean isTaken(WebhookSender.Answered answer) {
        return answer.status() >= OK && answer.status() < REDIRECTS;
    }

    private Instant wallNow() {
        return clock.now(AccountClock.WALL);
    }
}
