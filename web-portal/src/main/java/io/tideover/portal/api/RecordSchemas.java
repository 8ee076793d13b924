package io.tideover.portal.api;

import com.fasterxml.jackson.databind.type.TypeFactory;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.tideover.lifecycle.engine.PolicyDocument;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Says in the OpenAPI document what the types say: an answer has all its members, and those marked {@link Nullable} may be null. Bodies
 * of requests, whose members may all be missing as far as types go, are left alone: the calls themselves say what they need.
 */
@Component
class RecordSchemas implements ModelConverter {

    private static final String REFERENCE = "#/components/schemas/";

    @Override
    public @Nullable Schema<?> resolve(
            AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
        if (!chain.hasNext()) {
            return null;
        }
        Schema<?> resolved = chain.next().resolve(type, context, chain);
        Class<?> raw = TypeFactory.rawClass(type.getType());
        if (resolved != null && raw.isRecord() && raw.getPackageName().startsWith("io.tideover.")) {
            Schema<?> schema = definition(resolved, context.getDefinedModels());
            if (schema != null && schema.getProperties() != null) {
                if (raw == PolicyDocument.class) {
                    // a body and an answer: what is null in the one is left out of the other
                    schema.getProperties().replaceAll((name, property) -> orNull(property));
                } else {
                    complete(schema, raw.getRecordComponents());
                }
            }
        }
        return resolved;
    }

    @SuppressWarnings("rawtypes")
    private static @Nullable Schema<?> definition(Schema<?> schema, Map<String, Schema> defined) {
        String reference = schema.get$ref();
        return reference == null ? schema : defined.get(reference.substring(REFERENCE.length()));
    }

    private static void complete(Schema<?> schema, RecordComponent[] components) {
        if (Arrays.stream(components).allMatch(RecordSchemas::isNullable)) {
            return;
        }
        List<String> members = new ArrayList<>();
        for (RecordComponent component : components) {
            String name = component.getName();
            Schema<?> property = schema.getProperties().get(name);
            if (property != null) {
                members.add(name);
                if (isNullable(component)) {
                    schema.getProperties().put(name, orNull(property));
                }
            }
        }
        schema.setRequired(members);
    }

    private static boolean isNullable(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private static <T> Schema<?> orNull(Schema<T> property) {
        if (property.get$ref() != null) {
            Schema<?> nothing = new JsonSchema();
            nothing.addType("null");
            Schema<?> either = new JsonSchema();
            either.addAnyOfItem(new JsonSchema().$ref(property.get$ref()));
            either.addAnyOfItem(nothing);
            return either;
        }
        if (property.getTypes() != null) {
            property.addType("null");
            if (property.getEnum() != null) {
                // a list of its own: the one that an annotation fills takes and knows no null
                property.setEnum(new ArrayList<>(property.getEnum()));
                property.addEnumItemObject(null);
            }
        }
        return property;
    }
}
