package io.tideover.portal.operations;

import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.portal.page.Done;
import io.tideover.portal.page.PageController;
import io.tideover.portal.page.Problem;
import io.tideover.portal.page.Visit;
import io.tideover.portal.security.ApiKey;
import io.tideover.portal.security.ApiKeys;
import io.tideover.portal.security.ApiScope;
import io.tideover.portal.security.AuditLog;
import io.tideover.portal.security.AuditLog.Detail;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Operations > API keys. A new key is in the one answer to the form that made it, and nowhere else. */
@PageController
class ApiKeyPages {

    /** What the form holds. */
    record KeyForm(
            @Nullable String name,
            @Nullable List<String> scopes,
            @Nullable String account) {

        public boolean has(String scope) {
            return scopes != null && scopes.contains(scope);
        }
    }

    private static final String LIST = "/operations/api-keys";

    private final ApiKeys keys;
    private final Accounts accounts;
    private final AuditLog audit;

    ApiKeyPages(ApiKeys keys, Accounts accounts, AuditLog audit) {
        this.keys = keys;
        this.accounts = accounts;
        this.audit = audit;
    }

    @GetMapping(LIST)
    String list(Model model) {
        List<ApiKey> all = keys.list();
        model.addAttribute("keys", all);
        model.addAttribute(
                "names",
                accounts.names(all.stream()
                        .map(ApiKey::accountId)
                        .filter(Objects::nonNull)
                        .collect(Collectors.toSet())));
        return "operations/api-keys";
    }

    @GetMapping(LIST + "/new")
    String create(Visit visit, @ModelAttribute("form") KeyForm form, Model model) {
        model.addAttribute("scopes", List.of(ApiScope.values()));
        return visit.dialog("operations/api-key");
    }

    @PostMapping(LIST + "/new")
    String create(Visit visit, @ModelAttribute("form") KeyForm form, Model model, RedirectAttributes redirect) {
        AtomicReference<ApiKeys.Created> created = new AtomicReference<>();
        Problem problem = Problem.of(() -> {
            Refusal.ofAll(() -> ApiKeys.requireGood(form.name(), scopes(form)), () -> account(form));
            created.set(keys.create(form.name(), scopes(form), account(form)));
        });
        if (problem != null) {
            model.addAttribute("problem", problem);
            return create(visit, form, model);
        }
        ApiKey key = created.get().key();
        audit.record(
                visit.user(),
                "API_KEY_CREATED",
                key.accountId(),
                key.name(),
                Detail.text(key.scopes().stream().map(ApiScope::code).sorted().collect(Collectors.joining(", "))));
        model.addAttribute("created", created.get());
        return visit.dialog("operations/api-key-created");
    }

    @GetMapping(LIST + "/{id}/revoke")
    String revoke(Visit visit, @PathVariable long id, Model model) {
        model.addAttribute("key", keys.get(id));
        return visit.dialog("operations/api-key-revoke");
    }

    @PostMapping(LIST + "/{id}/revoke")
    String revoke(Visit visit, @PathVariable long id, RedirectAttributes redirect) {
        ApiKey key = keys.get(id);
        keys.revoke(id);
        audit.record(visit.user(), "API_KEY_REVOKED", key.accountId(), key.name(), Detail.NONE);
        Done.say(redirect, "done.api-key-revoked", key.name());
        return "redirect:" + LIST;
    }

    private static List<ApiScope> scopes(KeyForm form) {
        List<ApiScope> scopes = new ArrayList<>();
        for (String code : form.scopes() == null ? List.<String>of() : form.scopes()) {
            scopes.add(ApiScope.of(code).orElseThrow(() -> Refusal.invalid("scopes", "must be one of those listed")));
        }
        return scopes;
    }

    private @Nullable Long account(KeyForm form) {
        String text = form.account() == null ? "" : form.account().strip();
        if (text.isEmpty()) {
            return null;
        }
        try {
            return accounts.get(Long.parseLong(text)).id();
        } catch (NumberFormatException | Refusal e) {
            throw Refusal.invalid("account", "is not the id of an account");
        }
    }
}
