package io.tideover.portal.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tideover.lifecycle.engine.Page;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.message.event.Event;
import io.tideover.message.event.EventFeed;
import io.tideover.portal.security.ApiScope;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The feed of lifecycle events in commit order (D10). */
@RestController
@RequestMapping(path = "/api/v1/events", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Events")
class EventController {

    @Schema(name = "Event")
    record EventJson(
            @Schema(example = "17", description = "Its place in the feed; send it as `after` for what follows.")
            String id,

            @Schema(example = "resource.retention") String type,

            @Schema(description = "The instant it fell due.")
            Instant at,

            @Schema(example = "10001") String accountId,
            @Nullable @Schema(example = "10023") String resourceId,
            Map<String, String> data,
            @Nullable Instant acknowledgedAt) {

        static EventJson of(Event event) {
            return new EventJson(
                    Texts.id(event.position()),
                    event.type().code(),
                    event.at(),
                    Texts.id(event.accountId()),
                    Texts.idOrNull(event.resourceId()),
                    event.data(),
                    event.acknowledgedAt());
        }
    }

    record Acknowledgement(
            @Schema(example = "[\"17\"]") @Nullable List<@Nullable String> eventIds) {}

    record Acknowledged(
            @Schema(description = "How many were acknowledged now.")
            int acknowledged) {}

    private final EventFeed feed;
    private final EventPositions positions;

    EventController(EventFeed feed, EventPositions positions) {
        this.feed = feed;
        this.positions = positions;
    }

    @Operation(
            summary = "Events after one, in the order of commit",
            description = "`nextCursor` is where to go on from, as `after` or `cursor`, of which the latter goes first;"
                    + " null where there was nothing new.")
    @GetMapping
    @Scoped(ApiScope.EVENTS_READ)
    Listing<EventJson> after(
            @RequestParam(required = false) @Schema(example = "16") @Nullable String after,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        String from = cursor == null || cursor.isEmpty() ? after : cursor;
        List<EventJson> events = feed.after(Page.cursor(from, 0), Caller.onlyAccount(), Page.limit(limit)).stream()
                .map(EventJson::of)
                .toList();
        return new Listing<>(events, events.isEmpty() ? null : events.getLast().id());
    }

    @Operation(summary = "Acknowledge events", description = "Up to 500; those acknowledged already stay as they are.")
    @PostMapping(path = "/acknowledgements", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Scoped(ApiScope.EVENTS_WRITE)
    Acknowledged acknowledge(@RequestBody Acknowledgement body) {
        List<@Nullable String> ids = Inputs.required("eventIds", body.eventIds());
        if (ids.size() > Page.MOST) {
            throw Refusal.invalid("eventIds", "has at most {} ids", Page.MOST);
        }
        TreeSet<Long> wanted = new TreeSet<>();
        ids.forEach(id -> wanted.add(Inputs.id("eventIds", id)));
        Long only = Caller.onlyAccount();
        return new Acknowledged(feed.acknowledge(positions.ids(wanted, only), only, Caller.name()));
    }
}
