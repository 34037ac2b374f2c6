package io.memsim.trace;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A position in a file of JSON objects, one a line. Every failure of the text is a {@link
 * TraceFormatException} on its line; a failing file is an {@link java.io.UncheckedIOException}. Not
 * thread-safe.
 */
final class JsonCursor {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  /** Slots for texts that come again and again, a power of two. */
  private static final int POOL = 512;

  private final String file;
  private final LineSource source;
  private final JsonParser parser;
  private boolean begun;
  private final @Nullable String[] pool = new String[POOL];

  private JsonCursor(String file, LineSource source, JsonParser parser) {
    this.file = file;
    this.source = source;
    this.parser = parser;
  }

  /** Opens a cursor before the first line; the caller closes the stream if this fails. */
  static JsonCursor open(InputStream in, String file) throws IOException {
    LineSource source = LineSource.open(in, file);
    try {
      return new JsonCursor(file, source, JSON.createParser((InputStream) source));
    } catch (JsonProcessingException e) {
      throw malformed(file, 1, e);
    }
  }

  String file() {
    return file;
  }

  /** The number of the line that the cursor is on. */
  long line() {
    return source.line();
  }

  void close() throws IOException {
    parser.close();
    source.close();
  }

  /** Moves into the next line's object; false at the end of the file. Skips blank lines. */
  boolean nextObject() {
    long last = begun ? source.line() : 0;
    begun = true;
    source.mayAdvance(true);
    JsonToken token = advance();
    if (token == null) {
      return false;
    }
    if (source.line() == last) {
      throw fail("line", shown(), "nothing after the object");
    }
    if (token != JsonToken.START_OBJECT) {
      throw fail("line", shown(), "one JSON object");
    }
    source.mayAdvance(false);
    return true;
  }

  /** The next field's name, the cursor being on its value then; null at the end of the object. */
  @Nullable String nextField() {
    if (next() == JsonToken.END_OBJECT) {
      return null;
    }
    try {
      String name = parser.currentName();
      next();
      return name;
    } catch (IOException e) {
      throw malformed(file, source.line(), e);
    }
  }

  /** Moves to the next token, which must be there. */
  JsonToken next() {
    JsonToken token = advance();
    if (token == null) {
      throw fail("line", "ends within the object", "one complete JSON object");
    }
    return token;
  }

  private @Nullable JsonToken advance() {
    try {
      return parser.nextToken();
    } catch (IOException e) {
      throw malformed(file, source.line(), e);
    }
  }

  JsonToken token() {
    return parser.currentToken();
  }

  /** Leaves the value under the cursor, whatever it is. */
  void skip() {
    try {
      parser.skipChildren();
    } catch (IOException e) {
      throw malformed(file, source.line(), e);
    }
  }

  /** Whether the value is an integer that a long can hold. */
  boolean isLong() {
    try {
      return token() == JsonToken.VALUE_NUMBER_INT
          && parser.getNumberType() != NumberType.BIG_INTEGER;
    } catch (IOException e) {
      throw malformed(file, source.line(), e);
    }
  }

  long longValue() {
    try {
      return parser.getLongValue();
    } catch (IOException e) {
      throw malformed(file, source.line(), e);
    }
  }

  boolean isString() {
    return token() == JsonToken.VALUE_STRING;
  }

  boolean isBoolean() {
    return token() == JsonToken.VALUE_TRUE || token() == JsonToken.VALUE_FALSE;
  }

  boolean booleanValue() {
    return token() == JsonToken.VALUE_TRUE;
  }

  /** The scalar's text; the same instance for a text that was seen recently. */
  String text() {
    try {
      char[] chars = parser.getTextCharacters();
      int from = parser.getTextOffset();
      int length = parser.getTextLength();
      int hash = 0;
      for (int i = 0; i < length; i++) {
        hash = 31 * hash + chars[from + i];
      }
      int slot = (hash ^ (hash >>> 16)) & (POOL - 1);
      String pooled = pool[slot];
      if (pooled != null && same(pooled, chars, from, length)) {
        return pooled;
      }
      String text = new String(chars, from, length);
      pool[slot] = text;
      return text;
    } catch (IOException e) {
      throw malformed(file, source.line(), e);
    }
  }

  private static boolean same(String text, char[] chars, int from, int length) {
    if (text.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (text.charAt(i) != chars[from + i]) {
        return false;
      }
    }
    return true;
  }

  /** The scalar's characters start here in {@link #chars}; valid until the cursor moves. */
  int charsOffset() {
    try {
      return parser.getTextOffset();
    } catch (IOException e) {
      throw malformed(file, source.line(), e);
    }
  }

  int charsLength() {
    try {
      return parser.getTextLength();
    } catch (IOException e) {
      throw malformed(file, source.line(), e);
    }
  }

  char[] chars() {
    try {
      return parser.getTextCharacters();
    } catch (IOException e) {
      throw malformed(file, source.line(), e);
    }
  }

  /** The value as a message shows it; does not move the cursor. */
  String shown() {
    return switch (token()) {
      case START_OBJECT -> "{...}";
      case START_ARRAY -> "[...]";
      case END_OBJECT -> "}";
      case END_ARRAY -> "]";
      case VALUE_STRING -> "\"" + text() + "\"";
      default -> text();
    };
  }

  /** What is wrong on the current line, as an exception. */
  TraceFormatException fail(String field, String value, String expected) {
    return new TraceFormatException(file, source.line(), field, value, expected);
  }

  private static TraceFormatException malformed(String file, long line, IOException cause) {
    String what =
        cause instanceof JsonProcessingException json
            ? json.getOriginalMessage()
            : String.valueOf(cause.getMessage());
    String expected = "one JSON object";
    if (what.startsWith("Unexpected end-of-input")) {
      what = "ends within the object";
      expected = "one complete JSON object";
    } else if (cause instanceof StreamConstraintsException) {
      expected = "sizes and depths within reason";
    }
    TraceFormatException e =
        new TraceFormatException(file, Math.max(1, line), "JSON", what, expected);
    e.initCause(cause);
    return e;
  }
}
