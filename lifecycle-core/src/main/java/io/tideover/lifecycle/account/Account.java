package io.tideover.lifecycle.account;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Objects;
import org.joda.money.CurrencyUnit;
import org.jspecify.annotations.Nullable;

/** The paying customer, as the decision works on it. Its row is the lock on all that belongs to it and its entry in the sweep's queue. */
public final class Account {

    private final long id;
    private final CurrencyUnit currency;
    private final long clockId;
    private final Instant createdAt;
    private String name;
    private ZoneId zone;
    private Locale locale;
    private @Nullable String tier;
    private @Nullable Spell spell;
    private int spells;
    private Instant processedAt;
    private long sequence;
    private @Nullable Instant nextActionAt;
    private boolean braked;
    private final long sequenceAtFirst;
    private final @Nullable Spell spellAtFirst;
    private final int spellsAtFirst;
    private boolean described;

    public Account(
            long id,
            String name,
            CurrencyUnit currency,
            ZoneId zone,
            Locale locale,
            @Nullable String tier,
            long clockId,
            Instant createdAt,
            @Nullable Spell spell,
            int spells,
            Instant processedAt,
            long sequence,
            @Nullable Instant nextActionAt,
            boolean braked) {
        this.id = id;
        this.name = name;
        this.currency = currency;
        this.zone = zone;
        this.locale = locale;
        this.tier = tier;
        this.clockId = clockId;
        this.createdAt = createdAt;
        this.spell = spell;
        this.spells = spells;
        this.processedAt = processedAt;
        this.sequence = sequence;
        this.nextActionAt = nextActionAt;
        this.braked = braked;
        this.sequenceAtFirst = sequence;
        this.spellAtFirst = spell;
        this.spellsAtFirst = spells;
    }

    public long id() {
        return id;
    }

    public String name() {
        return name;
    }

    public CurrencyUnit currency() {
        return currency;
    }

    public ZoneId zone() {
        return zone;
    }

    public Locale locale() {
        return locale;
    }

    public @Nullable String tier() {
        return tier;
    }

    /** The test clock it lives by, or {@link AccountClock#WALL}. */
    public long clockId() {
        return clockId;
    }

    public Instant createdAt() {
        return createdAt;
    }

    /** The present arrears spell, or null. */
    public @Nullable Spell spell() {
        return spell;
    }

    /** How many arrears spells there have been. */
    public int spells() {
        return spells;
    }

    public boolean inArrears() {
        return spell != null;
    }

    /** The last instant carried out for it; its now is never below (T1). */
    public Instant processedAt() {
        return processedAt;
    }

    public @Nullable Instant nextActionAt() {
        return nextActionAt;
    }

    /** Whether a freeze or release that is due waits for an operator (R13). */
    public boolean braked() {
        return braked;
    }

    /** The last sequence number given out. */
    public long sequence() {
        return sequence;
    }

    /** How many sequence numbers were given out since it was loaded. */
    public long numbered() {
        return sequence - sequenceAtFirst;
    }

    /** Whether more than its place in the queue and its numbering changed since it was loaded. */
    public boolean changed() {
        return described || spells != spellsAtFirst || !Objects.equals(spell, spellAtFirst);
    }

    /** The next number in the order in which things are recorded for this account. */
    public long nextSequence() {
        return ++sequence;
    }

    /** This account as it stood at another time, to be looked back at: nothing of it is stored but the numbers it gives out. */
    public Account asOf(@Nullable Spell then, int spellsThen, ZoneId zoneThen, @Nullable String tierThen) {
        return new Account(
                id,
                name,
                currency,
                zoneThen,
                locale,
                tierThen,
                clockId,
                createdAt,
                then,
                spellsThen,
                Instant.EPOCH,
                sequence,
                null,
                braked);
    }

    /** Goes on numbering where a look back at this account left off. */
    public void continueFrom(Account lookedBackAt) {
        sequence = lookedBackAt.sequence;
    }

    /** Turns a look back to a later time. */
    public void turnTo(@Nullable Spell then, int spellsThen, ZoneId zoneThen, @Nullable String tierThen) {
        spell = then;
        spells = spellsThen;
        zone = zoneThen;
        tier = tierThen;
    }

    public void describe(String newName, ZoneId newZone, Locale newLocale, @Nullable String newTier) {
        name = newName;
        zone = newZone;
        locale = newLocale;
        tier = newTier;
        described = true;
    }

    public void beginSpell(Instant at, Instant since) {
        spells++;
        spell = new Spell(spells, at, since, null);
    }

    public void changeSpell(Spell changed) {
        spell = changed;
    }

    public void endSpell() {
        spell = null;
    }

    public void processed(Instant at) {
        if (at.isAfter(processedAt)) {
            processedAt = at;
        }
    }

    public void wakeAt(@Nullable Instant at, boolean waitsForBrake) {
        nextActionAt = at;
        braked = waitsForBrake;
    }
}
