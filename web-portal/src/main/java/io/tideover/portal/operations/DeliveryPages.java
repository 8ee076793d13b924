package io.tideover.portal.operations;

import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Page;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.message.delivery.Delivery;
import io.tideover.message.delivery.DeliveryLog;
import io.tideover.message.delivery.DeliveryStatus;
import io.tideover.message.notice.Notices;
import io.tideover.portal.operations.LongWork.Kind;
import io.tideover.portal.page.Choices;
import io.tideover.portal.page.Done;
import io.tideover.portal.page.PageController;
import io.tideover.portal.page.Visit;
import io.tideover.portal.security.AuditLog;
import io.tideover.portal.security.AuditLog.Detail;
import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * Operations > Deliveries: what could not be delivered, to send again, one or all, or to take off the list (D3),
 * and what went to an owner instead (M4).
 */
@PageController
class DeliveryPages {

    private static final int ROWS = 25;
    private static final List<DeliveryStatus> LISTED = List.of(
            DeliveryStatus.DEAD,
            DeliveryStatus.BOUNCED,
            DeliveryStatus.RETRY,
            DeliveryStatus.PENDING,
            DeliveryStatus.SENDING);
    /** Those that have still to go out. */
    private static final List<DeliveryStatus> AHEAD =
            List.of(DeliveryStatus.PENDING, DeliveryStatus.SENDING, DeliveryStatus.RETRY);

    /** Those that went to an owner because nobody chosen could be reached, whatever became of them (M4). */
    private static final String FALLBACK = "FALLBACK";

    private final DeliveryLog deliveries;
    private final Notices notices;
    private final Accounts accounts;
    private final LongWork work;
    private final AuditLog audit;

    DeliveryPages(DeliveryLog deliveries, Notices notices, Accounts accounts, LongWork work, AuditLog audit) {
        this.deliveries = deliveries;
        this.notices = notices;
        this.accounts = accounts;
        this.work = work;
        this.audit = audit;
    }

    @GetMapping("/operations/deliveries")
    String deliveries(
            @RequestParam(defaultValue = "DEAD") String status,
            @RequestParam(required = false) @Nullable String cursor,
            Model model) {
        DeliveryStatus wanted = Choices.of(DeliveryStatus.class, status);
        DeliveryStatus shown = wanted == null ? DeliveryStatus.DEAD : wanted;
        boolean instead = status.equals(FALLBACK);
        Page<Delivery> page = instead ? deliveries.fallbacks(cursor, ROWS) : deliveries.inStatus(shown, cursor, ROWS);
        model.addAttribute("page", page);
        model.addAttribute(
                "stages",
                notices.stages(page.items().stream().map(Delivery::noticeId).collect(Collectors.toSet())));
        model.addAttribute(
                "accounts",
                page.items().stream()
                        .map(Delivery::accountId)
                        .distinct()
                        .collect(Collectors.toMap(Function.identity(), accounts::get)));
        model.addAttribute("status", instead ? FALLBACK : shown.name());
        Map<DeliveryStatus, Long> counts = counts(LISTED);
        model.addAttribute("counts", counts);
        model.addAttribute("dead", counts.get(DeliveryStatus.DEAD));
        model.addAttribute("cursor", cursor);
        model.addAttribute("resends", work.latest(Kind.RESEND, 3));
        return "operations/deliveries";
    }

    @GetMapping("/operations/deliveries/resend-all")
    String resendAll(Visit visit, Model model) {
        model.addAttribute("dead", deliveries.countInStatus(DeliveryStatus.DEAD));
        return visit.dialog("operations/resend-all");
    }

    @PostMapping("/operations/deliveries/resend-all")
    String resendAll(Visit visit) {
        long total = deliveries.countInStatus(DeliveryStatus.DEAD);
        long id = work.begin(Kind.RESEND, visit.user(), "{}", steps -> Long.toString(resendDead(total, steps)));
        audit.record(
                visit.user(),
                "DELIVERIES_RESENT",
                null,
                "",
                Detail.words("audit.detail.deliveries", Long.toString(total)));
        return "redirect:/operations/deliveries/resends/" + id;
    }

    @GetMapping("/operations/deliveries/resends/{id}")
    String resends(Visit visit, @PathVariable long id, Model model, HttpServletResponse response) {
        LongWork.Standing standing = work.get(Kind.RESEND, id);
        model.addAttribute("standing", standing);
        // what is queued is not sent: the page says how much has still to go out
        model.addAttribute("words", "delivery.progress.");
        if (visit.part()) {
            if (!standing.isGoingOn()) {
                response.setHeader("HX-Refresh", "true");
            }
            return "operations/progress :: progress";
        }
        model.addAttribute("ahead", counts(AHEAD));
        return "operations/resend";
    }

    /** What the notice says that it brings. */
    private Detail about(Delivery delivery) {
        Stage stage = notices.stages(Set.of(delivery.noticeId())).get(delivery.noticeId());
        return stage == null ? Detail.NONE : Detail.words("stage." + stage);
    }

    private Map<DeliveryStatus, Long> counts(List<DeliveryStatus> statuses) {
        Map<DeliveryStatus, Long> counts = new LinkedHashMap<>();
        statuses.forEach(status -> counts.put(status, deliveries.countInStatus(status)));
        return counts;
    }

    /** From the newest to the oldest, so that one that dies again meanwhile is not met again. */
    private long resendDead(long total, LongWork.Steps steps) {
        long done = 0;
        String cursor = null;
        do {
            Page<Delivery> page = deliveries.inStatus(DeliveryStatus.DEAD, cursor, Page.MOST);
            for (Delivery delivery : page.items()) {
                try {
                    deliveries.resend(delivery.id());
                    done++;
                } catch (Refusal refusal) {
                    // somebody resent or dismissed it meanwhile
                    continue;
                }
                steps.at(done, Math.max(done, total));
            }
            cursor = page.nextCursor();
        } while (cursor != null);
        steps.at(done, done);
        return done;
    }

    @PostMapping("/operations/deliveries/{id}/resend")
    String resend(Visit visit, @PathVariable long id, RedirectAttributes redirect) {
        var delivery = deliveries.resend(id);
        audit.record(visit.user(), "DELIVERY_RESENT", delivery.accountId(), delivery.address(), about(delivery));
        Done.say(redirect, delivery.status() == DeliveryStatus.SUPERSEDED ? "done.not-resent" : "done.resent");
        return "redirect:/operations/deliveries";
    }

    @PostMapping("/operations/deliveries/{id}/dismiss")
    String dismiss(Visit visit, @PathVariable long id, RedirectAttributes redirect) {
        var delivery = deliveries.dismiss(id, visit.user().actor());
        audit.record(visit.user(), "DELIVERY_DISMISSED", delivery.accountId(), delivery.address(), about(delivery));
        Done.say(redirect, "done.dismissed");
        return "redirect:/operations/deliveries";
    }
}
