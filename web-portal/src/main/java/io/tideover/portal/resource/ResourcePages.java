package io.tideover.portal.resource;

import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Accounts.Standing;
import io.tideover.lifecycle.engine.Resources;
import io.tideover.lifecycle.engine.Resources.Filter;
import io.tideover.lifecycle.engine.Resources.ResourceView;
import io.tideover.lifecycle.engine.Timelines;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.lifecycle.resource.AutoRenewal;
import io.tideover.portal.page.Choices;
import io.tideover.portal.page.Done;
import io.tideover.portal.page.PageController;
import io.tideover.portal.page.Problem;
import io.tideover.portal.page.Rehearsals;
import io.tideover.portal.page.Upcoming;
import io.tideover.portal.page.Visit;
import io.tideover.portal.resource.RenewalOffers.Offer;
import io.tideover.portal.security.AuditLog;
import io.tideover.portal.security.AuditLog.Detail;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Resources: their list, each one's life, and what can be done to it. */
@PageController
class ResourcePages {

    /**
     * What the renewal form holds.
     *
     * @param expected the end that the form was shown with, so that sending it twice renews once
     */
    record RenewForm(@Nullable String period, @Nullable String expected) {}

    /** What the auto-renewal form holds. */
    record AutoRenewForm(@Nullable String enabled, @Nullable String period) {}

    private static final int ROWS = 25;
    private static final Duration AHEAD = Duration.ofDays(120);
    /** How much longer than to the next phase one looks, for those behind it, and how far at most. */
    private static final Duration BEHIND = Duration.ofDays(60);

    private static final Duration FARTHEST = Duration.ofDays(400);

    private final Resources resources;
    private final ResourceList list;
    private final Timelines timelines;
    private final Accounts accounts;
    private final Rehearsals rehearsals;
    private final RenewalOffers offers;
    private final AuditLog audit;

    ResourcePages(
            Resources resources,
            ResourceList list,
            Timelines timelines,
            Accounts accounts,
            Rehearsals rehearsals,
            RenewalOffers offers,
            AuditLog audit) {
        this.resources = resources;
        this.list = list;
        this.timelines = timelines;
        this.accounts = accounts;
        this.rehearsals = rehearsals;
        this.offers = offers;
        this.audit = audit;
    }

    @GetMapping("/billing/resources")
    String resources(
            Visit visit,
            @RequestParam(required = false) @Nullable String phase,
            @RequestParam(required = false) @Nullable String product,
            @RequestParam(required = false) @Nullable String mode,
            @RequestParam(required = false) @Nullable String cursor,
            Model model) {
        Filter filter = new Filter(
                Choices.of(Phase.class, phase),
                product == null || product.isBlank() ? null : product,
                Choices.of(BillingMode.class, mode));
        model.addAttribute("page", list.page(visit.requireAccount(), filter, ROWS, cursor));
        model.addAttribute("filter", filter);
        model.addAttribute("filtered", !filter.equals(Filter.ALL));
        model.addAttribute("cursor", cursor);
        model.addAttribute("phases", List.of(Phase.values()));
        model.addAttribute("modes", List.of(BillingMode.values()));
        model.addAttribute("productCodes", list.products(visit.accountId()));
        return "resource/resources";
    }

    @GetMapping("/billing/resources/{id}")
    String resource(Visit visit, @PathVariable long id, Model model) {
        ResourceView view = own(visit, id);
        Instant now = visit.show().now();
        boolean foreseen = isForeseen(visit, view, now);
        List<Upcoming> ahead = foreseen ? ahead(visit, view, now, timelines::ahead) : stored(view);
        var history = resources.transitions(id);
        boolean suffers =
                view.resource().phase() == Phase.GRACE || view.resource().phase() == Phase.RETENTION;
        Standing standing = accounts.standing(visit.accountId());
        boolean denied = !view.resource().isPayAsYouGo() && !view.resource().isReleased();
        model.addAttribute("view", view);
        model.addAttribute("ends", suffers && view.next() != null);
        model.addAttribute("owed", standing.inArrears() && (suffers || denied) ? standing.arrears() : null);
        model.addAttribute("history", history);
        model.addAttribute("extensions", resources.extensions(id));
        List<Upcoming> ifPaid =
                foreseen && standing.inArrears() && suffers && view.resource().isPayAsYouGo()
                        ? ahead(visit, view, now, timelines::aheadIfArrearsWerePaid)
                        : null;
        model.addAttribute("line", Lifeline.of(view, history, ahead, ifPaid, now));
        return "resource/resource";
    }

    /** A timeline of one resource of an account. */
    @FunctionalInterface
    private interface Foresight {
        List<Timelines.Item> of(long accountId, long resourceId, Instant until);
    }

    /** Of one among very many, or very far off, only what comes next is shown. */
    private boolean isForeseen(Visit visit, ResourceView view, Instant now) {
        var next = view.next();
        return rehearsals.canBeAwaited(visit.accountId())
                && (next == null || next.at().isBefore(now.plus(FARTHEST)));
    }

    private List<Upcoming> ahead(Visit visit, ResourceView view, Instant now, Foresight foresight) {
        var next = view.next();
        Instant until = now.plus(AHEAD);
        if (next != null && next.at().plus(BEHIND).isAfter(until)) {
            until = next.at().plus(BEHIND);
        }
        return foresight.of(visit.accountId(), view.resource().id(), until).stream()
                .filter(item -> item.kind() == Timelines.Kind.TRANSITION)
                .map(item -> change(item.at(), item.from(), item.to()))
                .toList();
    }

    private static List<Upcoming> stored(ResourceView view) {
        var next = view.next();
        return next == null
                ? List.of()
                : List.of(change(next.at(), view.resource().phase(), next.phase()));
    }

    private static Upcoming change(Instant at, @Nullable Phase from, @Nullable Phase to) {
        return new Upcoming(at, Timelines.Kind.TRANSITION, from, to, null, "", null, List.of());
    }

    @GetMapping("/billing/resources/{id}/renew")
    String renew(Visit visit, @PathVariable long id, @ModelAttribute("form") RenewForm form, Model model) {
        ResourceView view = own(visit, id);
        model.addAttribute("view", view);
        model.addAttribute("offers", offers.of(visit.requireAccount(), view.resource()));
        model.addAttribute("standing", accounts.standing(visit.accountId()));
        return visit.dialog("resource/renew");
    }

    @PostMapping("/billing/resources/{id}/renew")
    String renew(
            Visit visit,
            @PathVariable long id,
            @ModelAttribute("form") RenewForm form,
            Model model,
            RedirectAttributes redirect) {
        ResourceView before = own(visit, id);
        Problem problem = Problem.of(() -> {
            Offer offer = offers.named(visit.requireAccount(), before.resource(), form.period());
            resources.renew(id, offer.period(), offer.price(), shownEnd(form.expected()));
        });
        if (problem != null) {
            model.addAttribute("problem", problem);
            return renew(visit, id, form, model);
        }
        writeDown(visit, "RESOURCE_RENEWED", before, Detail.words("period." + form.period()));
        Done.say(redirect, "done.renewed", before.resource().name());
        return "redirect:/billing/resources/" + id;
    }

    @GetMapping("/billing/resources/{id}/auto-renew")
    String autoRenew(Visit visit, @PathVariable long id, Model model) {
        AutoRenewal order = own(visit, id).resource().autoRenewal();
        return autoRenewal(
                visit,
                id,
                new AutoRenewForm("on", order == null ? null : order.period().toString()),
                model);
    }

    @PostMapping("/billing/resources/{id}/auto-renew")
    String autoRenew(
            Visit visit,
            @PathVariable long id,
            @ModelAttribute("form") AutoRenewForm form,
            Model model,
            RedirectAttributes redirect) {
        ResourceView view = own(visit, id);
        boolean on = form.enabled() != null;
        Problem problem = Problem.of(() -> {
            if (on) {
                Offer offer = offers.named(visit.requireAccount(), view.resource(), form.period());
                resources.autoRenew(id, offer.period(), offer.price());
            } else {
                resources.stopAutoRenewal(id);
            }
        });
        if (problem != null) {
            model.addAttribute("problem", problem);
            return autoRenewal(visit, id, form, model);
        }
        writeDown(
                visit,
                on ? "AUTO_RENEWAL_ON" : "AUTO_RENEWAL_OFF",
                view,
                on ? Detail.words("period." + form.period()) : Detail.NONE);
        Done.say(redirect, on ? "done.auto-renew-on" : "done.auto-renew-off");
        return "redirect:/billing/resources/" + id;
    }

    @GetMapping("/billing/resources/{id}/delete")
    String delete(Visit visit, @PathVariable long id, Model model) {
        model.addAttribute("view", own(visit, id));
        return visit.dialog("resource/delete");
    }

    @PostMapping("/billing/resources/{id}/delete")
    String delete(
            Visit visit,
            @PathVariable long id,
            @RequestParam(required = false) @Nullable String name,
            Model model,
            RedirectAttributes redirect) {
        ResourceView view = own(visit, id);
        Problem problem = Problem.of(() -> {
            if (name == null || !view.resource().name().equals(name.strip())) {
                throw Refusal.invalid("name", "is not the resource's name");
            }
            resources.delete(id);
        });
        if (problem != null) {
            model.addAttribute("problem", problem);
            return delete(visit, id, model);
        }
        writeDown(visit, "RESOURCE_DELETED", view, Detail.NONE);
        Done.say(redirect, "done.deleted", view.resource().name());
        return "redirect:/billing/resources";
    }

    private String autoRenewal(Visit visit, long id, AutoRenewForm form, Model model) {
        ResourceView view = own(visit, id);
        model.addAttribute("view", view);
        model.addAttribute("offers", offers.of(visit.requireAccount(), view.resource()));
        model.addAttribute("form", form);
        return visit.dialog("resource/auto-renew");
    }

    private void writeDown(Visit visit, String deed, ResourceView view, Detail detail) {
        audit.record(visit.user(), visit.requireAccount(), deed, view.resource().name(), detail);
    }

    private ResourceView own(Visit visit, long id) {
        visit.requireOwn(resources.accountOf(id), "resource");
        return resources.get(id);
    }

    private static Instant shownEnd(@Nullable String expected) {
        try {
            return Instant.parse(expected == null ? "" : expected);
        } catch (DateTimeParseException e) {
            throw Refusal.invalid("expected", "is required");
        }
    }
}
