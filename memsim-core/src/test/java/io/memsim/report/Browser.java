package io.memsim.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A headless Chromium with one page, driven over its debugging protocol by the JDK alone. */
final class Browser implements AutoCloseable {
  private static final long SECONDS = 60;
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome");
  private static final Pattern LISTENING = Pattern.compile("DevTools listening on (ws://\\S+)");

  private final Process process;
  private final WebSocket socket;
  private final BlockingQueue<Map<String, Object>> answers = new LinkedBlockingQueue<>();
  private final List<Map<String, Object>> events = new CopyOnWriteArrayList<>();
  private String session = "";
  private int last;

  private Browser(Process process, URI address) {
    this.process = process;
    this.socket =
        HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(address, new Messages()).join();
  }

  /** The first browser on the path. */
  static Optional<Path> find() {
    String path = System.getenv().getOrDefault("PATH", "");
    return NAMES.stream()
        .flatMap(name -> Stream.of(path.split(File.pathSeparator)).map(dir -> Path.of(dir, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts a browser with a profile of its own and opens an empty page. */
  static Browser start(Path program, Path profile) throws IOException {
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader log = new BufferedReader(new InputStreamReader(process.getErrorStream(), UTF_8));
    List<String> said = new ArrayList<>();
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      said.add(line);
      Matcher listening = LISTENING.matcher(line);
      if (listening.find()) {
        drain(log);
        Browser browser = new Browser(process, URI.create(listening.group(1)));
        browser.attach();
        return browser;
      }
    }
    throw new IOException(program + " did not start: " + said);
  }

  /** A full pipe would stop the browser. */
  private static void drain(BufferedReader log) {
    Thread drain =
        new Thread(
            () -> {
              try {
                log.transferTo(Writer.nullWriter());
              } catch (IOException e) {
                // The browser has ended, and its pipe with it.
                return;
              }
            },
            "browser log");
    drain.setDaemon(true);
    drain.start();
  }

  private void attach() {
    Map<String, Object> target = send("Target.createTarget", Map.of("url", "about:blank"));
    Map<String, Object> attached =
        send("Target.attachToTarget", Map.of("targetId", target.get("targetId"), "flatten", true));
    session = (String) attached.get("sessionId");
    send("Page.enable", Map.of());
    send("Runtime.enable", Map.of());
    send("Log.enable", Map.of());
    send("Network.enable", Map.of());
  }

  /** Opens a page and waits until its script has drawn it. */
  void open(Path page) {
    events.clear();
    send("Page.navigate", Map.of("url", page.toUri().toString()));
    evaluate(
        "new Promise((done) => { const look = () => document.documentElement"
            + " && document.documentElement.dataset.ready ? done(1)"
            + " : setTimeout(look, 20); look(); })");
    settle();
  }

  /** Waits for what is drawn on the next frame. */
  void settle() {
    evaluate(
        "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))");
  }

  /** A width in CSS pixels; the scheme is light or dark. */
  void device(int width, int height, String scheme) {
    send(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    send(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** The value of a JavaScript expression; of a promise, what it is kept with. */
  Object evaluate(String expression) {
    Map<String, Object> answer =
        send(
            "Runtime.evaluate",
            Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
    if (answer.containsKey("exceptionDetails")) {
      throw new AssertionError(expression + " failed: " + answer);
    }
    return ((Map<?, ?>) answer.get("result")).get("value");
  }

  /** Presses and releases a key. */
  void press(String key, int code) {
    for (String type : List.of("rawKeyDown", "keyUp")) {
      send(
          "Input.dispatchKeyEvent",
          Map.of("type", type, "key", key, "code", key, "windowsVirtualKeyCode", code));
    }
    settle();
  }

  void moveMouse(double x, double y) {
    send("Input.dispatchMouseEvent", Map.of("type", "mouseMoved", "x", x, "y", y));
    settle();
  }

  /** What the page complained about since it was opened. */
  List<Map<String, Object>> complaints() {
    return events.stream()
        .filter(
            event ->
                event.get("method").equals("Runtime.exceptionThrown")
                    || event.get("method").equals("Log.entryAdded"))
        .toList();
  }

  /** The addresses that the page asked for since it was opened. */
  List<String> requests() {
    return events.stream()
        .filter(event -> event.get("method").equals("Network.requestWillBeSent"))
        .map(event -> (Map<?, ?>) event.get("params"))
        .map(parameters -> (Map<?, ?>) parameters.get("request"))
        .map(request -> String.valueOf(request.get("url")))
        .toList();
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object> send(String method, Map<String, Object> parameters) {
    int id = ++last;
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("id", id);
      json.writeStringField("method", method);
      if (!session.isEmpty()) {
        json.writeStringField("sessionId", session);
      }
      json.writeFieldName("params");
      write(json, parameters);
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    socket.sendText(text.toString(), true).join();
    try {
      Map<String, Object> answer = answers.poll(SECONDS, TimeUnit.SECONDS);
      if (answer == null || !answer.get("id").equals((long) id) || !answer.containsKey("result")) {
        throw new AssertionError(method + " was answered by " + answer);
      }
      return (Map<String, Object>) answer.get("result");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void write(JsonGenerator json, Object value) throws IOException {
    if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        json.writeFieldName((String) entry.getKey());
        write(json, entry.getValue());
      }
      json.writeEndObject();
    } else if (value instanceof List<?> list) {
      json.writeStartArray();
      for (Object one : list) {
        write(json, one);
      }
      json.writeEndArray();
    } else if (value instanceof Integer number) {
      json.writeNumber(number);
    } else if (value instanceof Double number) {
      json.writeNumber(number);
    } else if (value instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else {
      json.writeString((String) value);
    }
  }

  @Override
  public void close() {
    socket.abort();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
  }

  private final class Messages implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence part, boolean end) {
      text.append(part);
      if (end) {
        Map<String, Object> message = JsonTree.object(text.toString());
        text.setLength(0);
        if (message.containsKey("id")) {
          answers.add(message);
        } else {
          events.add(message);
        }
      }
      webSocket.request(1);
      return null;
    }
  }
}
