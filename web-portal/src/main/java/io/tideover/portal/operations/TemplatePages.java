package io.tideover.portal.operations;

import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.message.template.MessageSamples;
import io.tideover.portal.page.Choices;
import io.tideover.portal.page.PageController;
import java.util.List;
import java.util.Locale;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** Operations > Templates: every notice in every language and on every channel, with made-up data. */
@PageController
class TemplatePages {

    private static final List<String> LANGUAGES = List.of("en", "zh-CN");

    private final MessageSamples samples;

    TemplatePages(MessageSamples samples) {
        this.samples = samples;
    }

    @GetMapping("/operations/templates")
    String templates(
            @RequestParam(defaultValue = "OVERDUE") String stage,
            @RequestParam(defaultValue = "en") String language,
            Model model) {
        Stage wanted = stage(stage);
        model.addAttribute("sample", samples.of(wanted, language(language)));
        model.addAttribute("stage", wanted);
        model.addAttribute("stages", Stage.values());
        model.addAttribute("language", language);
        model.addAttribute("languages", LANGUAGES);
        return "operations/templates";
    }

    /** The mail's HTML alone, for a frame; its headers let it run nothing and reach nothing. */
    @GetMapping("/operations/templates/{stage}/{language}/html")
    ResponseEntity<String> html(@PathVariable String stage, @PathVariable String language) {
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType("text/html;charset=UTF-8"))
                .body(samples.of(stage(stage), language(language)).html());
    }

    private static Stage stage(String name) {
        Stage stage = Choices.of(Stage.class, name);
        if (stage == null) {
            throw Refusal.notFound("template");
        }
        return stage;
    }

    private static Locale language(String tag) {
        if (!LANGUAGES.contains(tag)) {
            throw Refusal.notFound("template");
        }
        return Locale.forLanguageTag(tag);
    }
}
