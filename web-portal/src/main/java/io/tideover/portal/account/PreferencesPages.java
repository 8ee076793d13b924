package io.tideover.portal.account;

import io.tideover.portal.page.LocalPath;
import io.tideover.portal.page.PageController;
import io.tideover.portal.security.PortalUser;
import io.tideover.portal.security.Users;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Language and theme, kept in a cookie, and the language with the user where one is signed in. */
@PageController
class PreferencesPages {

    private static final Duration KEPT = Duration.ofDays(365);

    private final Users users;

    PreferencesPages(Users users) {
        this.users = users;
    }

    @PostMapping("/preferences/language")
    String language(
            @RequestParam(defaultValue = "en") String language,
            @RequestParam(defaultValue = "/") String back,
            @AuthenticationPrincipal @Nullable PortalUser user,
            HttpServletRequest request,
            HttpServletResponse response) {
        Locale locale = Users.locale(language);
        if (user != null) {
            users.speak(user.id(), locale);
        }
        keep("lang", locale.toLanguageTag(), request, response);
        return "redirect:" + LocalPath.of(back);
    }

    @PostMapping("/preferences/theme")
    String theme(
            @RequestParam(defaultValue = "auto") String theme,
            @RequestParam(defaultValue = "/") String back,
            HttpServletRequest request,
            HttpServletResponse response) {
        keep("theme", theme.equals("dark") || theme.equals("light") ? theme : "auto", request, response);
        return "redirect:" + LocalPath.of(back);
    }

    private static void keep(String name, String value, HttpServletRequest request, HttpServletResponse response) {
        response.addHeader(
                HttpHeaders.SET_COOKIE,
                ResponseCookie.from(name, value)
                        .path(request.getContextPath() + "/")
                        .maxAge(KEPT)
                        .httpOnly(true)
                        .secure(request.isSecure())
                        .sameSite("Lax")
                        .build()
                        .toString());
    }
}
