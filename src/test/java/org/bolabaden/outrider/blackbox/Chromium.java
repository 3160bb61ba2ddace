package org.bolabaden.outrider.blackbox;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The machine's own Chromium without a window, driven by Playwright. */
final class Chromium implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/bin/chromium");

    static final int DESK = 1280;
    static final int PHONE = 390;

    private final Playwright playwright =
            Playwright.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    private final Browser browser = playwright
            .chromium()
            .launch(new BrowserType.LaunchOptions()
                    .setExecutablePath(PROGRAM)
                    .setArgs(List.of(
                            "--headless",
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-dev-shm-usage",
                            "--disable-quic",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync")));
    private final List<BrowserContext> contexts = new ArrayList<>();

    /** Whether there is one. In CI there is none to be without. */
    static boolean installed() {
        return Files.isExecutable(PROGRAM) || "true".equals(System.getenv("CI"));
    }

    /**
     * A window.
     *
     * @param complaints what the page wrote to the console as an error, and what it did not catch
     */
    record Window(Page page, List<String> complaints) {}

    /** Opens a window of its own, with nothing of another's in it. */
    Window open(String url, ColorScheme scheme, int width) {
        BrowserContext context = browser.newContext(
                new Browser.NewContextOptions().setColorScheme(scheme).setViewportSize(width, 800));
        contexts.add(context);
        context.setDefaultTimeout(Sidecar.PATIENCE.toMillis());
        List<String> complaints = new ArrayList<>();
        Page page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        page.navigate(url);
        return new Window(page, complaints);
    }

    /** Closes all windows. */
    void clear() {
        contexts.forEach(BrowserContext::close);
        contexts.clear();
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
