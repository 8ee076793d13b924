package io.tideover.message.delivery;

import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.notice.FinalNotices;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.message.notice.Notices;
import io.tideover.message.receiver.AccountCard;
import io.tideover.message.receiver.AccountCards;
import io.tideover.message.receiver.AddressBook;
import io.tideover.message.routing.Router;
import io.tideover.message.routing.Routing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Stores what became of deliveries, and what follows from it in the same transaction: the release guard is told of final notices (R5),
 * a dead address is not used again, and what reached nobody goes to the owner (M4).
 */
@Service
public class Outcomes {

    private static final Logger LOG = LoggerFactory.getLogger(Outcomes.class);
    private static final int TRIES = 5;

    private final Deliveries deliveries;
    private final Notices notices;
    private final Routing routing;
    private final AccountCards accounts;
    private final AddressBook addresses;
    private final FinalNotices finalNotices;
    private final EarlyReports early;
    private final AccountClock clock;
    private final TransactionTemplate transaction;

    Outcomes(
            Deliveries deliveries,
            Notices notices,
            Routing routing,
            AccountCards accounts,
            AddressBook addresses,
            FinalNotices finalNotices,
            EarlyReports early,
            AccountClock clock,
            PlatformTransactionManager transactions) {
        this.deliveries = deliveries;
        this.notices = notices;
        this.routing = routing;
        this.accounts = accounts;
        this.addresses = addresses;
        this.finalNotices = finalNotices;
        this.early = early;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * Stores the outcomes of a batch.
     *
     * @param now on the accounts' clock
     */
    void store(List<Deliveries.Result> results, Instant now) {
        if (results.isEmpty()) {
            return;
        }
        for (int attempt = 1; ; attempt++) {
            try {
                transaction.executeWithoutResult(status -> storeAtOnce(results, now));
                break;
            } catch (PessimisticLockingFailureException e) {
                // the messages are out: giving up here would send them again
                if (attempt == TRIES) {
                    throw e;
                }
                LOG.debug("Outcomes undone for a lock, try {}", attempt, e);
            }
        }
        for (String provider : providers(results)) {
            applyEarly(
                    provider,
                    results.stream()
                            .filter(result -> provider.equals(result.provider()))
                            .map(Deliveries.Result::providerId)
                            .filter(Objects::nonNull)
                            .toList());
        }
    }

    private static Set<String> providers(List<Deliveries.Result> results) {
        return results.stream()
                .filter(result -> result.providerId() != null)
                .map(Deliveries.Result::provider)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    private void storeAtOnce(List<Deliveries.Result> results, Instant now) {
        Map<Long, Stage> stages = notices.stages(results.stream()
                .map(result -> result.claimed().delivery().noticeId())
                .distinct()
                .toList());
        TreeSet<Long> concerned = new TreeSet<>();
        for (Deliveries.Result result : results) {
            if (result.status() == DeliveryStatus.DEAD || warnsOfRelease(result, stages) || lives(result)) {
                concerned.add(result.claimed().delivery().accountId());
            }
        }
        // accounts before deliveries, and in order, as whoever else locks both
        Map<Long, AccountCard> locked = accounts.lockAll(concerned);
        for (Deliveries.Result result : results) {
            Delivery delivery = result.claimed().delivery();
            if (warnsOfRelease(result, stages)) {
                finalNotices.accepted(delivery.accountId(), delivery.noticeId(), now);
            }
        }
        deliveries.store(results);
        for (Deliveries.Result result : results) {
            Delivery delivery = result.claimed().delivery();
            AccountCard account = locked.get(delivery.accountId());
            if (result.status() == DeliveryStatus.DEAD && account != null) {
                if (result.badAddress()) {
                    addresses.dead(delivery.receiverId(), delivery.channel(), delivery.address(), now);
                }
                tellOwner(account, delivery.noticeId(), stages.get(delivery.noticeId()), now);
            } else if (lives(result)) {
                addresses.revived(delivery.receiverId(), delivery.channel(), delivery.address());
            }
        }
    }

    /** Whether an owner's address that may have been tried although it had died (M4) takes messages after all. */
    private static boolean lives(Deliveries.Result result) {
        return result.status() == DeliveryStatus.ACCEPTED
                && result.claimed().delivery().fallback();
    }

    /** Whether a result lets a release go on. */
    private static boolean warnsOfRelease(Deliveries.Result result, Map<Long, Stage> stages) {
        return result.status() == DeliveryStatus.ACCEPTED
                && stages.get(result.claimed().delivery().noticeId()) == Stage.RELEASE_REMINDER
                && countsAsAccepted(result.provider(), result.claimed().clockId());
    }

    /** R5: files do so on test clocks only. */
    private static boolean countsAsAccepted(@Nullable String provider, long clockId) {
        return !"outbox".equals(provider) || clockId != AccountClock.WALL;
    }

    /**
     * Takes what a provider reports of a message that it had accepted (D2). Late and repeated reports change nothing; one of a message
     * that is not known yet waits for it.
     */
    void report(ProviderReport report) {
        boolean known = Boolean.TRUE.equals(transaction.execute(status -> apply(report)));
        if (!known) {
            transaction.executeWithoutResult(status -> early.keep(report, clock.now(AccountClock.WALL)));
            // its acceptance may have been stored meanwhile, by a worker that looked before the report was kept
            applyEarly(report.provider(), List.of(report.providerId()));
        }
    }

    private void applyEarly(String provider, List<String> providerIds) {
        for (ProviderReport report : early.find(provider, providerIds)) {
            transaction.executeWithoutResult(status -> {
                if (apply(report)) {
                    early.forget(report);
                }
            });
        }
    }

    /** Whether there is such a message. */
    private boolean apply(ProviderReport report) {
        Delivery delivery =
                deliveries.byProviderId(report.provider(), report.providerId()).orElse(null);
        if (delivery == null) {
            return false;
        }
        AccountCard account = accounts.lock(delivery.accountId());
        DeliveryStatus reported = report.delivered() ? DeliveryStatus.DELIVERED : DeliveryStatus.BOUNCED;
        if (deliveries.report(delivery.id(), reported, report.error()) && !report.delivered()) {
            bounced(delivery, account, report.badAddress());
        }
        return true;
    }

    private void bounced(Delivery delivery, AccountCard account, boolean badAddress) {
        if (badAddress) {
            addresses.dead(delivery.receiverId(), delivery.channel(), delivery.address(), account.now());
        }
        Stage stage = notices.stages(List.of(delivery.noticeId())).get(delivery.noticeId());
        if (stage == Stage.RELEASE_REMINDER) {
            finalNotices.bounced(
                    delivery.accountId(), delivery.noticeId(), firstStanding(delivery.noticeId(), account));
        }
        tellOwner(account, delivery.noticeId(), stage, account.now());
    }

    /** When the first delivery of a final notice was accepted that has not bounced; null: none is left. */
    private @Nullable Instant firstStanding(long noticeId, AccountCard account) {
        return deliveries.ofNotices(List.of(noticeId)).getOrDefault(noticeId, List.of()).stream()
                .filter(each -> each.status() == DeliveryStatus.ACCEPTED || each.status() == DeliveryStatus.DELIVERED)
                .filter(each -> countsAsAccepted(each.provider(), account.clockId()))
                .map(Delivery::acceptedAt)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    /** M4: what reached none of its receivers goes to every usable address of the owner that it was not sent to. */
    private void tellOwner(AccountCard account, long noticeId, @Nullable Stage stage, Instant now) {
        if (stage == null || stage == Stage.RECEIVER_VERIFICATION || deliveries.isSpellOver(noticeId)) {
            return;
        }
        if (!deliveries.told(List.of(noticeId)).isEmpty()) {
            return;
        }
        Router router = routing.of(account.id());
        List<Deliveries.Draft> drafts = new ArrayList<>();
        router.toOwner()
                .forEach(to -> drafts.add(new Deliveries.Draft(
                        account.id(), noticeId, deliveries.spellOf(noticeId), false, account.clockId(), now, to)));
        if (drafts.isEmpty()) {
            LOG.warn("Notice {} of account {} reached nobody", noticeId, account.id());
        }
        deliveries.insertMissing(drafts);
    }
}
