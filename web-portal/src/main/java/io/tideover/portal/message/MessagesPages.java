package io.tideover.portal.message;

import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.message.catalog.Category;
import io.tideover.message.delivery.DeliveryLog;
import io.tideover.message.notice.Inbox;
import io.tideover.portal.page.Choices;
import io.tideover.portal.page.Done;
import io.tideover.portal.page.PageController;
import io.tideover.portal.page.Visit;
import java.util.List;
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

    private final Inbox inbox;
    private final DeliveryLog deliveries;
    private final Subjects subjects;

    MessagesPages(Inbox inbox, DeliveryLog deliveries, Subjects subjects) {
        this.inbox = inbox;
        this.deliveries = deliveries;
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

    /** Opening a message reads it. */
    @GetMapping("/messages/{id:[0-9]+}")
    String message(Visit visit, @PathVariable long id, Model model) {
        Inbox.Message message =
                inbox.find(visit.accountId(), visit.user().id(), id).orElseThrow(() -> Refusal.notFound("message"));
        model.addAttribute("message", message);
        model.addAttribute("deliveries", deliveries.ofNotice(id));
        model.addAttribute("subjects", subjects.forVisit(visit));
        return "message/message";
    }

    @PostMapping("/messages/{id:[0-9]+}/read")
    String read(Visit visit, @PathVariable long id) {
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
