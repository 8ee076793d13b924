package io.tideover.portal.demo;

import io.tideover.portal.page.Done;
import io.tideover.portal.page.LocalPath;
import io.tideover.portal.page.PageController;
import io.tideover.portal.page.Problem;
import io.tideover.portal.page.Visit;
import org.springframework.context.annotation.Profile;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The bar at the page's foot. */
@PageController
@Profile("demo")
class DemoPages {

    private final DemoClock clock;

    DemoPages(DemoClock clock) {
        this.clock = clock;
    }

    @PostMapping("/demo/advance")
    String advance(
            Visit visit,
            @RequestParam(defaultValue = "day") String by,
            @RequestParam(defaultValue = "/") String back,
            RedirectAttributes redirect) {
        Problem problem = Problem.of(() -> {
            switch (by) {
                case "week" -> clock.advance(visit, 7);
                case "next" -> clock.advanceToNext(visit);
                default -> clock.advance(visit, 1);
            }
        });
        if (problem != null) {
            // somebody else moves it, or what a server that died had begun goes on
            Done.say(redirect, "done.clock-moving");
        }
        return "redirect:" + LocalPath.of(back);
    }

    /** What the bar asks while the clock is on its way; the page is loaded anew once it has arrived. */
    @GetMapping("/demo/clock")
    ResponseEntity<Void> clock(Visit visit) {
        ResponseEntity.HeadersBuilder<?> answer = ResponseEntity.noContent();
        return clock.isMoving(visit)
                ? answer.build()
                : answer.header("HX-Refresh", "true").build();
    }
}
