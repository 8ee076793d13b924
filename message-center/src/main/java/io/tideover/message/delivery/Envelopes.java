package io.tideover.message.delivery;

import io.tideover.lifecycle.notice.FinalNotices;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.message.catalog.ChannelKind;
import io.tideover.message.channel.Outgoing;
import io.tideover.message.notice.Notices;
import io.tideover.message.notice.ResourceLine;
import io.tideover.message.notice.StoredNotice;
import io.tideover.message.receiver.AccountCard;
import io.tideover.message.receiver.AccountCards;
import io.tideover.message.receiver.Verifications;
import io.tideover.message.template.MessageTemplates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Makes the messages of deliveries that were taken. The secret of a verification is made here and nowhere kept (M3). */
@Component
class Envelopes {

    /** A delivery and what there is to send of it. */
    sealed interface Filled {
        Deliveries.Claimed claimed();
    }

    record Ready(Deliveries.Claimed claimed, Outgoing message) implements Filled {}

    /**
     * One that cannot be sent.
     *
     * @param withdrawn whether there is nothing wrong with it: it is only not wanted any more
     */
    record Unsendable(Deliveries.Claimed claimed, String reason, boolean withdrawn) implements Filled {}

    private static final Logger LOG = LoggerFactory.getLogger(Envelopes.class);

    private final Notices notices;
    private final AccountCards accounts;
    private final Verifications verifications;
    private final MessageTemplates templates;
    private final FinalNotices finalNotices;
    private final TransactionTemplate transaction;

    Envelopes(
            Notices notices,
            AccountCards accounts,
            Verifications verifications,
            MessageTemplates templates,
            FinalNotices finalNotices,
            PlatformTransactionManager transactions) {
        this.notices = notices;
        this.accounts = accounts;
        this.verifications = verifications;
        this.templates = templates;
        this.finalNotices = finalNotices;
        this.transaction = new TransactionTemplate(transactions);
    }

    List<Filled> fill(List<Deliveries.Claimed> claimed, Instant now) {
        Map<Long, StoredNotice> about = notices.byId(claimed.stream()
                .map(one -> one.delivery().noticeId())
                .distinct()
                .toList());
        Map<Long, AccountCard> cards = accounts.all(claimed.stream()
                .map(one -> one.delivery().accountId())
                .distinct()
                .toList());
        List<Filled> filled = new ArrayList<>(claimed.size());
        for (Deliveries.Claimed one : claimed) {
            StoredNotice notice = about.get(one.delivery().noticeId());
            AccountCard account = cards.get(one.delivery().accountId());
            if (one.withdrawn()) {
                filled.add(new Unsendable(one, "withdrawn", true));
            } else if (notice == null || account == null) {
                filled.add(new Unsendable(one, "Its notice or account is gone.", false));
            } else {
                filled.add(fill(one, asOf(now, notice), account, now));
            }
        }
        return filled;
    }

    /**
     * A release reminder that is sent when the instant it names is over names the earliest that the guard can still allow (R5): whoever
     * reads that it is too late would not pay in the time that is left.
     */
    private StoredNotice asOf(Instant now, StoredNotice notice) {
        Instant named = notice.resources().deadline();
        if (notice.stage() != Stage.RELEASE_REMINDER || named == null || named.isAfter(now)) {
            return notice;
        }
        return notice.naming(finalNotices.releasesIfAccepted(
                notice.resources().first().stream()
                        .map(ResourceLine::resourceId)
                        .toList(),
                now));
    }

    private Filled fill(Deliveries.Claimed one, StoredNotice notice, AccountCard account, Instant now) {
        Delivery delivery = one.delivery();
        var to = new MessageTemplates.Recipient(delivery.id(), delivery.receiver(), delivery.address(), one.locale());
        try {
            String secret = notice.stage() == Stage.RECEIVER_VERIFICATION ? secret(delivery, now) : null;
            return new Ready(
                    one,
                    switch (delivery.channel()) {
                        case EMAIL -> templates.mail(notice, account, to, secret);
                        case SMS -> templates.sms(notice, account, to, secret);
                    });
        } catch (RuntimeException e) {
            LOG.error("Delivery {} could not be made into a message", delivery.id(), e);
            return new Unsendable(one, "It could not be made into a message; see the server's log.", false);
        }
    }

    private String secret(Delivery delivery, Instant now) {
        String secret = transaction.execute(status -> delivery.channel() == ChannelKind.EMAIL
                ? verifications.newLink(delivery.accountId(), delivery.receiverId(), delivery.address(), now)
                : verifications.newCode(delivery.accountId(), delivery.receiverId(), delivery.address(), now));
        return Objects.requireNonNull(secret);
    }
}
