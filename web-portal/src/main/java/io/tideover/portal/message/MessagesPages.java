package io.tideover.portal.message;

import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Accounts.AccountView;
import io.tideover.lifecycle.engine.Page;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.message.catalog.Category;
import io.tideover.message.delivery.DeliveryLog;
import io.tideover.message.notice.Inbox;
import io.tideover.message.notice.StoredNotice;
import io.tideover.portal.page.Choices;
import io.tideover.portal.page.Done;
import io.tideover.portal.page.PageController;
import io.tideover.portal.page.Visit;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Message Center > Messages. */
@PageController
class MessagesPages {

    private static final int ROWS = 25;
    /** An operator has read none of an account's messages. */
    private static final long NOBODY = 0;

    /** What paying is an answer to, while the account owes something. */
    private static final Set<Stage> ABOUT_ARREARS = EnumSet.of(
            Stage.OVERDUE, Stage.PAYMENT_FAILED, Stage.SUSPENSION_REMINDER, Stage.SUSPENDED, Stage.RELEASE_REMINDER);

    private final Inbox inbox;
    private final DeliveryLog deliveries;
    private final Accounts accounts;
    private final Subjects subjects;

    MessagesPages(Inbox inbox, DeliveryLog deliveries, Accounts accounts, Subjects subjects) {
        this.inbox = inbox;
        this.deliveries = deliveries;
        this.accounts = accounts;
        this.subjects = subjects;
    }

    @GetMapping("/messages")
    String messages(
            Visit visit,
            @RequestParam(required = false) @Nullable String category,
            @RequestParam(defaultValue = "false") String unread,
            @RequestParam(required = false) @Nullable String cursor,
            Model model) {
        Inbox.Filter filter = new Inbox.Filter(Choices.of(Category.class, category), unread.equals("true"));
        model.addAttribute("page", inbox.page(visit.accountId(), visit.user().id(), filter, cursor, ROWS));
        model.addAttribute("filter", filter);
        model.addAttribute("categories", List.of(Category.values()));
        model.addAttribute("subjects", subjects.forVisit(visit));
        model.addAttribute("cursor", cursor);
        return "message/messages";
    }

    /** What any account was told, and what became of it, for operators, in the account's own time. */
    @GetMapping("/operations/accounts/{id}/messages")
    String messagesOf(
            Visit visit, @PathVariable long id, @RequestParam(required = false) @Nullable String cursor, Model model) {
        AccountView account = accounts.get(id);
        model.addAttribute("account", account);
        model.addAttribute("show", visit.showOf(account));
        Page<Inbox.Message> page = inbox.page(id, NOBODY, Inbox.Filter.ALL, cursor, ROWS);
        model.addAttribute("page", page);
        model.addAttribute(
                "deliveries",
                deliveries.ofNotices(
                        page.items().stream().map(each -> each.notice().id()).toList()));
        model.addAttribute("subjects", subjects.forAccount(account, visit.locale()));
        model.addAttribute("cursor", cursor);
        return "operations/messages";
    }

    @GetMapping("/messages/{id:[0-9]+}")
    String message(Visit visit, @PathVariable long id, Model model) {
        Inbox.Message message = own(visit, id);
        model.addAttribute("message", message);
        model.addAttribute("deliveries", deliveries.ofNotice(id));
        model.addAttribute("subjects", subjects.forVisit(visit));
        Accounts.Standing standing = accounts.standing(visit.accountId());
        boolean asksToPay = visit.managesFunds() && standing.inArrears() && isAboutArrears(message.notice());
        model.addAttribute("owed", asksToPay ? standing.arrears() : null);
        return "message/message";
    }

    /** Of subscriptions and packages paying what is owed changes nothing. */
    private static boolean isAboutArrears(StoredNotice notice) {
        return ABOUT_ARREARS.contains(notice.stage())
                && (notice.resources().isEmpty() || notice.resources().anyPostpaid());
    }

    private Inbox.Message own(Visit visit, long id) {
        return inbox.find(visit.accountId(), visit.user().id(), id).orElseThrow(() -> Refusal.notFound("message"));
    }

    @PostMapping("/messages/{id:[0-9]+}/read")
    String read(Visit visit, @PathVariable long id) {
        own(visit, id);
        inbox.markRead(visit.accountId(), visit.user().id(), id);
        return "redirect:/messages";
    }

    @PostMapping("/messages/read-all")
    String readAll(Visit visit, RedirectAttributes redirect) {
        inbox.markAllRead(visit.accountId(), visit.user().id());
        Done.say(redirect, "done.all-read");
        return "redirect:/messages";
    }
}
