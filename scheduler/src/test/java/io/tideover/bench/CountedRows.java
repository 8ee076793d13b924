package io.tideover.bench;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;

/** Wraps the data source to learn how many rows the largest transaction wrote. */
final class CountedRows implements BeanPostProcessor {

    private final AtomicInteger largest = new AtomicInteger();

    /** The rows of the largest transaction since the last call. */
    int takeLargest() {
        return largest.getAndSet(0);
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof DataSource dataSource
                ? proxy(DataSource.class, dataSource, result -> result instanceof Connection c ? counted(c) : result)
                : bean;
    }

    private Connection counted(Connection connection) {
        AtomicInteger rows = new AtomicInteger();
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (self, method, args) -> {
                    Object result = call(connection, method, args);
                    switch (method.getName()) {
                        case "commit", "rollback", "close" -> {
                            int written = rows.getAndSet(0);
                            largest.accumulateAndGet(written, Math::max);
                        }
                        default -> {}
                    }
                    return result instanceof PreparedStatement statement ? counted(statement, rows) : result;
                });
    }

    private static PreparedStatement counted(PreparedStatement statement, AtomicInteger rows) {
        return proxy(PreparedStatement.class, statement, result -> {
            if (result instanceof Integer updated) {
                rows.addAndGet(updated);
            }
            if (result instanceof int[] counts) {
                // a batch that was rewritten into one statement does not say how many rows each made: one at least
                rows.addAndGet(
                        Arrays.stream(counts).map(count -> Math.max(count, 1)).sum());
            }
            return result;
        });
    }

    private interface Seen {
        Object of(Object result);
    }

    private static <T> T proxy(Class<T> type, T target, Seen seen) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, args) -> seen.of(call(target, method, args))));
    }

    private static Object call(Object target, Method method, Object[] args) throws Throwable {
        try {
            return method.invoke(target, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
