package io.tideover.portal.security;

import java.util.List;
import java.util.Optional;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.stereotype.Component;

/** Checks an address and a password. An unknown address takes as long, and says as little, as a wrong password. */
@Component
class SignIns implements AuthenticationProvider {

    private final Users users;
    private final SignInThrottle throttle;
    private final PasswordEncoder passwords;
    private final String nobodysHash;

    SignIns(Users users, SignInThrottle throttle, PasswordEncoder passwords) {
        this.users = users;
        this.throttle = throttle;
        this.passwords = passwords;
        this.nobodysHash = String.valueOf(passwords.encode("nobody's"));
    }

    @Override
    public Authentication authenticate(Authentication asked) {
        String email = asked.getName();
        String password = asked.getCredentials() instanceof String text ? text : "";
        String origin =
                asked.getDetails() instanceof WebAuthenticationDetails details ? details.getRemoteAddress() : "";
        if (throttle.blocks(email, origin)) {
            throw new LockedException("too many failures");
        }
        Optional<Users.Credentials> found = users.credentials(email);
        String hash = found.map(Users.Credentials::passwordHash).orElse(null);
        boolean matches = passwords.matches(password, hash == null ? nobodysHash : hash);
        if (found.isEmpty() || hash == null || !matches) {
            throttle.failed(email, origin);
            throw new BadCredentialsException("unknown or wrong");
        }
        throttle.succeeded(email);
        return authenticated(found.get().user());
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
    }

    static Authentication authenticated(PortalUser user) {
        return UsernamePasswordAuthenticationToken.authenticated(
                user,
                null,
                List.of(new SimpleGrantedAuthority("ROLE_" + user.role().name())));
    }
}
