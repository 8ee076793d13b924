package io.tideover.message.routing;

import io.tideover.lifecycle.notice.MessageType;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.message.catalog.ChannelKind;
import io.tideover.message.catalog.MessageCatalog;
import io.tideover.message.receiver.AccountCard;
import io.tideover.message.receiver.AccountCards;
import io.tideover.message.receiver.ContactJournal;
import io.tideover.message.receiver.Receiver;
import io.tideover.message.receiver.RevisionAction;
import io.tideover.message.receiver.SettingChange;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Common Settings of accounts: which receivers each message type goes to, on which channels. */
@Service
public class MessageSettings {

    /** Receivers that can be chosen for one type (M6). */
    public static final int MOST_RECEIVERS = 10;

    /**
     * One row of the page.
     *
     * @param receivers those the type goes to
     * @param fallsBack whether none of them can be reached, so that the owner is told (M4)
     */
    public record Row(
            MessageCatalog.Entry entry, MessageSetting setting, List<Receiver> receivers, boolean fallsBack) {}

    private final Routing routing;
    private final AccountCards accounts;
    private final ContactJournal journal;

    MessageSettings(Routing routing, AccountCards accounts, ContactJournal journal) {
        this.routing = routing;
        this.accounts = accounts;
        this.journal = journal;
    }

    /** All rows of the page, in its order. */
    @Transactional(readOnly = true)
    public List<Row> list(long accountId) {
        Router router = routing.of(accounts.get(accountId).id());
        return MessageCatalog.all().stream().map(entry -> row(router, entry)).toList();
    }

    /** One row. */
    @Transactional(readOnly = true)
    public Row get(long accountId, MessageType type) {
        return row(routing.of(accounts.get(accountId).id()), MessageCatalog.of(type));
    }

    /**
     * Chooses channels and receivers for a type.
     *
     * @throws Refusal where a channel that has to stay is missing, or the receivers are none, too many or unknown (422)
     */
    @Transactional
    public Row put(
            long accountId,
            MessageType type,
            Collection<ChannelKind> channels,
            Collection<Long> receiverIds,
            String actor) {
        AccountCard account = accounts.lock(accountId);
        Router router = routing.of(accountId);
        MessageCatalog.Entry entry = MessageCatalog.of(type);
        Set<ChannelKind> wanted = Set.copyOf(channels);
        entry.requireAllowed(wanted);
        List<Receiver> chosen = known(router, receiverIds);
        if (!entry.receiversCanBeChosen() && !chosen.stream().allMatch(Receiver::owner)) {
            throw Refusal.invalid("receiverIds", "{} always goes to the account's owner", type);
        }
        MessageSetting before = router.setting(type);
        MessageSetting after = new MessageSetting(
                accountId, type, wanted, chosen.stream().map(Receiver::id).toList());
        if (Set.copyOf(before.receiverIds()).equals(Set.copyOf(after.receiverIds()))
                && before.channels().equals(after.channels())) {
            return row(router, entry);
        }
        routing.store(after);
        journal.record(
                account,
                actor,
                RevisionAction.SETTING_CHANGED,
                type.name(),
                new SettingChange(before.channels(), after.channels(), names(router, before), names(router, after))
                        .written());
        return row(routing.of(accountId), entry);
    }

    /** The message type of a code. */
    public static MessageType type(String code) {
        return Arrays.stream(MessageType.values())
                .filter(type -> type.name().equals(code))
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("message type"));
    }

    private static List<Receiver> known(Router router, Collection<Long> receiverIds) {
        Set<Long> wanted = new LinkedHashSet<>(receiverIds);
        if (wanted.isEmpty()) {
            throw Refusal.invalid("receiverIds", "at least one receiver must stay chosen");
        }
        if (wanted.size() > MOST_RECEIVERS) {
            throw Refusal.invalid("receiverIds", "at most {} receivers can be chosen for a type", MOST_RECEIVERS);
        }
        Map<Long, Receiver> all =
                router.receivers().stream().collect(Collectors.toMap(Receiver::id, Function.identity()));
        return wanted.stream()
                .map(id -> {
                    Receiver receiver = all.get(id);
                    if (receiver == null) {
                        throw Refusal.invalid("receiverIds", "there is no receiver {}", id);
                    }
                    return receiver;
                })
                .toList();
    }

    private static String names(Router router, MessageSetting setting) {
        return router.receivers().stream()
                .filter(receiver -> setting.receiverIds().contains(receiver.id()))
                .map(Receiver::name)
                .collect(Collectors.joining(", "));
    }

    private static Row row(Router router, MessageCatalog.Entry entry) {
        MessageType type = entry.type();
        return new Row(entry, router.setting(type), router.chosen(type), router.fallsBack(type));
    }
}
