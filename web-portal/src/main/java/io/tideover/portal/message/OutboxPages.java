package io.tideover.portal.message;

import io.tideover.lifecycle.engine.Page;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.message.catalog.ChannelKind;
import io.tideover.message.channel.Outbox;
import io.tideover.portal.page.PageController;
import io.tideover.portal.page.Visit;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Messages written as files where no mail server or SMS provider is configured: all of them for operators, and an account's own. What is
 * in them may open doors, as a link does that verifies an address (M3): who does not manage the account's contacts sees there what is for
 * the user's own address, and nothing else.
 */
@PageController
class OutboxPages {

    private static final int ROWS = 25;

    private final Outbox outbox;

    OutboxPages(Outbox outbox) {
        this.outbox = outbox;
    }

    @GetMapping({"/messages/outbox", "/operations/outbox"})
    String outbox(Visit visit, @RequestParam(required = false) @Nullable String cursor, Model model) {
        model.addAttribute("page", page(visit, cursor));
        model.addAttribute("base", base(visit));
        model.addAttribute("cursor", cursor);
        return "message/outbox";
    }

    private Page<Outbox.Entry> page(Visit visit, @Nullable String cursor) {
        if (visit.user().role().isOperator()) {
            return outbox.page(null, cursor, ROWS);
        }
        return visit.managesAccount()
                ? outbox.page(visit.accountId(), cursor, ROWS)
                : outbox.addressedTo(visit.accountId(), visit.user().email(), cursor, ROWS);
    }

    @GetMapping({"/messages/outbox/{id}", "/operations/outbox/{id}"})
    String message(Visit visit, @PathVariable long id, Model model) {
        Outbox.Entry entry = own(visit, id);
        model.addAttribute("entry", entry);
        model.addAttribute("mail", read(entry));
        model.addAttribute("base", base(visit));
        return "message/outbox-message";
    }

    /** The mail's HTML alone, for a frame; its headers let it run nothing and reach nothing. */
    @GetMapping({"/messages/outbox/{id}/html", "/operations/outbox/{id}/html"})
    ResponseEntity<String> html(Visit visit, @PathVariable long id) {
        String html = read(own(visit, id)).html();
        if (html == null) {
            throw Refusal.notFound("message");
        }
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType("text/html;charset=UTF-8"))
                .body(html);
    }

    private OutboxMail read(Outbox.Entry entry) {
        byte[] content = outbox.content(entry).orElseThrow(() -> Refusal.notFound("message"));
        return entry.channel() == ChannelKind.EMAIL ? OutboxMail.mail(content) : OutboxMail.sms(content);
    }

    private Outbox.Entry own(Visit visit, long id) {
        Outbox.Entry entry = outbox.find(id).orElseThrow(() -> Refusal.notFound("message"));
        if (!visit.user().role().isOperator()) {
            visit.requireOwn(entry.accountId(), "message");
            if (!visit.managesAccount() && !entry.isFor(visit.user().email())) {
                throw Refusal.notFound("message");
            }
        }
        return entry;
    }

    private static String base(Visit visit) {
        return visit.account() == null ? "/operations/outbox" : "/messages/outbox";
    }
}
