package io.tideover.message.delivery;

import io.tideover.lifecycle.engine.Page;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.message.notice.Notices;
import io.tideover.message.notice.StoredNotice;
import io.tideover.message.receiver.AccountCard;
import io.tideover.message.receiver.AccountCards;
import io.tideover.message.receiver.AddressBook;
import io.tideover.message.routing.Destination;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What was sent: notices with their deliveries (D12), and what operators have to look at (D3, M4). */
@Service
public class DeliveryLog {

    /**
     * A notice and what became of it.
     *
     * @param resourceIds all that it names, those included that newer notices speak of
     * @param billIds all that it is about
     */
    public record Sent(StoredNotice notice, List<Long> resourceIds, List<Long> billIds, List<Delivery> deliveries) {}

    private final Notices notices;
    private final Deliveries deliveries;
    private final AccountCards accounts;
    private final AddressBook addresses;

    DeliveryLog(Notices notices, Deliveries deliveries, AccountCards accounts, AddressBook addresses) {
        this.notices = notices;
        this.deliveries = deliveries;
        this.accounts = accounts;
        this.addresses = addresses;
    }

    /**
     * An account's notices with their deliveries, oldest first. A page ends early where they name very many resources and bills.
     *
     * @param stage null for all
     * @param limit rows wanted, clamped to what is allowed
     */
    @Transactional(readOnly = true)
    public Page<Sent> page(long accountId, @Nullable Stage stage, @Nullable String cursor, int limit) {
        Page<StoredNotice> page = notices.page(accountId, stage, cursor, limit);
        List<Long> ids = page.items().stream().map(StoredNotice::id).toList();
        Map<Long, List<Long>> resources = notices.resourceIds(ids);
        Map<Long, List<Long>> bills = notices.billIds(ids);
        Map<Long, List<Delivery>> sent = deliveries.ofNotices(ids);
        return new Page<>(
                page.items().stream()
                        .map(notice -> new Sent(
                                notice,
                                resources.getOrDefault(notice.id(), List.of()),
                                bills.getOrDefault(notice.id(), List.of()),
                                sent.getOrDefault(notice.id(), List.of())))
                        .toList(),
                page.nextCursor());
    }

    /** The deliveries of notices, by notice; one without any is left out. */
    @Transactional(readOnly = true)
    public Map<Long, List<Delivery>> ofNotices(List<Long> noticeIds) {
        return deliveries.ofNotices(noticeIds);
    }

    /** The deliveries of one notice. */
    @Transactional(readOnly = true)
    public List<Delivery> ofNotice(long noticeId) {
        return deliveries.ofNotices(List.of(noticeId)).getOrDefault(noticeId, List.of());
    }

    /** Deliveries of all accounts in a status that nobody dismissed, newest first; for operators. */
    @Transactional(readOnly = true)
    public Page<Delivery> inStatus(DeliveryStatus status, @Nullable String cursor, int limit) {
        int size = Math.clamp(limit, 1, Page.MOST);
        return Page.of(deliveries.inStatus(status, Page.cursor(cursor, Long.MAX_VALUE), size + 1), size, Delivery::id);
    }

    /** How many of all accounts are in a status and not dismissed; for operators. */
    @Transactional(readOnly = true)
    public long countInStatus(DeliveryStatus status) {
        return deliveries.countInStatus(status);
    }

    /** Deliveries that went to an owner because nobody chosen could be reached, newest first; for operators (M4). */
    @Transactional(readOnly = true)
    public Page<Delivery> fallbacks(@Nullable String cursor, int limit) {
        int size = Math.clamp(limit, 1, Page.MOST);
        return Page.of(deliveries.fallbacks(Page.cursor(cursor, Long.MAX_VALUE), size + 1), size, Delivery::id);
    }

    /**
     * Tries a DEAD or BOUNCED delivery again from the start; its address counts as good until it is refused again. One whose arrears
     * spell has ended meanwhile (D2), or whose address is its receiver's no more (M2), becomes SUPERSEDED instead.
     *
     * @throws Refusal where there is no such delivery, or it is in another status (409 {@code NOT_DEAD})
     */
    @Transactional
    public Delivery resend(long deliveryId) {
        Delivery delivery = required(deliveryId);
        AccountCard account = accounts.lock(delivery.accountId());
        boolean givenUp = delivery.receiverId() != Destination.NOBODY
                && !addresses.revived(delivery.receiverId(), delivery.channel(), delivery.address());
        boolean changed = givenUp || deliveries.isSpellOver(delivery.noticeId())
                ? deliveries.supersede(deliveryId, givenUp)
                : deliveries.resend(deliveryId, account.now());
        if (!changed) {
            throw notDead();
        }
        return required(deliveryId);
    }

    /**
     * Takes a DEAD or BOUNCED delivery off the operators' list.
     *
     * @throws Refusal as {@link #resend}
     */
    @Transactional
    public Delivery dismiss(long deliveryId, String actor) {
        Delivery delivery = required(deliveryId);
        AccountCard account = accounts.lock(delivery.accountId());
        if (!deliveries.dismiss(deliveryId, account.now(), actor)) {
            throw notDead();
        }
        return required(deliveryId);
    }

    private Delivery required(long deliveryId) {
        return deliveries.find(deliveryId).orElseThrow(() -> Refusal.notFound("delivery"));
    }

    private static Refusal notDead() {
        return Refusal.conflict("NOT_DEAD", "Only a delivery that is dead and not dismissed can be treated so.");
    }
}
