package io.memsim.cli;

import io.memsim.workload.EventLogException;
import io.memsim.workload.EventLogFile;
import io.memsim.workload.EventLogReader;
import io.memsim.workload.Workload;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Reads the event log that a command is given, and what it is to be simulated with. */
final class EventLogInput {
  private EventLogInput() {}

  /** Reads a log, showing how far it is; whatever is wrong with it is bad input. */
  static Workload read(String file, Terminal terminal) {
    try {
      EventLogFile log =
          file.equals("-")
              ? EventLogFile.of(terminal.in(), "standard input")
              : EventLogFile.open(Path.of(file));
      Workload workload = EventLogReader.read(log, new ReadingProgress(terminal, log.name()));
      terminal.endProgress();
      if (workload.taskCount() == 0) {
        throw new BadInputException(file + ": expected a log in which a task ended");
      }
      return workload;
    } catch (EventLogException e) {
      terminal.endProgress();
      throw new BadInputException(String.valueOf(e.getMessage()));
    } catch (NoSuchFileException | InvalidPathException e) {
      throw new BadInputException(file + ": expected an event log, there is no such file");
    } catch (IOException e) {
      throw new BadInputException(file + ": expected a readable event log: " + e.getMessage());
    }
  }

  /** Reads {@code --conf KEY=VALUE}; the last one of a key counts. */
  static Map<String, String> properties(Iterable<String> conf) {
    Map<String, String> properties = new TreeMap<>();
    for (String property : conf) {
      int equals = property.indexOf('=');
      if (equals <= 0) {
        throw new BadInputException("--conf: \"" + property + "\": expected KEY=VALUE");
      }
      properties.put(property.substring(0, equals).strip(), property.substring(equals + 1));
    }
    return properties;
  }
}
