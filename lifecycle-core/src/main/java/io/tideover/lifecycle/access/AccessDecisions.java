package io.tideover.lifecycle.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tideover.lifecycle.engine.AccessFacts;
import io.tideover.lifecycle.engine.AccountChanges;
import io.tideover.lifecycle.policy.Operation;
import io.tideover.lifecycle.policy.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
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

    private record Known(AccessFacts.Facts facts, long epoch) {}

    /** Less than the second that A4 allows, as loading takes a moment too. */
    private static final Duration MOST_AGE = Duration.ofMillis(800);

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
        if (!missing.isEmpty()) {
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
        return changed == null || changed <= entry.epoch() ? entry.facts() : null;
    }

    private void load(Set<Subject> subjects, Map<Subject, AccessFacts.Facts> into) {
        // read before the facts are: a commit meanwhile makes them old
        long before = epoch.get();
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
        facts.byName(names).forEach((name, each) -> keep(new Subject.ByName(name), each, before, into));
        facts.byId(ids).forEach((id, each) -> keep(new Subject.ById(id), each, before, into));
        facts.ofAccounts(accounts).forEach((id, each) -> keep(new Subject.OfAccount(id), each, before, into));
    }

    private void keep(Subject subject, AccessFacts.Facts each, long before, Map<Subject, AccessFacts.Facts> into) {
        into.put(subject, each);
        AccessFacts.OfResource resource = each.resource();
        // the name of a released resource may be taken by a new one, of another account, at any time
        if (resource == null || resource.phase() != Phase.RELEASED) {
            known.put(subject, new Known(each, before));
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
