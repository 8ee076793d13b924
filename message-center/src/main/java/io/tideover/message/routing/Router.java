package io.tideover.message.routing;

import io.tideover.lifecycle.notice.MessageType;
import io.tideover.message.catalog.ChannelKind;
import io.tideover.message.catalog.MessageCatalog;
import io.tideover.message.receiver.Receiver;
import io.tideover.message.receiver.Receiver.Address;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Routes the notices of one account by what is in force now (M1 to M4). */
public final class Router {

    private final long accountId;
    private final List<Receiver> receivers;
    private final Map<MessageType, Set<ChannelKind>> channels;
    private final Map<MessageType, Set<Long>> chosen;
    private final Locale accountLocale;

    /**
     * @param channels those switched on, for each type that has a setting
     * @param chosen ids of the receivers chosen, for each type that has any
     */
    public Router(
            long accountId,
            List<Receiver> receivers,
            Map<MessageType, Set<ChannelKind>> channels,
            Map<MessageType, Set<Long>> chosen,
            Locale accountLocale) {
        this.accountId = accountId;
        this.receivers = List.copyOf(receivers);
        this.channels = channels;
        this.chosen = chosen;
        this.accountLocale = accountLocale;
    }

    public List<Receiver> receivers() {
        return receivers;
    }

    public Optional<Receiver> owner() {
        return receivers.stream().filter(Receiver::owner).findFirst();
    }

    /** Channels that are on for a type: all, until the account chooses (M1). */
    public Set<ChannelKind> channels(MessageType type) {
        Set<ChannelKind> set = channels.get(type);
        return set == null ? EnumSet.allOf(ChannelKind.class) : set;
    }

    /** Receivers a type goes to: the owner, until the account chooses or where none of those chosen is left (M1, M2). */
    public List<Receiver> chosen(MessageType type) {
        Set<Long> ids = chosen.getOrDefault(type, Set.of());
        List<Receiver> found = MessageCatalog.of(type).receiversCanBeChosen()
                ? receivers.stream()
                        .filter(receiver -> ids.contains(receiver.id()))
                        .toList()
                : List.of();
        return found.isEmpty() ? owner().map(List::of).orElse(List.of()) : found;
    }

    /** The setting in force for a type. */
    public MessageSetting setting(MessageType type) {
        return new MessageSetting(
                accountId,
                type,
                Set.copyOf(channels(type)),
                chosen(type).stream().map(Receiver::id).toList());
    }

    /** Where a notice of a type goes now; one for each receiver and channel. */
    public List<Destination> route(MessageType type) {
        Set<ChannelKind> on = channels(type);
        List<Destination> found = destinations(chosen(type), on, false, Address::isUsable);
        return found.isEmpty() && !on.isEmpty() ? toOwner() : found;
    }

    /**
     * Every usable address of the owner, whatever is switched on (M4). Where none is left those that died are tried again: it may have been
     * one message's trouble, and what they refuse is listed for operators to resend, while what is not tried is lost.
     */
    public List<Destination> toOwner() {
        List<Receiver> owner = owner().map(List::of).orElse(List.of());
        List<Destination> usable = destinations(owner, EnumSet.allOf(ChannelKind.class), true, Address::isUsable);
        return usable.isEmpty()
                ? destinations(owner, EnumSet.allOf(ChannelKind.class), true, Address::isVerified)
                : usable;
    }

    /** Whether nobody chosen for a type can be reached, so that it goes to the owner (M4). */
    public boolean fallsBack(MessageType type) {
        Set<ChannelKind> on = channels(type);
        return !on.isEmpty()
                && destinations(chosen(type), on, false, Address::isUsable).isEmpty();
    }

    /** The language a receiver is written to in. */
    public Locale locale(Receiver receiver) {
        Locale own = receiver.locale();
        return own == null ? accountLocale : own;
    }

    private List<Destination> destinations(
            Collection<Receiver> to, Collection<ChannelKind> on, boolean fallback, Predicate<Address> which) {
        List<Destination> found = new ArrayList<>();
        for (Receiver receiver : to) {
            for (ChannelKind channel : ChannelKind.values()) {
                Address address = receiver.address(channel);
                if (on.contains(channel) && address != null && which.test(address)) {
                    found.add(new Destination(
                            receiver.id(), receiver.name(), channel, address.value(), locale(receiver), fallback));
                }
            }
        }
        return found;
    }
}
