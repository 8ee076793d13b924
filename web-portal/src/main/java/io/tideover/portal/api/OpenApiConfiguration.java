package io.tideover.portal.api;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.Map;
import java.util.TreeMap;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;

/** What the generated OpenAPI document says beside what the calls themselves do: keys, problems, idempotency. */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

    private static final String KEY = "apiKey";
    private static final String PROBLEM = "Problem";
    private static final String PROBLEM_JSON = "application/problem+json";

    @Bean
    OpenAPI api() {
        return new OpenAPI()
                .info(new Info()
                        .title("Tideover")
                        .version("1")
                        .description("Bills and payments in, phases and access decisions out. Instants are RFC 3339 in"
                                + " UTC, amounts are decimal strings, ids are opaque strings."))
                .components(new Components()
                        .addSecuritySchemes(
                                KEY,
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("bearer")
                                        .description("An API key; operators make them."))
                        .addSchemas(PROBLEM, problem()))
                .addSecurityItem(new SecurityRequirement().addList(KEY));
    }

    @Bean
    OperationCustomizer apiOperations() {
        return (operation, method) -> {
            describeScope(operation, method);
            describeIdempotency(operation, method);
            describeProblems(operation, method);
            return operation;
        };
    }

    private static void describeScope(Operation operation, HandlerMethod method) {
        Scoped scoped = method.getMethodAnnotation(Scoped.class);
        if (scoped != null) {
            String known = operation.getDescription() == null ? "" : operation.getDescription() + "\n\n";
            operation.setDescription(known + "Scope: `" + scoped.value().code() + "`");
        }
    }

    private static void describeIdempotency(Operation operation, HandlerMethod method) {
        if (isWrite(method)) {
            boolean required = method.hasMethodAnnotation(MovesMoney.class);
            operation.addParametersItem(new Parameter()
                    .in("header")
                    .name(IdempotencyFilter.HEADER)
                    .required(required)
                    .description("The same key and body give the first answer again, for 7 days."
                            + (required ? " Required: the call moves money." : ""))
                    .schema(new StringSchema().minLength(1).maxLength(255))
                    .example("3f1c0a52-0f7b-4d8e-9a43-5d0b1f6f2c11"));
        }
    }

    private static void describeProblems(Operation operation, HandlerMethod method) {
        Map<Integer, String> problems = new TreeMap<>(Map.of(
                400, "The request is malformed",
                401, "No valid key",
                403, "The key lacks the scope",
                404, "Unknown, or another account's",
                429, "Too many calls; Retry-After says when to try again",
                503, "The database does not serve; nothing was changed"));
        problems.put(422, "A value is wrong");
        if (isWrite(method)) {
            problems.put(409, "The state forbids it");
            problems.put(413, "The body is larger than 1 MiB");
            problems.put(415, "The body is not JSON");
        }
        if (method.hasMethodAnnotation(MovesMoney.class)) {
            problems.put(402, "Not enough funds, or the card was declined");
        }
        problems.forEach((status, why) -> operation
                .getResponses()
                .addApiResponse(
                        Integer.toString(status),
                        new ApiResponse()
                                .description(why)
                                .content(new Content()
                                        .addMediaType(
                                                PROBLEM_JSON,
                                                new MediaType()
                                                        .schema(new Schema<>()
                                                                .$ref("#/components/schemas/" + PROBLEM))))));
    }

    private static boolean isWrite(HandlerMethod method) {
        RequestMapping mapping = AnnotatedElementUtils.findMergedAnnotation(method.getMethod(), RequestMapping.class);
        return mapping != null && mapping.method().length > 0 && mapping.method()[0] != RequestMethod.GET;
    }

    private static Schema<?> problem() {
        return new ObjectSchema()
                .description("RFC 9457. Further members, such as `minimumPeriod`, come with some codes.")
                .addProperty("type", new StringSchema().example("about:blank"))
                .addProperty("title", new StringSchema().example(HttpStatus.UNPROCESSABLE_CONTENT.getReasonPhrase()))
                .addProperty("status", new IntegerSchema().example(HttpStatus.UNPROCESSABLE_CONTENT.value()))
                .addProperty("detail", new StringSchema().example("amount: must be greater than zero"))
                .addProperty("code", new StringSchema().example("INVALID_VALUE"))
                .addProperty(
                        "errors",
                        new ArraySchema()
                                .items(new ObjectSchema()
                                        .addProperty("field", new StringSchema().example("amount"))
                                        .addProperty(
                                                "message", new StringSchema().example("must be greater than zero"))));
    }
}
