package io.tideover.portal.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;
import org.springframework.beans.factory.annotation.Autowired;

/** The page of the OpenAPI document in a real browser, which holds it to its Content-Security-Policy. */
@ApiTest
class OpenApiBrowserTests {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path CHROMEDRIVER = Path.of("/usr/bin/chromedriver");

    @Autowired
    private ApiFixture fixture;

    @Test
    void showsTheCallsWithoutBreakingItsContentSecurityPolicy() {
        assertThat(List.of(CHROMIUM, CHROMEDRIVER))
                .as("Chromium and its driver: apt-get install chromium chromium-driver")
                .allMatch(Files::isExecutable);
        LoggingPreferences logging = new LoggingPreferences();
        logging.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage");
        options.setCapability("goog:loggingPrefs", logging);
        WebDriver browser = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(CHROMEDRIVER.toFile())
                        .build(),
                options);
        try {
            browser.get("http://127.0.0.1:" + fixture.port() + "/api/docs");
            new WebDriverWait(browser, Duration.ofSeconds(30))
                    .until(driver ->
                            driver.findElements(By.className("opblock")).size() > 20);
            assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
                    .extracting(Object::toString)
                    .noneMatch(line -> line.contains("Content Security Policy"));
        } finally {
            browser.quit();
        }
    }
}
