package io.tideover.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** D6 for pages: both languages say everything, and nothing that no page asks for. */
class MessageBundlesTests {

    /** Keys that are put together from a prefix and the name of a value. */
    private static final List<String> COMPOSED = List.of(
            "language.",
            "theme.",
            "phase.",
            "label.",
            "become.",
            "mode.",
            "role.",
            "arrears.harm.",
            "coupon.",
            "ledger.kind.",
            "fund.",
            "means.",
            "resources.first.",
            "ahead.to.",
            "stage.",
            "bill.status.",
            "deadline.",
            "reason.",
            "period.",
            "category.",
            "type.",
            "channel.",
            "delivery.",
            "webhook.state.",
            "webhook.format.",
            "revision.",
            "step.",
            "audit.",
            "operation.",
            "policy.",
            "work.",
            "finding.",
            "letter.",
            "job.",
            "done.",
            "refusal.",
            "error.",
            "alert.o",
            "card.",
            "resource.",
            "resources.",
            "users.",
            "receiver.",
            "sign-in.",
            "form",
            "yes",
            "no",
            "format.",
            "relative.",
            "said.",
            "span.");

    private static final Pattern IN_TEMPLATE = Pattern.compile("#\\{([a-zA-Z0-9._-]+)");
    /** Keys in an expression, such as one of two; the name of a field is none. */
    private static final Pattern IN_MSG = Pattern.compile("(?<!input[(])'([a-z][a-zA-Z0-9-]*\\.[a-zA-Z0-9._-]+)'");

    private static final Pattern LITERAL_TEXT = Pattern.compile(">\\s*[A-Za-z]{4,}[^<>]*</(?:button|a|h1|h2|label)>");

    @Test
    void sayTheSameThingsInBothLanguages() throws IOException {
        assertThat(keys("messages_zh_CN.properties")).isEqualTo(keys("messages.properties"));
    }

    @Test
    void haveEveryKeyThatATemplateAsksFor() throws IOException {
        Set<String> asked = asked();
        asked.removeAll(keys("messages.properties"));
        assertThat(asked).isEmpty();
    }

    @Test
    void haveNoKeyThatNothingAsksFor() throws IOException {
        Set<String> unused = new TreeSet<>(keys("messages.properties"));
        unused.removeAll(asked());
        unused.removeIf(key -> COMPOSED.stream().anyMatch(key::startsWith));
        assertThat(unused).isEmpty();
    }

    /** D6: pages know words for whatever may be refused, in main code of any module; a new refusal needs words, too. */
    @Test
    void haveWordsForEveryRefusal() throws IOException {
        Set<String> refusals = Refusals.keys();
        assertThat(refusals).hasSizeGreaterThan(100);
        refusals.removeAll(keys("messages.properties"));
        assertThat(refusals).isEmpty();
    }

    /** Words are of use only where something is refused by them. */
    @Test
    void haveNoWordsForARefusalThatIsNot() throws IOException {
        Set<String> unused = keys("messages.properties");
        unused.removeIf(key -> !key.startsWith("refusal."));
        unused.removeAll(Refusals.keys());
        assertThat(unused).isEmpty();
    }

    @Test
    void areWhereAllOfTheTextIs() throws IOException {
        for (Path template : templates()) {
            for (String line : Files.readAllLines(template)) {
                if (!line.contains("th:text") && !line.contains("class=\"brand\"")) {
                    assertThat(LITERAL_TEXT.matcher(line).find())
                            .as("%s: %s", template.getFileName(), line)
                            .isFalse();
                }
            }
        }
    }

    private static Set<String> asked() throws IOException {
        Set<String> asked = new TreeSet<>();
        for (Path template : templates()) {
            String text = Files.readString(template);
            for (Pattern pattern : List.of(IN_TEMPLATE, IN_MSG)) {
                Matcher matcher = pattern.matcher(text);
                while (matcher.find()) {
                    asked.add(matcher.group(1));
                }
            }
        }
        asked.removeIf(key -> key.endsWith("."));
        return asked;
    }

    private static List<Path> templates() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/resources/templates"))) {
            return files.filter(file -> file.toString().endsWith(".html")).toList();
        }
    }

    private static Set<String> keys(String bundle) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("src/main/resources", bundle), StandardCharsets.UTF_8)) {
            properties.load(reader);
        }
        return new TreeSet<>(properties.stringPropertyNames());
    }
}
