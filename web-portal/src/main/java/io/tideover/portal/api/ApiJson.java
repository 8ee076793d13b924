package io.tideover.portal.api;

import io.tideover.lifecycle.policy.Spans;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * The JSON of the API: a value of another JSON type is refused and never converted, unknown members are ignored, nulls are written.
 * Amounts and ids are strings, so that no reader takes them for floating point (F5).
 */
final class ApiJson {

    private static final int FIRST_YEAR = 1970;

    private ApiJson() {}

    static JsonMapper mapper() {
        SimpleModule module = new SimpleModule("tideover-api");
        module.addDeserializer(Instant.class, new InstantReader());
        module.addDeserializer(String.class, new TextReader());
        return JsonMapper.builder(JsonFactory.builder()
                        // of two members of one name nobody knows which was meant
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build())
                .addModule(module)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                // an empty text is no number, no enum's value and no object
                .withCoercionConfigDefaults(
                        config -> config.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
                .build();
    }

    /**
     * An RFC 3339 instant with any offset, in microseconds; null where the text is none, or of a year that cannot be stored.
     */
    static @Nullable Instant instant(String text) {
        try {
            OffsetDateTime at = OffsetDateTime.parse(text, DateTimeFormatter.ISO_OFFSET_DATE_TIME);
            Instant instant = at.toInstant().truncatedTo(ChronoUnit.MICROS);
            int year = instant.atOffset(ZoneOffset.UTC).getYear();
            return year < FIRST_YEAR || year > Spans.LAST_YEAR ? null : instant;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static final class InstantReader extends StdDeserializer<Instant> {

        InstantReader() {
            super(Instant.class);
        }

        @Override
        public @Nullable Instant deserialize(JsonParser parser, DeserializationContext context) {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                return (Instant) context.handleUnexpectedToken(Instant.class, parser);
            }
            String text = parser.getString();
            Instant instant = instant(text);
            return instant != null
                    ? instant
                    : (Instant) context.handleWeirdStringValue(Instant.class, text, "no instant");
        }
    }

    /** A text whose null says something else than its absence: it is read as an empty one. */
    static final class TextOrNone extends StdDeserializer<String> {

        private final TextReader text = new TextReader();

        TextOrNone() {
            super(String.class);
        }

        @Override
        public @Nullable String deserialize(JsonParser parser, DeserializationContext context) {
            return text.deserialize(parser, context);
        }

        @Override
        public String getNullValue(DeserializationContext context) {
            return "";
        }

        @Override
        public @Nullable Object getAbsentValue(DeserializationContext context) {
            return null;
        }
    }

    private static final class TextReader extends StdDeserializer<String> {

        TextReader() {
            super(String.class);
        }

        @Override
        public @Nullable String deserialize(JsonParser parser, DeserializationContext context) {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                return (String) context.handleUnexpectedToken(String.class, parser);
            }
            String text = parser.getString();
            return isStorable(text) ? text : (String) context.handleWeirdStringValue(String.class, text, "no text");
        }

        /** Neither NUL nor half a surrogate pair: no database and no UTF-8 writer takes them. */
        private static boolean isStorable(String text) {
            return text.codePoints()
                    .noneMatch(point ->
                            point == 0 || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE));
        }
    }
}
