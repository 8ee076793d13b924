package io.tideover.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A real browser in front of the portal. */
final class Browser implements AutoCloseable {

    private final String base;
    private final ChromeDriver driver;

    Browser(int port) {
        Path chromium = onPath("chromium", "chromium-browser", "google-chrome");
        Path chromedriver = onPath("chromedriver");
        base = "http://127.0.0.1:" + port;
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run");
        LoggingPreferences logging = new LoggingPreferences();
        logging.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logging);
        driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(chromedriver.toFile())
                        .build(),
                options);
        // narrower, and the navigation would be folded away
        width(1440);
    }

    /** A program by one of its names; a test that cannot run fails, and says how it can. */
    private static Path onPath(String... names) {
        for (String directory : System.getenv("PATH").split(File.pathSeparator)) {
            for (String name : names) {
                Path program = Path.of(directory, name);
                if (Files.isExecutable(program)) {
                    return program;
                }
            }
        }
        throw new AssertionError("No " + String.join(" or ", names) + " on the PATH: run the tests by script/test, or"
                + " install Chromium and its driver (Debian: apt-get install chromium chromium-driver)");
    }

    /** Takes a picture of the whole page, however long. */
    void picture(Path file, int width) {
        width(width);
        Object height = driver.executeScript("return Math.max(900, document.documentElement.scrollHeight)");
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        try {
            Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ChromeDriver driver() {
        return driver;
    }

    void open(String path) {
        driver.get(base + path);
    }

    void signIn(String email) {
        open("/sign-in");
        driver.manage().deleteAllCookies();
        open("/sign-in");
        find("#email").sendKeys(email);
        find("#password").sendKeys("tideover-demo");
        find("main button").click();
        waitFor(".side");
    }

    void theme(String theme) {
        driver.manage().addCookie(new Cookie("theme", theme));
    }

    /** The width of the page itself: a window cannot be made narrow enough. */
    void width(int width) {
        driver.manage().window().setSize(new Dimension(1500, 1000));
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
    }

    boolean scrollsSideways() {
        return Boolean.TRUE.equals(driver.executeScript(
                "return document.documentElement.scrollWidth > document.documentElement.clientWidth"));
    }

    WebElement find(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    List<WebElement> all(String css) {
        return driver.findElements(By.cssSelector(css));
    }

    WebElement waitFor(String css) {
        return new WebDriverWait(driver, Duration.ofSeconds(20))
                .until(any -> all(css).stream()
                        .filter(WebElement::isDisplayed)
                        .findFirst()
                        .orElse(null));
    }

    void waitForText(String css, String text) {
        new WebDriverWait(driver, Duration.ofSeconds(20))
                .ignoring(org.openqa.selenium.StaleElementReferenceException.class)
                .until(any ->
                        all(css).stream().anyMatch(element -> element.getText().contains(text)));
    }

    /** Nothing was refused by the Content-Security-Policy, and nothing failed in a script. */
    void assertNothingBroke() {
        assertThat(driver.manage().logs().get(LogType.BROWSER).getAll())
                .extracting(Object::toString)
                .noneMatch(line -> line.contains("Content Security Policy") || line.contains("Uncaught"));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
