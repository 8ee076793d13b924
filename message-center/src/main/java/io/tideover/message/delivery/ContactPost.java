package io.tideover.message.delivery;

import io.tideover.lifecycle.engine.Ids;
import io.tideover.lifecycle.notice.MessageType;
import io.tideover.lifecycle.notice.Notice;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.message.catalog.ChannelKind;
import io.tideover.message.notice.Notices;
import io.tideover.message.receiver.AccountCard;
import io.tideover.message.receiver.ContactChange;
import io.tideover.message.receiver.ContactChanges;
import io.tideover.message.receiver.Receiver;
import io.tideover.message.routing.Destination;
import io.tideover.message.routing.Router;
import io.tideover.message.routing.Routing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.stereotype.Service;

/** Tells owners of changed contacts (M5), asks new addresses to prove themselves (M3), and routes anew what an address left (M2). */
@Service
class ContactPost implements ContactChanges {

    private final Notices notices;
    private final Routing routing;
    private final Deliveries deliveries;
    private final Ids ids;

    ContactPost(Notices notices, Routing routing, Deliveries deliveries, Ids ids) {
        this.notices = notices;
        this.routing = routing;
        this.deliveries = deliveries;
        this.ids = ids;
    }

    @Override
    public void changed(ContactChange change) {
        Notice notice = notice(
                change.account(),
                Stage.CONTACT_CHANGED,
                "revision:" + change.revisionId(),
                Map.of(
                        "actor",
                        change.actor(),
                        "action",
                        change.action().name(),
                        "target",
                        change.target(),
                        "detail",
                        change.detail()));
        Router router = routing.of(change.account().id());
        List<Destination> to = new ArrayList<>(router.route(MessageType.SECURITY_CONTACT_CHANGE));
        change.former()
                .forEach((channel, address) -> to.add(new Destination(
                        Destination.NOBODY,
                        change.target(),
                        channel,
                        address,
                        change.account().locale(),
                        false)));
        send(change.account(), notice, to);
    }

    @Override
    public void verificationWanted(AccountCard account, Receiver receiver, ChannelKind channel) {
        Receiver.Address address = Objects.requireNonNull(receiver.address(channel));
        Notice notice = notice(
                account,
                Stage.RECEIVER_VERIFICATION,
                "verification:" + receiver.id() + ":" + ids.next(),
                Map.of("receiver", receiver.name()));
        send(
                account,
                notice,
                List.of(new Destination(
                        receiver.id(),
                        receiver.name(),
                        channel,
                        address.value(),
                        Objects.requireNonNullElse(receiver.locale(), account.locale()),
                        false)));
    }

    @Override
    public void addressGone(AccountCard account, long receiverId, ChannelKind channel, boolean removed) {
        if (removed) {
            routing.forget(account.id(), receiverId);
        }
        List<Deliveries.Withdrawn> withdrawn = deliveries.withdraw(account.id(), receiverId, channel);
        if (withdrawn.isEmpty()) {
            return;
        }
        Map<Long, Stage> concerned = notices.stages(
                withdrawn.stream().map(Deliveries.Withdrawn::noticeId).toList());
        // where somebody else is told already, the route in force when it was stored stays as it is (D1)
        Set<Long> told = deliveries.told(concerned.keySet());
        Router router = routing.of(account.id());
        List<Deliveries.Draft> drafts = new ArrayList<>();
        for (Deliveries.Withdrawn one : withdrawn) {
            Stage stage = concerned.get(one.noticeId());
            if (stage == null || stage == Stage.RECEIVER_VERIFICATION || told.contains(one.noticeId())) {
                continue;
            }
            for (Destination to : router.route(stage.type())) {
                drafts.add(new Deliveries.Draft(
                        account.id(), one.noticeId(), one.spell(), false, account.clockId(), account.now(), to));
            }
        }
        deliveries.insertMissing(drafts);
    }

    private void send(AccountCard account, Notice notice, List<Destination> destinations) {
        notices.store(List.of(new Notices.Entry(notice, account.now())));
        deliveries.insert(destinations.stream()
                .map(to -> Deliveries.Draft.of(notice, account.clockId(), account.now(), to))
                .toList());
    }

    private Notice notice(AccountCard account, Stage stage, String cause, Map<String, String> facts) {
        return new Notice(
                ids.next(),
                account.id(),
                stage,
                account.now(),
                cause,
                0,
                false,
                null,
                new HashMap<>(facts),
                List.of(),
                List.of());
    }
}
