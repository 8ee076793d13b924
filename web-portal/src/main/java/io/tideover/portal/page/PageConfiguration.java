package io.tideover.portal.page;

import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.portal.security.PortalUser;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.VersionResourceResolver;
import org.springframework.web.servlet.view.RedirectView;
import org.springframework.web.util.WebUtils;

/** How pages are served: the visit as an argument, the language, their files, and redirects out of a dialog. */
@Configuration(proxyBeanMethods = false)
class PageConfiguration implements WebMvcConfigurer {

    static final String LANGUAGE = "lang";

    private final Visits visits;

    PageConfiguration(Visits visits) {
        this.visits = visits;
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(new VisitArgument(visits));
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new Answers());
    }

    /** Files by the places they lie at, and no others: a link to a page is not looked for on the whole class path. */
    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        CacheControl anHour = CacheControl.maxAge(Duration.ofHours(1));
        for (String folder : List.of("/css/", "/js/")) {
            registry.addResourceHandler(folder + "**")
                    .addResourceLocations("classpath:/static" + folder)
                    .setCacheControl(anHour)
                    .resourceChain(true)
                    .addResolver(new VersionResourceResolver().addContentVersionStrategy("/**"));
        }
        registry.addResourceHandler("/webjars/**")
                .addResourceLocations("classpath:/META-INF/resources/webjars/")
                .setCacheControl(anHour)
                .resourceChain(true);
        registry.addResourceHandler("/icons.svg", "/favicon.svg", "/robots.txt")
                .addResourceLocations("classpath:/static/")
                .setCacheControl(anHour);
    }

    @Bean
    static LocaleResolver localeResolver() {
        return new VisitorsLanguage();
    }

    private record VisitArgument(Visits visits) implements HandlerMethodArgumentResolver {

        @Override
        public boolean supportsParameter(MethodParameter parameter) {
            return parameter.getParameterType() == Visit.class;
        }

        @Override
        public Object resolveArgument(
                MethodParameter parameter,
                @Nullable ModelAndViewContainer container,
                NativeWebRequest request,
                @Nullable WebDataBinderFactory binders) {
            Visit visit = visits.of(Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class)));
            if (visit == null) {
                throw Refusal.notFound("page");
            }
            return visit;
        }
    }

    /** The user's language, else the one chosen before, else the browser's, as far as there is a bundle. */
    private static final class VisitorsLanguage implements LocaleResolver {

        @Override
        public Locale resolveLocale(HttpServletRequest request) {
            Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
            if (authentication != null && authentication.getPrincipal() instanceof PortalUser user) {
                return user.locale();
            }
            if (request.getAttribute(PortalUser.LANGUAGE) instanceof Locale users) {
                return users;
            }
            Cookie cookie = WebUtils.getCookie(request, LANGUAGE);
            Locale wanted = cookie == null ? request.getLocale() : Locale.forLanguageTag(cookie.getValue());
            return wanted.getLanguage().equals("zh") ? Locale.SIMPLIFIED_CHINESE : Locale.ENGLISH;
        }

        @Override
        public void setLocale(
                HttpServletRequest request, @Nullable HttpServletResponse response, @Nullable Locale locale) {
            throw new UnsupportedOperationException("a language is chosen by /preferences/language");
        }
    }

    /** A form with a problem answers 422; a redirect that answers a dialog sends the whole page on. */
    private static final class Answers implements HandlerInterceptor {

        @Override
        public void postHandle(
                HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable ModelAndView page) {
            if (page == null) {
                return;
            }
            if (page.getModel().get("problem") != null) {
                page.setStatus(HttpStatus.UNPROCESSABLE_CONTENT);
            }
            String view = page.getViewName();
            if (view != null && view.startsWith("redirect:") && Visits.isPart(request)) {
                page.setView(new WholePage(view.substring("redirect:".length())));
            }
        }
    }

    private static final class WholePage extends RedirectView {

        WholePage(String url) {
            super(url, true);
            setExposeModelAttributes(false);
        }

        @Override
        protected void sendRedirect(
                HttpServletRequest request, HttpServletResponse response, String url, boolean http10)
                throws IOException {
            response.setHeader("HX-Redirect", url);
            response.setStatus(HttpServletResponse.SC_OK);
        }
    }
}
