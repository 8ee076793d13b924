package io.tideover.lifecycle.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tideover.lifecycle.engine.AccessFacts;
import io.tideover.lifecycle.engine.AccountChanges;
import io.tideover.lifecycle.policy.Operation;
import io.tideover.lifecycle.policy.Phase;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Service;

/**
 * Answers access questions from facts that are at most a second old, and on the node that changed them never old (A4): what a commit
 * on this node touched is not answered from before it.
 */
@Service
public class AccessDecisions {

    /** What is asked about: exactly one of a resource by name, by id, or an account. */
    public sealed interface Subject {

        /** A resource by its full name; the live one is preferred. */
        record ByName(String resourceName) implements Subject {}

        /** A resource by its id. */
        record ById(long resourceId) implements Subject {}

        /** An account as a whole. */
        record OfAccount(long accountId) implements Subject {}
    }

    /** A question (A1). */
    public record Question(Subject subject, Operation operation) {}

    /**
     * Facts that were read.
     *
     * @param epoch the last commit on this node before they were read
     * @param readAt when reading them began, in the JVM's nanoseconds
     */
    private record Known(AccessFacts.Facts facts, long epoch, long readAt) {}

    /** Less than the second that A4 allows, as answering takes a moment too. */
    private static final Duration MOST_AGE = Duration.ofMillis(800);

    /** Facts this old that are still asked about are read again. */
    private static final Duration READ_AGAIN_AT = Duration.ofMillis(300);

    private static final int TURNS = 256;
    private static final Duration LONGEST_TURN = Duration.ofMillis(100);

    private final AccessFacts facts;
    private final AccessRule.Help help;
    private final Cache<Subject, Known> known = Caffeine.newBuilder()
            .maximumSize(200_000)
            .expireAfterWrite(MOST_AGE)
            .build();
    /** For accounts changed lately on this node: the epoch of their last commit. Kept longer than anything known from before. */
    private final Cache<Long, Long> changedAt =
            Caffeine.newBuilder().expireAfterWrite(MOST_AGE.multipliedBy(20)).build();

    private final AtomicLong epoch = new AtomicLong();
    private final List<Lock> turns =
            Stream.<Lock>generate(ReentrantLock::new).limit(TURNS).toList();
    private final Refresh refresh = new Refresh(subjects -> load(subjects, new HashMap<>()));

    AccessDecisions(
            AccessFacts facts,
            AccountChanges changes,
            @Value("${tideover.public-url:http://127.0.0.1:8080}") String publicUrl,
            @Value("${tideover.support-url:}") String supportUrl) {
        this.facts = facts;
        this.help =
                new AccessRule.Help(publicUrl + "/billing", supportUrl.isBlank() ? publicUrl + "/support" : supportUrl);
        changes.listen(accountIds -> {
            long now = epoch.incrementAndGet();
            accountIds.forEach(id -> changedAt.put(id, now));
        });
    }

    @PreDestroy
    void stop() {
        refresh.stop();
    }

    /** The answer; empty where there is no such resource or account. */
    public Optional<AccessDecision> decide(Question question) {
        return decideAll(List.of(question)).getFirst();
    }

    /** The answers in the order of the questions, for any number of them with a fixed number of statements. */
    public List<Optional<AccessDecision>> decideAll(List<Question> questions) {
        Map<Subject, AccessFacts.Facts> found = new HashMap<>();
        Set<Subject> missing = new LinkedHashSet<>();
        for (Question question : questions) {
            AccessFacts.Facts fresh = fresh(question.subject());
            if (fresh == null) {
                missing.add(question.subject());
            } else {
                found.put(question.subject(), fresh);
            }
        }
        if (missing.size() == 1) {
            loadInTurn(missing.iterator().next(), found);
        } else if (!missing.isEmpty()) {
            load(missing, found);
        }
        List<Optional<AccessDecision>> answers = new ArrayList<>(questions.size());
        for (Question question : questions) {
            AccessFacts.Facts facts = found.get(question.subject());
            answers.add(facts == null ? Optional.empty() : Optional.of(answer(facts, question.operation())));
        }
        return answers;
    }

    private AccessFacts.@Nullable Facts fresh(Subject subject) {
        Known entry = known.getIfPresent(subject);
        if (entry == null) {
            return null;
        }
        Long changed = changedAt.getIfPresent(entry.facts().accountId());
        long age = System.nanoTime() - entry.readAt();
        if (age > MOST_AGE.toNanos() || changed != null && changed > entry.epoch()) {
            return null;
        }
        if (age > READ_AGAIN_AT.toNanos()) {
            refresh.ask(subject);
        }
        return entry.facts();
    }

    /**
     * Of many that ask about one subject at once, as after a payment, one reads and the others find it read. Nobody waits longer than
     * reading takes ordinarily: where the database is slow, each fails by itself.
     */
    private void loadInTurn(Subject subject, Map<Subject, AccessFacts.Facts> into) {
        Lock turn = turns.get(Math.floorMod(subject.hashCode(), TURNS));
        boolean mine = false;
        try {
            mine = turn.tryLock(LONGEST_TURN.toMillis(), TimeUnit.MILLISECONDS);
            AccessFacts.Facts fresh = fresh(subject);
            if (fresh == null) {
                load(List.of(subject), into);
            } else {
                into.put(subject, fresh);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for facts", e);
        } finally {
            if (mine) {
                turn.unlock();
            }
        }
    }

    private void load(Collection<Subject> subjects, Map<Subject, AccessFacts.Facts> into) {
        // both before the facts are read: a commit meanwhile makes them old, and so does the time it takes
        long before = epoch.get();
        long readAt = System.nanoTime();
        List<String> names = new ArrayList<>();
        List<Long> ids = new ArrayList<>();
        List<Long> accounts = new ArrayList<>();
        for (Subject subject : subjects) {
            switch (subject) {
                case Subject.ByName byName -> names.add(byName.resourceName());
                case Subject.ById byId -> ids.add(byId.resourceId());
                case Subject.OfAccount ofAccount -> accounts.add(ofAccount.accountId());
            }
        }
        facts.byName(names)
                .forEach((name, each) -> keep(new Subject.ByName(name), new Known(each, before, readAt), into));
        facts.byId(ids).forEach((id, each) -> keep(new Subject.ById(id), new Known(each, before, readAt), into));
        facts.ofAccounts(accounts)
                .forEach((id, each) -> keep(new Subject.OfAccount(id), new Known(each, before, readAt), into));
    }

    private void keep(Subject subject, Known each, Map<Subject, AccessFacts.Facts> into) {
        into.put(subject, each.facts());
        AccessFacts.OfResource resource = each.facts().resource();
        // the name of a released resource may be taken by a new one, of another account, at any time
        if (resource == null || resource.phase() != Phase.RELEASED) {
            known.put(subject, each);
        }
    }

    private AccessDecision answer(AccessFacts.Facts facts, Operation operation) {
        AccessFacts.OfResource resource = facts.resource();
        return AccessRule.decide(
                new AccessRule.OfAccount(
                        facts.accountId(), facts.arrears(), facts.arrears().isPositive()),
                resource == null
                        ? null
                        : new AccessRule.OfResource(
                                resource.resourceName(),
                                resource.mode(),
                                resource.phase(),
                                resource.policy(),
                                resource.deadline()),
                operation,
                help);
    }
}
