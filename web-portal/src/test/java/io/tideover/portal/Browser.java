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
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.ElementClickInterceptedException;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A real browser in front of the portal. */
final class Browser implements AutoCloseable {

    /** Chromium's setting for a browser in which no page runs a script. */
    private static final Map<String, Object> NO_SCRIPT =
            Map.of("profile.managed_default_content_settings.javascript", 2);

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int MOST_TABS = 120;
    private static final Map<Boolean, Browser> SHARED = new ConcurrentHashMap<>();

    private String base;
    private final ChromeDriver driver;

    /** The one browser of all tests, signed out, wide, and with nothing remembered. */
    static Browser shared(int port) {
        return shared(port, true);
    }

    /** The one with scripts, or the one without. */
    static Browser shared(int port, boolean script) {
        Browser browser = SHARED.computeIfAbsent(script, key -> {
            Browser opened = new Browser(port, script);
            Runtime.getRuntime().addShutdownHook(new Thread(opened::close));
            return opened;
        });
        browser.base = "http://127.0.0.1:" + port;
        browser.width(1440);
        browser.open("/sign-in");
        browser.driver.manage().deleteAllCookies();
        browser.driver.manage().logs().get(LogType.BROWSER);
        return browser;
    }

    Browser(int port) {
        this(port, true);
    }

    private Browser(int port, boolean script) {
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
        if (!script) {
            options.setExperimentalOption("prefs", NO_SCRIPT);
        }
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

    /** Opens a page until something is there that is done in its own time, such as a mail that a worker sends. */
    WebElement openUntil(String path, By there) {
        return new WebDriverWait(driver, PATIENCE).until(any -> {
            open(path);
            return driver.findElements(there).stream().findFirst().orElse(null);
        });
    }

    void signIn(String email) {
        signIn(email, "tideover-demo");
    }

    void signIn(String email, String password) {
        open("/sign-in");
        driver.manage().deleteAllCookies();
        open("/sign-in");
        find("#email").sendKeys(email);
        find("#password").sendKeys(password);
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

    /** Follows the first link of a text, once it is there to be seen. */
    void follow(String text) {
        patiently()
                .until(any -> driver.findElements(By.linkText(text)).stream()
                        .filter(WebElement::isDisplayed)
                        .findFirst()
                        .orElse(null))
                .click();
    }

    /** Presses the first button whose text begins so, in the dialog where one is open. */
    void press(String text) {
        WebElement button = patiently()
                .until(any -> driver
                        .findElements(By.xpath("//main//button[starts-with(normalize-space(), '" + text
                                + "')] | //dialog//button[starts-with(normalize-space(), '" + text + "')]"))
                        .stream()
                        .filter(WebElement::isDisplayed)
                        .reduce((page, dialog) -> dialog)
                        .orElse(null));
        try {
            button.click();
        } catch (ElementClickInterceptedException e) {
            // the driver scrolls it no further than behind the demo's bar
            button.sendKeys(Keys.ENTER);
        }
    }

    /** Types into a field, in place of what is there. */
    void fill(String name, String value) {
        WebElement field = waitFor("[name='" + name + "']");
        field.clear();
        field.sendKeys(value);
    }

    /** Waits until the page says that something was done. */
    void waitForDone(String text) {
        waitForText(".flash", text);
    }

    /** Goes from one thing to the next by the keyboard alone until the one that is meant has the focus. */
    void tabTo(Predicate<WebElement> meant) {
        for (int i = 0; i < MOST_TABS; i++) {
            if (meant.test(driver.switchTo().activeElement())) {
                return;
            }
            driver.switchTo().activeElement().sendKeys(Keys.TAB);
        }
        throw new AssertionError("the keyboard does not get there");
    }

    void key(CharSequence key) {
        driver.switchTo().activeElement().sendKeys(key);
    }

    WebElement find(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    List<WebElement> all(String css) {
        return driver.findElements(By.cssSelector(css));
    }

    WebElement waitFor(String css) {
        return patiently()
                .until(any -> all(css).stream()
                        .filter(WebElement::isDisplayed)
                        .findFirst()
                        .orElse(null));
    }

    void waitForText(String css, String text) {
        patiently()
                .until(any ->
                        all(css).stream().anyMatch(element -> element.getText().contains(text)));
    }

    /** The page may be left while it is looked at, which the driver reports in more ways than one. */
    private WebDriverWait patiently() {
        WebDriverWait wait = new WebDriverWait(driver, PATIENCE);
        wait.ignoring(WebDriverException.class);
        return wait;
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
