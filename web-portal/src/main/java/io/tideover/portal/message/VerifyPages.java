package io.tideover.portal.message;

import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.message.receiver.Receivers;
import io.tideover.portal.page.PageController;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** Where the link of a verification mail leads. Looking at it verifies nothing: mail scanners look at links, too. */
@PageController
class VerifyPages {

    private final Receivers receivers;

    VerifyPages(Receivers receivers) {
        this.receivers = receivers;
    }

    @GetMapping("/verify/{token}")
    String ask(@PathVariable String token, Model model) {
        model.addAttribute("receiver", receivers.awaiting(token).orElse(null));
        model.addAttribute("token", token);
        model.addAttribute("confirmed", false);
        return "message/verify";
    }

    @PostMapping("/verify/{token}")
    String confirm(@PathVariable String token, Model model) {
        model.addAttribute("token", token);
        try {
            model.addAttribute("receiver", receivers.confirmEmail(token));
            model.addAttribute("confirmed", true);
        } catch (Refusal used) {
            model.addAttribute("receiver", null);
            model.addAttribute("confirmed", false);
        }
        return "message/verify";
    }
}
