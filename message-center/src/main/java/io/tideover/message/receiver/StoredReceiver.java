package io.tideover.message.receiver;

import io.tideover.message.catalog.ChannelKind;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.PostLoad;
import jakarta.persistence.PostPersist;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

/** A receiver's row. What becomes of an address goes through its named methods, each of which keeps what belongs together together. */
@Entity
@Table(name = "receivers")
class StoredReceiver implements Persistable<Long> {

    @Id
    private long id;

    @Column(nullable = false, updatable = false)
    private long accountId;

    @Column(nullable = false, updatable = false)
    private boolean owner;

    @Column(updatable = false)
    private @Nullable Long userId;

    @Column(nullable = false)
    private String name;

    @Column(nullable = false)
    private String nameKey;

    private @Nullable String email;

    @Convert(converter = UtcInstant.class)
    private @Nullable Instant emailVerifiedAt;

    @Convert(converter = UtcInstant.class)
    private @Nullable Instant emailDeadAt;

    @Convert(converter = UtcInstant.class)
    private @Nullable Instant emailAskedAt;

    @Convert(converter = UtcInstant.class)
    private @Nullable Instant emailAskedWallAt;

    private @Nullable String phone;

    @Convert(converter = UtcInstant.class)
    private @Nullable Instant phoneVerifiedAt;

    @Convert(converter = UtcInstant.class)
    private @Nullable Instant phoneDeadAt;

    @Convert(converter = UtcInstant.class)
    private @Nullable Instant phoneAskedAt;

    @Convert(converter = UtcInstant.class)
    private @Nullable Instant phoneAskedWallAt;

    private @Nullable String locale;

    @Column(nullable = false, updatable = false)
    @Convert(converter = UtcInstant.class)
    private Instant createdAt;

    @Transient
    private boolean stored;

    @NullUnmarked
    protected StoredReceiver() {}

    StoredReceiver(
            long id,
            long accountId,
            boolean owner,
            @Nullable Long userId,
            String name,
            @Nullable Locale locale,
            Instant createdAt) {
        this.id = id;
        this.accountId = accountId;
        this.owner = owner;
        this.userId = userId;
        this.name = name;
        this.nameKey = Addresses.nameKey(name);
        this.locale = locale == null ? null : locale.toLanguageTag();
        this.createdAt = createdAt;
    }

    @Override
    public Long getId() {
        return id;
    }

    @Override
    public boolean isNew() {
        return !stored;
    }

    @PostLoad
    @PostPersist
    void markStored() {
        stored = true;
    }

    void describe(String newName, @Nullable Locale newLocale) {
        name = newName;
        nameKey = Addresses.nameKey(newName);
        locale = newLocale == null ? null : newLocale.toLanguageTag();
    }

    String name() {
        return name;
    }

    boolean isOwner() {
        return owner;
    }

    @Nullable
    String address(ChannelKind channel) {
        return switch (channel) {
            case EMAIL -> email;
            case SMS -> phone;
        };
    }

    /**
     * Sets an address that nothing is known of yet.
     *
     * @return whether it is another than before
     */
    boolean changeAddress(ChannelKind channel, @Nullable String value) {
        if (Objects.equals(value, address(channel))) {
            return false;
        }
        switch (channel) {
            case EMAIL -> {
                email = value;
                emailVerifiedAt = null;
                emailDeadAt = null;
                emailAskedAt = null;
                emailAskedWallAt = null;
            }
            case SMS -> {
                phone = value;
                phoneVerifiedAt = null;
                phoneDeadAt = null;
                phoneAskedAt = null;
                phoneAskedWallAt = null;
            }
        }
        return true;
    }

    /** The address is the receiver's, and whatever was refused before may be tried again. */
    void verified(ChannelKind channel, Instant at) {
        switch (channel) {
            case EMAIL -> {
                emailVerifiedAt = at;
                emailDeadAt = null;
            }
            case SMS -> {
                phoneVerifiedAt = at;
                phoneDeadAt = null;
            }
        }
    }

    /** Somebody last asked for a link or code then, by the account's clock and by the wall clock. */
    void asked(ChannelKind channel, Instant at, Instant wall) {
        switch (channel) {
            case EMAIL -> {
                emailAskedAt = at;
                emailAskedWallAt = wall;
            }
            case SMS -> {
                phoneAskedAt = at;
                phoneAskedWallAt = wall;
            }
        }
    }

    @Nullable
    Instant askedAt(ChannelKind channel) {
        return switch (channel) {
            case EMAIL -> emailAskedAt;
            case SMS -> phoneAskedAt;
        };
    }

    @Nullable
    Instant askedWallAt(ChannelKind channel) {
        return switch (channel) {
            case EMAIL -> emailAskedWallAt;
            case SMS -> phoneAskedWallAt;
        };
    }

    Receiver view() {
        return new Receiver(
                id,
                accountId,
                owner,
                userId,
                name,
                email == null ? null : new Receiver.Address(email, emailVerifiedAt, emailDeadAt),
                phone == null ? null : new Receiver.Address(phone, phoneVerifiedAt, phoneDeadAt),
                locale == null ? null : Locale.forLanguageTag(locale),
                createdAt);
    }
}
