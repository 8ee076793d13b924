package io.tideover.lifecycle.resource;

import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One instance of a product, as the decision works on it. Its phase changes only through {@link Phases}; everything else through the
 * named methods here, each of which keeps what belongs together together.
 */
public final class Resource {

    /** What a store keeps of a resource; its fields are described at the accessors of {@link Resource}. */
    public record Snapshot(
            long id,
            long accountId,
            String productCode,
            String region,
            String name,
            String resourceName,
            Instant registeredAt,
            BillingMode billingMode,
            @Nullable Instant expiresAt,
            Instant paygSince,
            Phase phase,
            Instant phaseSince,
            int episodeNumber,
            @Nullable Episode episode,
            @Nullable Instant phaseEndsAt,
            int extensionDays,
            @Nullable Instant scheduledReleaseAt,
            Instant remindedUntil,
            @Nullable Hold hold,
            Instant guardFrom,
            @Nullable String withheldReason,
            @Nullable AutoRenewal autoRenewal,
            @Nullable Instant nextActionAt,
            long factsSeen) {}

    private final Snapshot loaded;
    private final long id;
    private final long accountId;
    private final String productCode;
    private final String region;
    private final String name;
    private final String resourceName;
    private final Instant registeredAt;
    private BillingMode billingMode;
    private @Nullable Instant expiresAt;
    private Instant paygSince;
    private Phase phase;
    private Instant phaseSince;
    private int episodeNumber;
    private @Nullable Episode episode;
    private @Nullable Instant phaseEndsAt;
    private int extensionDays;
    private @Nullable Instant scheduledReleaseAt;
    private Instant remindedUntil;
    private @Nullable Hold hold;
    private Instant guardFrom;
    private @Nullable String withheldReason;
    private @Nullable AutoRenewal autoRenewal;
    private @Nullable Instant nextActionAt;
    private long factsSeen;
    private final List<FinalNotice> finalNotices = new ArrayList<>();
    private boolean changed;

    public Resource(Snapshot s) {
        this.loaded = s;
        this.id = s.id;
        this.accountId = s.accountId;
        this.productCode = s.productCode;
        this.region = s.region;
        this.name = s.name;
        this.resourceName = s.resourceName;
        this.registeredAt = s.registeredAt;
        this.billingMode = s.billingMode;
        this.expiresAt = s.expiresAt;
        this.paygSince = s.paygSince;
        this.phase = s.phase;
        this.phaseSince = s.phaseSince;
        this.episodeNumber = s.episodeNumber;
        this.episode = s.episode;
        this.phaseEndsAt = s.phaseEndsAt;
        this.extensionDays = s.extensionDays;
        this.scheduledReleaseAt = s.scheduledReleaseAt;
        this.remindedUntil = s.remindedUntil;
        this.hold = s.hold;
        this.guardFrom = s.guardFrom;
        this.withheldReason = s.withheldReason;
        this.autoRenewal = s.autoRenewal;
        this.nextActionAt = s.nextActionAt;
        this.factsSeen = s.factsSeen;
    }

    /** What it was made from. */
    public Snapshot loaded() {
        return loaded;
    }

    public Snapshot snapshot() {
        return new Snapshot(
                id,
                accountId,
                productCode,
                region,
                name,
                resourceName,
                registeredAt,
                billingMode,
                expiresAt,
                paygSince,
                phase,
                phaseSince,
                episodeNumber,
                episode,
                phaseEndsAt,
                extensionDays,
                scheduledReleaseAt,
                remindedUntil,
                hold,
                guardFrom,
                withheldReason,
                autoRenewal,
                nextActionAt,
                factsSeen);
    }

    public long id() {
        return id;
    }

    public long accountId() {
        return accountId;
    }

    public String productCode() {
        return productCode;
    }

    public String region() {
        return region;
    }

    public String name() {
        return name;
    }

    public String resourceName() {
        return resourceName;
    }

    public Instant registeredAt() {
        return registeredAt;
    }

    public BillingMode billingMode() {
        return billingMode;
    }

    /** The end of a subscription or package; null for pay-as-you-go. */
    public @Nullable Instant expiresAt() {
        return expiresAt;
    }

    /** The end of a subscription or package. */
    public Instant requireExpiresAt() {
        return Objects.requireNonNull(expiresAt, "expiresAt");
    }

    /** The instant it became pay-as-you-go; for other modes its registration. */
    public Instant paygSince() {
        return paygSince;
    }

    public Phase phase() {
        return phase;
    }

    public Instant phaseSince() {
        return phaseSince;
    }

    /** How many episodes it has had; the present one, where there is one, is the last. */
    public int episodeNumber() {
        return episodeNumber;
    }

    /** The present episode; null in ACTIVE. */
    public @Nullable Episode episode() {
        return episode;
    }

    public Episode requireEpisode() {
        return Objects.requireNonNull(episode, "episode");
    }

    /** The end of the running GRACE or RETENTION, extensions included; null in ACTIVE and in open-ended RETENTION. */
    public @Nullable Instant phaseEndsAt() {
        return phaseEndsAt;
    }

    /** Days by which support extended the running phase (R9). */
    public int extensionDays() {
        return extensionDays;
    }

    /** The instant of release an operator chose for an open-ended RETENTION (R6). */
    public @Nullable Instant scheduledReleaseAt() {
        return scheduledReleaseAt;
    }

    /** Reminders due at or before this instant are done with, sent or not. */
    public Instant remindedUntil() {
        return remindedUntil;
    }

    public @Nullable Hold hold() {
        return hold;
    }

    /** Release reminders created before this instant do not satisfy the guard: a hold was lifted then (R5). */
    public Instant guardFrom() {
        return guardFrom;
    }

    /** Why its release, due by its deadline, has not happened; null while it is not due. A hold speaks for itself. */
    public @Nullable String withheldReason() {
        return withheldReason;
    }

    /** What withholds its release now or will: the hold's reason, else why a due release has not happened. */
    public @Nullable String releaseWithheld() {
        if (phase == Phase.RELEASED) {
            return null;
        }
        return hold != null ? hold.reason() : withheldReason;
    }

    public @Nullable AutoRenewal autoRenewal() {
        return autoRenewal;
    }

    public @Nullable Instant nextActionAt() {
        return nextActionAt;
    }

    /** The number of the last fact of its account that it has followed; of interest only while there are facts to follow. */
    public long factsSeen() {
        return factsSeen;
    }

    public void hasSeen(long fact) {
        if (factsSeen != fact) {
            factsSeen = fact;
            changed = true;
        }
    }

    public List<FinalNotice> finalNotices() {
        return finalNotices;
    }

    public boolean changed() {
        return changed;
    }

    public boolean isPayAsYouGo() {
        return billingMode == BillingMode.PAY_AS_YOU_GO;
    }

    public boolean isReleased() {
        return phase == Phase.RELEASED;
    }

    /** The instant its release falls due by deadline or schedule; null where there is none. */
    public @Nullable Instant releaseDueAt() {
        if (phase != Phase.RETENTION) {
            return null;
        }
        return phaseEndsAt != null ? phaseEndsAt : scheduledReleaseAt;
    }

    /** Sets the episode's clock later and the end of the running grace with it (R7). */
    public void moveGrace(Instant clock, Instant end, Instant now) {
        episode = requireEpisode().withClock(clock);
        phaseEndsAt = end;
        remindedUntil = now;
        changed = true;
    }

    /** Moves the end of the running phase by days that support granted (R9). */
    public void extend(int days, Instant end, Instant now) {
        extensionDays += days;
        phaseEndsAt = end;
        remindedUntil = now;
        withheldReason = null;
        changed = true;
    }

    /** A new end of the subscription or package; reminders ahead of it, one due right now among them, are armed. */
    public void renewUntil(Instant end, Instant now) {
        expiresAt = end;
        remindedUntil = justBefore(now);
        changed = true;
    }

    public void remindedAt(Instant at) {
        if (at.isAfter(remindedUntil)) {
            remindedUntil = at;
            changed = true;
        }
    }

    /** Becomes pay-as-you-go at the end of its package (R3). */
    public void becomePayAsYouGo(Instant at) {
        billingMode = BillingMode.PAY_AS_YOU_GO;
        paygSince = at;
        expiresAt = null;
        changed = true;
    }

    /** Moves from pay-as-you-go to a prepaid mode (R12). */
    public void becomePrepaid(BillingMode mode, Instant end, Instant now) {
        billingMode = mode;
        expiresAt = end;
        remindedUntil = justBefore(now);
        changed = true;
    }

    public void placeHold(Hold placed) {
        hold = placed;
        changed = true;
    }

    public void liftHold(Instant at) {
        hold = null;
        guardFrom = at;
        withheldReason = null;
        changed = true;
    }

    public void scheduleRelease(@Nullable Instant at, Instant now) {
        scheduledReleaseAt = at;
        remindedUntil = now;
        withheldReason = null;
        changed = true;
    }

    /** A schedule whose instant passed under a hold (R6). */
    public void lapseSchedule() {
        scheduledReleaseAt = null;
        changed = true;
    }

    public void withhold(String reason) {
        if (!reason.equals(withheldReason)) {
            withheldReason = reason;
            changed = true;
        }
    }

    public void autoRenew(@Nullable AutoRenewal order) {
        autoRenewal = order;
        changed = true;
    }

    /** Where it next has to be looked at; null: nowhere. */
    public void wakeAt(@Nullable Instant at) {
        if (!Objects.equals(nextActionAt, at)) {
            nextActionAt = at;
            changed = true;
        }
    }

    void enter(Phase to, Instant at, @Nullable Episode in, @Nullable Instant endsAt) {
        if (in != null && episode == null) {
            episodeNumber++;
        }
        phase = to;
        phaseSince = at;
        episode = in;
        phaseEndsAt = endsAt;
        extensionDays = 0;
        scheduledReleaseAt = null;
        withheldReason = null;
        // a reminder exactly at the start of its phase is sent
        remindedUntil = justBefore(at);
        changed = true;
    }

    private static Instant justBefore(Instant at) {
        return at.minusNanos(1_000);
    }
}
