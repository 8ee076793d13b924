package io.tideover.portal.demo;

import io.tideover.portal.page.LocalPath;
import io.tideover.portal.page.PageController;
import io.tideover.portal.page.Visit;
import org.springframework.context.annotation.Profile;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

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
            Visit visit, @RequestParam(defaultValue = "day") String by, @RequestParam(defaultValue = "/") String back) {
        switch (by) {
            case "week" -> clock.advance(visit, 7);
            case "next" -> clock.advanceToNext(visit);
            default -> clock.advance(visit, 1);
        }
        return "redirect:" + LocalPath.of(back);
    }
}
