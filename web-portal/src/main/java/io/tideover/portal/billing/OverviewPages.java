package io.tideover.portal.billing;

import io.tideover.lifecycle.billing.Bill;
import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Accounts.AccountView;
import io.tideover.lifecycle.engine.Bills;
import io.tideover.lifecycle.engine.FundsHistory;
import io.tideover.lifecycle.engine.Resources;
import io.tideover.lifecycle.engine.Resources.ResourceView;
import io.tideover.lifecycle.notice.MessageType;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.message.receiver.Receiver;
import io.tideover.message.receiver.Receivers;
import io.tideover.portal.page.PageController;
import io.tideover.portal.page.Upcoming;
import io.tideover.portal.page.Visit;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** Billing Center > Overview, and the way to it. */
@PageController
class OverviewPages {

    private static final Duration AHEAD = Duration.ofDays(45);
    private static final Duration LATELY = Duration.ofDays(60);
    private static final int NEXT = 6;
    private static final int MONTHS = 6;
    private static final int DUE_BILLS = 5;
    private static final int DEADLINES = 100;

    private final Accounts accounts;
    private final Bills bills;
    private final Resources resources;
    private final Outlooks outlooks;
    private final Recipients recipients;
    private final Receivers receivers;
    private final FundsHistory history;

    OverviewPages(
            Accounts accounts,
            Bills bills,
            Resources resources,
            Outlooks outlooks,
            Recipients recipients,
            Receivers receivers,
            FundsHistory history) {
        this.accounts = accounts;
        this.bills = bills;
        this.resources = resources;
        this.outlooks = outlooks;
        this.recipients = recipients;
        this.receivers = receivers;
        this.history = history;
    }

    @GetMapping("/billing")
    String billing() {
        return "redirect:/billing/overview";
    }

    @GetMapping("/billing/overview")
    String overview(Visit visit, Model model) {
        AccountView account = visit.requireAccount();
        long id = account.id();
        Accounts.Standing standing = accounts.standing(id);
        List<Upcoming> ahead =
                outlooks.ahead(id, account.now(), account.now().plus(AHEAD)).items();
        model.addAttribute("standing", standing);
        List<ResourceView> soonest = resources.soonest(id, DEADLINES);
        model.addAttribute("harm", Harm.first(ahead, Upcoming.Named::payAsYouGo));
        model.addAttribute("ending", Harm.first(ahead, resource -> !resource.payAsYouGo()));
        model.addAttribute("next", ahead.stream().limit(NEXT).toList());
        model.addAttribute(
                "overdue", bills.list(id, Bill.Status.OVERDUE, DUE_BILLS, null).items());
        model.addAttribute(
                "open", bills.list(id, Bill.Status.OPEN, DUE_BILLS, null).items());
        Accounts.Alert alert = accounts.alert(id);
        model.addAttribute("alert", alert);
        model.addAttribute(
                "lately",
                AlertLately.of(
                        history.since(id, standing, account.now().minus(LATELY), account.now()), alert.thresholds()));
        Map<MessageType, String> told = recipients.of(id, visit.show());
        model.addAttribute("told", told);
        model.addAttribute("alertTo", told.get(MessageType.ACCOUNT_BALANCE_ALERT));
        model.addAttribute("suspended", standing.inArrears() ? resources.countSuspendedByArrears(id) : 0L);
        Receiver.Address address = receivers.owner(id).email();
        model.addAttribute("refused", address != null && address.isDead() ? address.value() : null);
        model.addAttribute("counts", resources.countByPhase(id));
        model.addAttribute("following", account.following());
        model.addAttribute("deadlines", deadlines(soonest));
        model.addAttribute(
                "labels",
                soonest.stream()
                        .filter(view -> view.resource().phase() == Phase.RETENTION)
                        .map(ResourceView::label)
                        .distinct()
                        .sorted()
                        .toList());
        model.addAttribute("chart", ExpenditureChart.of(accounts.expenditure(id, MONTHS)));
        return "billing/overview";
    }

    /** The first deadline among the resources of each phase. */
    private static Map<Phase, Instant> deadlines(List<ResourceView> soonest) {
        Map<Phase, Instant> first = new EnumMap<>(Phase.class);
        for (ResourceView view : soonest) {
            var next = view.next();
            if (next != null) {
                first.merge(view.resource().phase(), next.at(), (a, b) -> a.isBefore(b) ? a : b);
            }
        }
        return first;
    }
}
