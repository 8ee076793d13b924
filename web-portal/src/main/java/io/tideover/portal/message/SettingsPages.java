package io.tideover.portal.message;

import io.tideover.lifecycle.notice.MessageType;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.message.catalog.ChannelKind;
import io.tideover.message.receiver.Receiver;
import io.tideover.message.receiver.Receivers;
import io.tideover.message.routing.MessageSetting;
import io.tideover.message.routing.MessageSettings;
import io.tideover.portal.page.Done;
import io.tideover.portal.page.PageController;
import io.tideover.portal.page.Problem;
import io.tideover.portal.page.Visit;
import io.tideover.portal.security.AuditLog;
import io.tideover.portal.security.AuditLog.Detail;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Message Center > Common Settings, and its <i>Modify Contact</i> dialog. */
@PageController
class SettingsPages {

    private final MessageSettings settings;
    private final Receivers receivers;
    private final AuditLog audit;

    SettingsPages(MessageSettings settings, Receivers receivers, AuditLog audit) {
        this.settings = settings;
        this.receivers = receivers;
        this.audit = audit;
    }

    @GetMapping("/messages/settings")
    String settings(Visit visit, Model model) {
        model.addAttribute("rows", settings.list(visit.accountId()));
        model.addAttribute("channels", List.of(ChannelKind.values()));
        return "message/settings";
    }

    /** One message type's channels; a channel that has to stay is not asked about, and stays. */
    @PostMapping("/messages/settings")
    String channels(
            Visit visit,
            @RequestParam String type,
            @RequestParam(required = false) @Nullable List<String> channel,
            Model model,
            RedirectAttributes redirect) {
        MessageType which = MessageSettings.type(type);
        MessageSettings.Row row = settings.get(visit.accountId(), which);
        Problem problem = Problem.of(() -> {
            Set<ChannelKind> wanted = EnumSet.noneOf(ChannelKind.class);
            wanted.addAll(row.entry().fixed());
            wanted.addAll(named(channel));
            settings.put(
                    visit.accountId(),
                    which,
                    wanted,
                    row.setting().receiverIds(),
                    visit.user().actor());
        });
        if (problem != null) {
            model.addAttribute("problem", problem);
            return settings(visit, model);
        }
        writeDown(visit, "CHANNELS", which);
        Done.say(redirect, "done.channels");
        return "redirect:/messages/settings";
    }

    @GetMapping("/messages/settings/{type}/contact")
    String contact(
            Visit visit,
            @PathVariable String type,
            @RequestParam(required = false) @Nullable List<String> receiver,
            Model model) {
        MessageSetting setting =
                settings.get(visit.accountId(), MessageSettings.type(type)).setting();
        return show(visit, type, receiver == null ? setting.receiverIds() : ids(receiver), ReceiverForm.EMPTY, model);
    }

    /** <i>Save</i>, or the Enter key: where a new receiver has been typed it is added first, and nothing typed is lost. */
    @PostMapping("/messages/settings/{type}/contact")
    String save(
            Visit visit,
            @PathVariable String type,
            @RequestParam(required = false) @Nullable List<String> receiver,
            @ModelAttribute ReceiverForm form,
            Model model,
            RedirectAttributes redirect) {
        if (!form.isBlank()) {
            return add(visit, type, receiver, form, model);
        }
        MessageType which = MessageSettings.type(type);
        List<Long> chosen = ids(receiver);
        Problem problem = Problem.of(() -> settings.put(
                visit.accountId(),
                which,
                settings.get(visit.accountId(), which).setting().channels(),
                chosen,
                visit.user().actor()));
        if (problem != null) {
            model.addAttribute("problem", problem);
            return show(visit, type, chosen, ReceiverForm.EMPTY, model);
        }
        writeDown(visit, "CONTACTS", which);
        Done.say(redirect, "done.contact");
        return "redirect:/messages/settings";
    }

    /** <i>Add Receiver</i>: the new one is in the list, ready to be selected; what was selected stays so. */
    @PostMapping("/messages/settings/{type}/contact/receiver")
    String add(
            Visit visit,
            @PathVariable String type,
            @RequestParam(required = false) @Nullable List<String> receiver,
            @ModelAttribute ReceiverForm form,
            Model model) {
        List<Long> chosen = ids(receiver);
        List<Receiver> added = new ArrayList<>();
        Problem problem = Problem.of(() -> added.add(
                receivers.add(visit.accountId(), form.toNew(), visit.user().actor())));
        if (problem != null) {
            model.addAttribute("problem", problem);
            return show(visit, type, chosen, form, model);
        }
        audit.record(
                visit.user(),
                visit.requireAccount(),
                "RECEIVER_ADDED",
                added.getFirst().name(),
                Detail.NONE);
        model.addAttribute("added", added.getFirst());
        return show(visit, type, chosen, ReceiverForm.EMPTY, model);
    }

    /** <i>Cancel</i> of <i>Add Receiver</i>: what was typed is gone, what was selected stays so. */
    @PostMapping(path = "/messages/settings/{type}/contact/receiver", params = "cancel")
    String cancel(
            Visit visit,
            @PathVariable String type,
            @RequestParam(required = false) @Nullable List<String> receiver,
            Model model) {
        model.addAttribute("cancelled", true);
        return show(visit, type, ids(receiver), ReceiverForm.EMPTY, model);
    }

    /** <i>Resend</i> of an unverified receiver's link; what was selected and typed stays so. */
    @PostMapping("/messages/settings/{type}/contact/resend")
    String resend(
            Visit visit,
            @PathVariable String type,
            @RequestParam String to,
            @RequestParam(required = false) @Nullable List<String> receiver,
            @ModelAttribute ReceiverForm form,
            Model model) {
        long id = ids(List.of(to)).getFirst();
        Receiver asked = receivers.get(visit.accountId(), id);
        Problem problem = Problem.of(() -> receivers.sendVerification(visit.accountId(), id, ChannelKind.EMAIL));
        if (problem == null) {
            model.addAttribute("resent", asked);
        } else {
            model.addAttribute("problem", problem);
        }
        return show(visit, type, ids(receiver), form, model);
    }

    private void writeDown(Visit visit, String deed, MessageType type) {
        audit.record(visit.user(), visit.requireAccount(), deed, "", Detail.words("type." + type));
    }

    private String show(Visit visit, String type, List<Long> chosen, ReceiverForm form, Model model) {
        MessageSettings.Row row = settings.get(visit.accountId(), MessageSettings.type(type));
        if (!row.entry().receiversCanBeChosen()) {
            throw Refusal.notFound("page");
        }
        model.addAttribute("row", row);
        model.addAttribute("receivers", receivers.list(visit.accountId()));
        model.addAttribute("chosen", chosen);
        model.addAttribute("form", form);
        return visit.dialog("message/contact");
    }

    private static List<ChannelKind> named(@Nullable List<String> names) {
        return Arrays.stream(ChannelKind.values())
                .filter(channel -> names != null && names.contains(channel.name()))
                .toList();
    }

    /** Ids as they were sent; what is no number is nobody's id. */
    private static List<Long> ids(@Nullable List<String> texts) {
        Set<Long> ids = new LinkedHashSet<>();
        for (String text : texts == null ? List.<String>of() : texts) {
            ids.add(text.matches("[0-9]{1,18}") ? Long.parseLong(text) : -1L);
        }
        return List.copyOf(ids);
    }
}
