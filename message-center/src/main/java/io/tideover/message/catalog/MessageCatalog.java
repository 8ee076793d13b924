package io.tideover.message.catalog;

import io.tideover.lifecycle.notice.MessageType;
import io.tideover.lifecycle.refusal.Refusal;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The rows of Common Settings, in the order of the page. */
public final class MessageCatalog {

    /**
     * One row.
     *
     * @param label exactly what the page says
     * @param fixed channels that cannot be switched off
     * @param needsOne whether at least one channel stays on
     */
    public record Entry(MessageType type, Category category, String label, Set<ChannelKind> fixed, boolean needsOne) {

        /**
         * Whether a choice of channels may be stored.
         *
         * @throws Refusal where it may not (422)
         */
        public void requireAllowed(Set<ChannelKind> channels) {
            if (!channels.containsAll(fixed)) {
                String names = String.join(
                        " and ", fixed.stream().map(Enum::name).sorted().toList());
                throw Refusal.invalid("channels", "{} cannot be switched off for {}", names, type);
            }
            if (needsOne && channels.isEmpty()) {
                throw Refusal.invalid("channels", "EMAIL or SMS must stay on for {}", type);
            }
        }

        /** Whether one may choose who receives it: security messages always go to the owner. */
        public boolean receiversCanBeChosen() {
            return category != Category.SECURITY;
        }

        /** Whether there is a channel that can be switched. */
        public boolean hasChoice() {
            return fixed.size() < ChannelKind.values().length;
        }

        public boolean canSwitchOff(ChannelKind channel) {
            return !fixed.contains(channel);
        }
    }

    private static final Map<MessageType, Entry> ENTRIES = new EnumMap<>(MessageType.class);

    static {
        add(
                MessageType.PRODUCT_OVERDUE_SUSPENSION_RELEASE,
                Category.PRODUCT,
                "Product Overdue Payment, Suspension, and Imminent Release Notifications",
                Set.of(ChannelKind.EMAIL),
                true);
        add(
                MessageType.PRODUCT_EXPIRATION_RENEWAL,
                Category.PRODUCT,
                "Product Expiration and Renewal Notifications",
                Set.of(ChannelKind.EMAIL),
                true);
        add(MessageType.ACCOUNT_BALANCE_ALERT, Category.ACCOUNT, "Account Balance Alerts", Set.of(), true);
        add(MessageType.ACCOUNT_BILL_PAYMENT, Category.ACCOUNT, "Bill and Payment Notifications", Set.of(), false);
        add(
                MessageType.SECURITY_CONTACT_CHANGE,
                Category.SECURITY,
                "Sign-in and Contact Change Notifications",
                Set.of(ChannelKind.values()),
                true);
    }

    private MessageCatalog() {}

    private static void add(
            MessageType type, Category category, String label, Set<ChannelKind> fixed, boolean needsOne) {
        ENTRIES.put(type, new Entry(type, category, label, fixed, needsOne));
    }

    public static Entry of(MessageType type) {
        return Objects.requireNonNull(ENTRIES.get(type), type::name);
    }

    public static List<Entry> all() {
        return List.copyOf(ENTRIES.values());
    }

    /** The message types of a category. */
    public static List<MessageType> types(Category category) {
        return Arrays.stream(MessageType.values())
                .filter(type -> of(type).category() == category)
                .toList();
    }
}
