package io.memsim.workload;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Walks over JSON that others wrote: what has another type than expected counts as absent. */
final class JsonWalk {

  /** A pebibyte, or thirty thousand years in milliseconds: sums of many must not overflow. */
  private static final long MOST = 1L << 50;

  /** No block is larger: blocks are many, and sums of them must not overflow. */
  static final long MOST_BLOCK_BYTES = 1L << 42;

  /** A driver cannot keep account of more tasks, nor an executor of more slots. */
  static final long MOST_PARTITIONS = 1L << 20;

  private JsonWalk() {}

  /** Moves to the value of the next field of the current object; null at its end. */
  static @Nullable String field(JsonParser json) throws IOException {
    if (json.nextToken() != JsonToken.FIELD_NAME) {
      return null;
    }
    String name = json.currentName();
    json.nextToken();
    return name;
  }

  /** Takes in a field of an object: reads its value, or skips it. */
  interface FieldReader {
    void read(String field, JsonParser json) throws IOException;
  }

  /** Gives each field of the current object to a reader; what is no object is skipped. */
  static void object(JsonParser json, FieldReader reader) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    String field;
    while ((field = field(json)) != null) {
      reader.read(field, json);
    }
  }

  /** Moves to the next element of the current array; false at its end. */
  static boolean element(JsonParser json) throws IOException {
    JsonToken token = json.nextToken();
    return token != null && token != JsonToken.END_ARRAY;
  }

  static String text(JsonParser json) throws IOException {
    if (json.currentToken() != null && json.currentToken().isScalarValue()) {
      String text = json.getValueAsString();
      return text == null ? "" : text;
    }
    json.skipChildren();
    return "";
  }

  /**
   * A number that is not negative; 0 for everything else.
   *
   * @throws JsonParseException when it is more than there can be of anything
   */
  static long number(JsonParser json) throws IOException {
    return number(json, MOST);
  }

  /** A number that is not negative and at most so large; 0 for what is no number. */
  static long number(JsonParser json, long most) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER || json.getLongValue() > most) {
        throw new JsonParseException(json, json.getText() + ": expected at most " + most);
      }
      return Math.max(0, json.getLongValue());
    }
    json.skipChildren();
    return 0;
  }

  static int smallNumber(JsonParser json) throws IOException {
    return (int) Math.min(Integer.MAX_VALUE, number(json));
  }

  static boolean truth(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_TRUE) {
      return true;
    }
    json.skipChildren();
    return false;
  }

  static void numbers(JsonParser json, List<Integer> into) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    while (element(json)) {
      into.add(smallNumber(json));
    }
  }
}
