package io.tideover.portal.message;

import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.message.catalog.ChannelKind;
import io.tideover.message.receiver.ContactJournal;
import io.tideover.message.receiver.Receiver;
import io.tideover.message.receiver.Receivers;
import io.tideover.portal.page.Choices;
import io.tideover.portal.page.Done;
import io.tideover.portal.page.PageController;
import io.tideover.portal.page.Problem;
import io.tideover.portal.page.Visit;
import io.tideover.portal.security.AuditLog;
import io.tideover.portal.security.AuditLog.Detail;
import io.tideover.portal.security.Role;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Message Center > Receivers, and their revision history. */
@PageController
class ReceiversPages {

    private static final int ROWS = 25;

    private final Receivers receivers;
    private final ContactJournal journal;
    private final Subjects subjects;
    private final AuditLog audit;

    ReceiversPages(Receivers receivers, ContactJournal journal, Subjects subjects, AuditLog audit) {
        this.receivers = receivers;
        this.journal = journal;
        this.subjects = subjects;
        this.audit = audit;
    }

    @GetMapping("/messages/receivers")
    String receivers(Visit visit, Model model) {
        model.addAttribute("receivers", receivers.list(visit.accountId()));
        return "message/receivers";
    }

    @GetMapping("/messages/receivers/history")
    String history(Visit visit, @RequestParam(required = false) @Nullable String cursor, Model model) {
        model.addAttribute("page", journal.page(visit.accountId(), cursor, ROWS));
        model.addAttribute("subjects", subjects.forVisit(visit));
        model.addAttribute("cursor", cursor);
        return "message/history";
    }

    @GetMapping("/messages/receivers/new")
    String add(Visit visit, Model model) {
        return form(visit, null, ReceiverForm.EMPTY, model);
    }

    @PostMapping("/messages/receivers/new")
    String add(Visit visit, @ModelAttribute ReceiverForm form, Model model, RedirectAttributes redirect) {
        Problem problem = Problem.of(() -> writeDown(
                visit,
                "RECEIVER_ADDED",
                receivers.add(visit.accountId(), form.toNew(), visit.user().actor())));
        if (problem != null) {
            model.addAttribute("problem", problem);
            return form(visit, null, form, model);
        }
        Done.say(redirect, "done.receiver-added", String.valueOf(form.email()));
        return "redirect:/messages/receivers";
    }

    @GetMapping("/messages/receivers/{id}/edit")
    String edit(Visit visit, @PathVariable long id, Model model) {
        Receiver receiver = editable(visit, id);
        return form(visit, receiver, ReceiverForm.of(receiver), model);
    }

    @PostMapping("/messages/receivers/{id}/edit")
    String edit(
            Visit visit,
            @PathVariable long id,
            @ModelAttribute ReceiverForm form,
            Model model,
            RedirectAttributes redirect) {
        Receiver receiver = editable(visit, id);
        Problem problem = Problem.of(() -> writeDown(
                visit,
                "RECEIVER_CHANGED",
                receivers.edit(
                        visit.accountId(), id, form.toDetails(), visit.user().actor())));
        if (problem != null) {
            model.addAttribute("problem", problem);
            return form(visit, receiver, form, model);
        }
        Done.say(redirect, "done.receiver-saved");
        return "redirect:/messages/receivers";
    }

    @GetMapping("/messages/receivers/{id}/remove")
    String remove(Visit visit, @PathVariable long id, Model model) {
        model.addAttribute("receiver", receivers.get(visit.accountId(), id));
        return visit.dialog("message/remove");
    }

    @PostMapping("/messages/receivers/{id}/remove")
    String remove(Visit visit, @PathVariable long id, RedirectAttributes redirect) {
        Receiver receiver = receivers.get(visit.accountId(), id);
        receivers.remove(visit.accountId(), id, visit.user().actor());
        writeDown(visit, "RECEIVER_REMOVED", receiver);
        Done.say(redirect, "done.receiver-removed");
        return "redirect:/messages/receivers";
    }

    /** Sends the link or code once more. */
    @PostMapping("/messages/receivers/{id}/resend")
    String resend(
            Visit visit,
            @PathVariable long id,
            @RequestParam(defaultValue = "EMAIL") String channel,
            Model model,
            RedirectAttributes redirect) {
        ChannelKind kind = Choices.of(ChannelKind.class, channel);
        Problem problem = Problem.of(() -> {
            if (kind == null) {
                throw Refusal.invalid("channel", "must be one of those listed");
            }
            receivers.sendVerification(visit.accountId(), id, kind);
        });
        if (problem != null) {
            model.addAttribute("problem", problem);
            return kind == ChannelKind.SMS ? code(visit, id, model) : receivers(visit, model);
        }
        Done.say(redirect, kind == ChannelKind.SMS ? "done.code-sent" : "done.link-sent");
        return kind == ChannelKind.SMS
                ? "redirect:/messages/receivers/" + id + "/code"
                : "redirect:/messages/receivers";
    }

    @GetMapping("/messages/receivers/{id}/code")
    String code(Visit visit, @PathVariable long id, Model model) {
        Receiver receiver = receivers.get(visit.accountId(), id);
        if (receiver.phone() == null) {
            throw Refusal.notFound("page");
        }
        model.addAttribute("receiver", receiver);
        model.addAttribute("tries", receivers.triesLeft(visit.accountId(), id));
        return visit.dialog("message/code");
    }

    @PostMapping("/messages/receivers/{id}/code")
    String code(
            Visit visit,
            @PathVariable long id,
            @RequestParam(defaultValue = "") String code,
            Model model,
            RedirectAttributes redirect) {
        Problem problem = Problem.of(() -> writeDown(
                visit,
                "PHONE_VERIFIED",
                receivers.confirmPhone(visit.accountId(), id, code, visit.user().actor())));
        if (problem != null) {
            model.addAttribute("problem", problem);
            return code(visit, id, model);
        }
        Done.say(redirect, "done.phone-verified");
        return "redirect:/messages/receivers";
    }

    private void writeDown(Visit visit, String deed, Receiver receiver) {
        audit.record(visit.user(), visit.requireAccount(), deed, receiver.name(), Detail.NONE);
    }

    /** The owner's own address is the owner's alone to change. */
    private Receiver editable(Visit visit, long id) {
        Receiver receiver = receivers.get(visit.accountId(), id);
        if (receiver.owner() && visit.user().role() != Role.OWNER) {
            throw Refusal.conflict("OWNERS_ADDRESS", "Only the owner can change the owner's address.");
        }
        return receiver;
    }

    private static String form(Visit visit, @Nullable Receiver receiver, ReceiverForm form, Model model) {
        model.addAttribute("receiver", receiver);
        model.addAttribute("form", form);
        return visit.dialog("message/receiver");
    }
}
