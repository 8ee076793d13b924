package io.tideover.portal.account;

import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.message.delivery.DeliveryStatus;
import io.tideover.message.event.EventType;
import io.tideover.message.webhook.Webhook;
import io.tideover.message.webhook.WebhookWorker;
import io.tideover.message.webhook.Webhooks;
import io.tideover.portal.page.Done;
import io.tideover.portal.page.PageController;
import io.tideover.portal.page.Problem;
import io.tideover.portal.page.Visit;
import io.tideover.portal.security.AuditLog;
import io.tideover.portal.security.AuditLog.Detail;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Webhooks: an account's own, and the operators', which are told of all accounts (D9). */
@PageController
class WebhookPages {

    /** What is typed of an endpoint; no type chosen is every type. */
    record WebhookForm(
            @Nullable String url,
            @Nullable String description,
            @Nullable String format,
            @Nullable List<String> eventTypes) {

        static WebhookForm of(Webhook webhook) {
            return new WebhookForm(
                    webhook.url(),
                    webhook.description(),
                    webhook.format(),
                    webhook.eventTypes().stream().map(EventType::code).toList());
        }

        public String address() {
            return Objects.requireNonNullElse(url, "");
        }

        public List<String> types() {
            return eventTypes == null ? List.of() : eventTypes;
        }
    }

    private static final String ACCOUNT = "/account/webhooks";
    private static final String OPERATIONS = "/operations/webhooks";
    private static final int ROWS = 25;

    private final Webhooks webhooks;
    private final WebhookWorker worker;
    private final AuditLog audit;

    WebhookPages(Webhooks webhooks, WebhookWorker worker, AuditLog audit) {
        this.webhooks = webhooks;
        this.worker = worker;
        this.audit = audit;
    }

    @GetMapping({ACCOUNT, OPERATIONS})
    String webhooks(Visit visit, Model model) {
        model.addAttribute("webhooks", webhooks.of(owner(visit)));
        model.addAttribute("base", base(visit));
        return "account/webhooks";
    }

    @GetMapping({ACCOUNT + "/new", OPERATIONS + "/new"})
    String add(Visit visit, Model model) {
        return form(visit, null, new WebhookForm("", "", "", List.of()), model);
    }

    @PostMapping({ACCOUNT + "/new", OPERATIONS + "/new"})
    String add(Visit visit, @ModelAttribute WebhookForm form, Model model, RedirectAttributes redirect) {
        AtomicReference<Webhooks.Created> created = new AtomicReference<>();
        Problem problem = Problem.of(() -> created.set(
                webhooks.add(owner(visit), form.address(), form.types(), form.description(), form.format())));
        if (problem != null) {
            model.addAttribute("problem", problem);
            return form(visit, null, form, model);
        }
        return shown(visit, created.get(), "WEBHOOK_ADDED", "done.webhook-added", redirect);
    }

    @GetMapping({ACCOUNT + "/{id}", OPERATIONS + "/{id}"})
    String webhook(
            Visit visit, @PathVariable long id, @RequestParam(required = false) @Nullable String cursor, Model model) {
        model.addAttribute("webhook", own(visit, id));
        model.addAttribute("page", worker.attempts(id, cursor, ROWS));
        model.addAttribute("cursor", cursor);
        model.addAttribute("base", base(visit));
        return "account/webhook";
    }

    @GetMapping({ACCOUNT + "/{id}/edit", OPERATIONS + "/{id}/edit"})
    String edit(Visit visit, @PathVariable long id, Model model) {
        Webhook webhook = own(visit, id);
        return form(visit, webhook, WebhookForm.of(webhook), model);
    }

    @PostMapping({ACCOUNT + "/{id}/edit", OPERATIONS + "/{id}/edit"})
    String edit(
            Visit visit,
            @PathVariable long id,
            @ModelAttribute WebhookForm form,
            Model model,
            RedirectAttributes redirect) {
        Webhook webhook = own(visit, id);
        Problem problem = Problem.of(() -> webhooks.change(
                id,
                new Webhooks.Changes(
                        form.address(),
                        form.types(),
                        Objects.requireNonNullElse(form.description(), ""),
                        form.format(),
                        null)));
        if (problem != null) {
            model.addAttribute("problem", problem);
            return form(visit, webhook, form, model);
        }
        writeDown(visit, "WEBHOOK_CHANGED", webhook);
        Done.say(redirect, "done.webhook-saved");
        return back(visit, id);
    }

    @PostMapping({ACCOUNT + "/{id}/switch", OPERATIONS + "/{id}/switch"})
    String turn(
            Visit visit,
            @PathVariable long id,
            @RequestParam(defaultValue = "") String on,
            RedirectAttributes redirect) {
        Webhook webhook = own(visit, id);
        boolean wanted = on.equals("true");
        webhooks.change(id, new Webhooks.Changes(null, null, null, null, wanted));
        writeDown(visit, wanted ? "WEBHOOK_SWITCHED_ON" : "WEBHOOK_SWITCHED_OFF", webhook);
        Done.say(redirect, wanted ? "done.webhook-on" : "done.webhook-off");
        return back(visit, id);
    }

    @PostMapping({ACCOUNT + "/{id}/test", OPERATIONS + "/{id}/test"})
    String test(Visit visit, @PathVariable long id, RedirectAttributes redirect) {
        own(visit, id);
        boolean taken = worker.test(id).status() == DeliveryStatus.ACCEPTED;
        Done.say(redirect, taken ? "done.webhook-test-taken" : "done.webhook-test-refused");
        return back(visit, id);
    }

    @PostMapping({ACCOUNT + "/{id}/rotate", OPERATIONS + "/{id}/rotate"})
    String rotate(Visit visit, @PathVariable long id, RedirectAttributes redirect) {
        own(visit, id);
        return shown(visit, webhooks.rotateSecret(id), "WEBHOOK_SECRET_CHANGED", "done.webhook-rotated", redirect);
    }

    @GetMapping({ACCOUNT + "/{id}/remove", OPERATIONS + "/{id}/remove"})
    String remove(Visit visit, @PathVariable long id, Model model) {
        model.addAttribute("webhook", own(visit, id));
        model.addAttribute("base", base(visit));
        return visit.dialog("account/webhook-remove");
    }

    @PostMapping({ACCOUNT + "/{id}/remove", OPERATIONS + "/{id}/remove"})
    String remove(Visit visit, @PathVariable long id, RedirectAttributes redirect) {
        Webhook webhook = own(visit, id);
        webhooks.remove(id);
        writeDown(visit, "WEBHOOK_REMOVED", webhook);
        Done.say(redirect, "done.webhook-removed");
        return "redirect:" + base(visit);
    }

    /** The secret goes to the page that follows, and to no other. */
    private String shown(Visit visit, Webhooks.Created created, String deed, String done, RedirectAttributes redirect) {
        writeDown(visit, deed, created.webhook());
        redirect.addFlashAttribute("secret", created.secret());
        Done.say(redirect, done);
        return back(visit, created.webhook().id());
    }

    private Webhook own(Visit visit, long id) {
        Webhook webhook = webhooks.get(id);
        if (!Objects.equals(webhook.accountId(), owner(visit))) {
            throw Refusal.notFound("webhook");
        }
        return webhook;
    }

    private void writeDown(Visit visit, String deed, Webhook webhook) {
        // the host alone: what follows it is what lets one in to many a chat
        audit.record(
                visit.user(),
                visit.account(),
                deed,
                URI.create(webhook.url()).getHost(),
                Detail.text(webhook.description()));
    }

    private String form(Visit visit, @Nullable Webhook webhook, WebhookForm form, Model model) {
        model.addAttribute("webhook", webhook);
        model.addAttribute("form", form);
        model.addAttribute("types", EventType.values());
        model.addAttribute("formats", webhooks.formats());
        model.addAttribute("base", base(visit));
        return visit.dialog("account/webhook-form");
    }

    private static @Nullable Long owner(Visit visit) {
        var account = visit.account();
        return account == null ? null : account.id();
    }

    private static String base(Visit visit) {
        return visit.account() == null ? OPERATIONS : ACCOUNT;
    }

    private static String back(Visit visit, long id) {
        return "redirect:" + base(visit) + "/" + id;
    }
}
