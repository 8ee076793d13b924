package io.tideover.portal.page;

import java.io.Serializable;
import java.util.List;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * What was done, for the page one is sent to.
 *
 * @param key of the message
 */
public record Done(String key, List<String> arguments) implements Serializable {

    public static void say(RedirectAttributes redirect, String key, String... arguments) {
        redirect.addFlashAttribute("done", new Done(key, List.of(arguments)));
    }

    public Object[] args() {
        return arguments.toArray();
    }
}
