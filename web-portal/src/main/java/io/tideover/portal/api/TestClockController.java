package io.tideover.portal.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tideover.lifecycle.engine.TestClocks;
import io.tideover.lifecycle.engine.TestClocks.Status;
import io.tideover.lifecycle.engine.TestClocks.TestClock;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.portal.security.ApiScope;
import io.tideover.scheduler.clock.ClockAdvance;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Test clocks, where they are enabled; elsewhere there are none. */
@RestController
@RequestMapping(path = "/api/v1/test-clocks", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Test clocks")
class TestClockController {

    record NewClock(
            @Schema(example = "2026-01-01T00:00:00Z") @Nullable
            Instant now) {}

    record Advance(
            @Schema(example = "2026-01-16T00:00:00Z") @Nullable
            Instant to) {}

    record Clock(
            @Schema(example = "10017") String id,
            @Schema(example = "2026-01-01T00:00:00Z") Instant now,
            Status status) {

        static Clock of(TestClock clock) {
            return new Clock(Texts.id(clock.id()), clock.now(), clock.status());
        }
    }

    private final TestClockSettings settings;
    private final TestClocks clocks;
    private final ClockAdvance advance;

    TestClockController(TestClockSettings settings, TestClocks clocks, ClockAdvance advance) {
        this.settings = settings;
        this.clocks = clocks;
        this.advance = advance;
    }

    @Operation(summary = "Make a test clock")
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @Scoped(value = ApiScope.CLOCKS, providerWide = true)
    Clock create(@RequestBody NewClock body) {
        requireEnabled();
        return Clock.of(clocks.create(Inputs.required("now", body.now())));
    }

    @Operation(
            summary = "Move a test clock on",
            description =
                    "Answers when everything that fell due on its accounts has been carried out, in the order of time.")
    @ApiResponse(responseCode = "200", description = "All that fell due has been carried out")
    @ApiResponse(responseCode = "202", description = "It is still being carried out: ask for the clock again")
    @PostMapping(path = "/{clockId}/advance", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Scoped(value = ApiScope.CLOCKS, providerWide = true)
    ResponseEntity<Clock> advance(@PathVariable long clockId, @RequestBody Advance body) {
        requireEnabled();
        TestClock clock = advance.advance(clockId, Inputs.required("to", body.to()));
        return ResponseEntity.status(clock.status() == Status.READY ? HttpStatus.OK : HttpStatus.ACCEPTED)
                .body(Clock.of(clock));
    }

    @Operation(summary = "A test clock")
    @GetMapping("/{clockId}")
    @Scoped(value = ApiScope.CLOCKS, providerWide = true)
    Clock get(@PathVariable long clockId) {
        requireEnabled();
        return Clock.of(clocks.find(clockId).orElseThrow(() -> Refusal.notFound("test clock")));
    }

    private void requireEnabled() {
        if (!settings.enabled()) {
            throw Refusal.notFound("call");
        }
    }
}
