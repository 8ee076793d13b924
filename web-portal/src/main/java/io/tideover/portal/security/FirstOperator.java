package io.tideover.portal.security;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Where there is no operator yet, prints a link by which the first one is made, once. */
@Component
@Profile("!demo")
class FirstOperator {

    private static final Logger LOG = LoggerFactory.getLogger(FirstOperator.class);

    private final Users users;
    private final OneTimeLinks links;
    private final String publicUrl;

    FirstOperator(
            Users users, OneTimeLinks links, @Value("${tideover.public-url:http://localhost:8080}") String publicUrl) {
        this.users = users;
        this.links = links;
        this.publicUrl = publicUrl;
    }

    @Transactional
    @EventListener(ApplicationReadyEvent.class)
    public void offerSetUp() {
        if (!users.hasOperator()) {
            links.forget(OneTimeLinks.Purpose.SET_UP);
            String token = links.create(OneTimeLinks.Purpose.SET_UP, null, OneTimeLinks.Purpose.SET_UP.valid());
            LOG.warn(
                    "There is no operator yet. Make the first one at {}/set-up/{} (once, within a day)",
                    publicUrl,
                    token);
        }
    }
}
