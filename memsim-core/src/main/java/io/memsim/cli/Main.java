package io.memsim.cli;

import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;

/** The program {@code memsim}. */
public final class Main {
  private static final int OUTPUT_BUFFER = 1 << 16;

  private Main() {}

  /**
   * Runs the program and ends the virtual machine with its exit code.
   *
   * @param args the command and its options
   */
  public static void main(String[] args) {
    FileOutputStream raw = new FileOutputStream(FileDescriptor.out);
    PrintStream out = new PrintStream(new BufferedOutputStream(raw, OUTPUT_BUFFER));
    boolean terminal = isTerminal();
    System.exit(
        run(
            args,
            new Terminal(System.in, out, System.err, terminal, colour(terminal, System.getenv()))));
  }

  /**
   * Runs the program on given streams, none of which is a terminal. Does not close them.
   *
   * @param args the command and its options
   * @param in what {@code -} stands for
   * @param out where results go
   * @param err where everything else goes
   * @return the exit code: 0, 1 on a divergence, 2 on bad input
   */
  public static int run(String[] args, InputStream in, PrintStream out, PrintStream err) {
    return run(args, new Terminal(in, out, err, false, false));
  }

  private static int run(String[] args, Terminal terminal) {
    int code;
    try {
      code = Memsim.run(args, terminal);
    } catch (NoClassDefFoundError e) {
      // Jackson and picocli are optional dependencies of the library's jar.
      terminal.complain(
          "a library is missing from the class path ("
              + e.getMessage()
              + "): run the self-contained memsim.jar, or add jackson-core and picocli");
      code = Terminal.BAD_INPUT;
    } catch (RuntimeException | Error e) {
      code = terminal.defect(e);
    }
    return terminal.flushed() ? code : Terminal.BAD_INPUT;
  }

  /** Colours are for terminals that can show them, unless {@code NO_COLOR} is set. */
  static boolean colour(boolean terminal, Map<String, String> environment) {
    String no = environment.get("NO_COLOR");
    return terminal && (no == null || no.isEmpty()) && !"dumb".equals(environment.get("TERM"));
  }

  /** From 22 on a console exists without a terminal too, and can be asked. */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (IllegalAccessException | InvocationTargetException e) {
      return false;
    }
  }
}
