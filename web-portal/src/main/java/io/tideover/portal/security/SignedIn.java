package io.tideover.portal.security;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.stereotype.Service;

/** Where users are signed in, on whatever node, and signing them out there. */
@Service
public class SignedIn {

    /**
     * One sign-in.
     *
     * @param handle names it without giving it away
     * @param origin the address it came from
     * @param agent what the browser calls itself
     * @param current whether it is the one that asks
     */
    public record Place(String handle, Instant since, Instant lastSeen, String origin, String agent, boolean current) {}

    static final String ORIGIN = "signed-in.origin";
    static final String AGENT = "signed-in.agent";

    private final ObjectProvider<FindByIndexNameSessionRepository<? extends Session>> repositories;

    SignedIn(ObjectProvider<FindByIndexNameSessionRepository<? extends Session>> repositories) {
        // a node without a web server has none
        this.repositories = repositories;
    }

    /** A user's sign-ins, the latest seen first. */
    public List<Place> of(long userId, @Nullable String currentId) {
        return found(userId).entrySet().stream()
                .filter(each -> !each.getValue().isExpired())
                .map(each -> place(each.getKey(), each.getValue(), currentId))
                .sorted(Comparator.comparing(Place::current)
                        .thenComparing(Place::lastSeen)
                        .reversed())
                .toList();
    }

    /** Ends one of a user's sign-ins; nothing where it is over already. */
    public void end(long userId, String handle) {
        found(userId).keySet().stream()
                .filter(id -> Hashes.sha256(id).equals(handle))
                .forEach(id -> repositories.getObject().deleteById(id));
    }

    /**
     * Ends all of a user's sign-ins but one.
     *
     * @param keep its id, or null to end all
     */
    public void endOthers(long userId, @Nullable String keep) {
        found(userId).keySet().stream()
                .filter(id -> !id.equals(keep))
                .forEach(id -> repositories.getObject().deleteById(id));
    }

    private Map<String, ? extends Session> found(long userId) {
        FindByIndexNameSessionRepository<? extends Session> sessions = repositories.getIfAvailable();
        return sessions == null ? Map.of() : sessions.findByPrincipalName(Long.toString(userId));
    }

    private static Place place(String id, Session session, @Nullable String currentId) {
        return new Place(
                Hashes.sha256(id),
                session.getCreationTime(),
                session.getLastAccessedTime(),
                Objects.requireNonNullElse(session.<String>getAttribute(ORIGIN), ""),
                Objects.requireNonNullElse(session.<String>getAttribute(AGENT), ""),
                id.equals(currentId));
    }
}
