package io.tideover.message.receiver;

import io.tideover.message.catalog.ChannelKind;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who can be told.
 *
 * @param owner the account's owner, who cannot be removed
 * @param userId the sub-user it stands for, or null
 * @param phone in E.164, or null
 * @param locale the language it is written to in, or null for the account's
 */
public record Receiver(
        long id,
        long accountId,
        boolean owner,
        @Nullable Long userId,
        String name,
        @Nullable Address email,
        @Nullable Address phone,
        @Nullable Locale locale,
        Instant createdAt) {

    /**
     * An email address or a phone number.
     *
     * @param verifiedAt when it was proved to be the receiver's (M3), or null
     * @param deadAt when a provider refused it for good, or null
     */
    public record Address(
            String value,
            @Nullable Instant verifiedAt,
            @Nullable Instant deadAt) {

        public boolean isVerified() {
            return verifiedAt != null;
        }

        public boolean isDead() {
            return deadAt != null;
        }

        /** Whether anything may be sent to it (M3). */
        public boolean isUsable() {
            return isVerified() && !isDead();
        }
    }

    /** The address for a channel, usable or not; null where there is none. */
    public @Nullable Address address(ChannelKind channel) {
        return switch (channel) {
            case EMAIL -> email;
            case SMS -> phone;
        };
    }

    public boolean emailVerified() {
        return email != null && email.isVerified();
    }

    public boolean phoneVerified() {
        return phone != null && phone.isVerified();
    }

    public boolean canReceive(ChannelKind channel) {
        Address address = address(channel);
        return address != null && address.isUsable();
    }
}
