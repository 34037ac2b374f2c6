package io.memsim;

import static java.util.stream.Collectors.joining;

import com.google.common.base.VerifyException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.GenericDeclaration;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The public API of a module as text: one section for the module and one for each type that a user
 * can name, one line for each member that he can call or override.
 *
 * <p>Read by reflection from a directory of class files, so that it says what the compiler made,
 * not what the sources seem to say. What has no influence on a caller is left out: parameter names,
 * synthetic members, overrides of {@code equals}, {@code hashCode} and {@code toString}, and what
 * every enum has.
 */
final class PublicApi {
  private static final int SHOWN =
      Modifier.PUBLIC | Modifier.PROTECTED | Modifier.STATIC | Modifier.FINAL | Modifier.ABSTRACT;
  private static final Set<String> OF_EVERY_OBJECT =
      Set.of("equals(Object)", "hashCode()", "toString()");
  private static final Set<String> OF_EVERY_ENUM = Set.of("values()", "valueOf(String)");

  private final Path classes;
  private final ModuleDescriptor module;

  private PublicApi(Path classes, ModuleDescriptor module) {
    this.classes = classes;
    this.module = module;
  }

  /** The API of the module whose compiled classes lie in a directory. */
  static PublicApi of(Path classes) {
    try (InputStream in = Files.newInputStream(classes.resolve("module-info.class"))) {
      return new PublicApi(classes, ModuleDescriptor.read(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All packages of the module that hold classes. */
  Set<String> packages() {
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .filter(file -> file.toString().endsWith(".class") && !file.getParent().equals(classes))
          .map(file -> classes.relativize(file.getParent()).toString().replace('/', '.'))
          .collect(TreeSet::new, Set::add, Set::addAll);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The packages that the module exports to everybody. */
  Set<String> exported() {
    return module.exports().stream()
        .filter(export -> !export.isQualified())
        .map(ModuleDescriptor.Exports::source)
        .collect(TreeSet::new, Set::add, Set::addAll);
  }

  /** Section headings and the lines below them, in a fixed order. */
  Map<String, List<String>> describe() {
    Map<String, List<String>> sections = new TreeMap<>();
    sections.put("module " + module.name(), moduleLines());
    for (Class<?> type : types()) {
      sections.put(heading(type), members(type));
    }
    return sections;
  }

  private List<String> moduleLines() {
    Set<String> lines = new TreeSet<>();
    module.requires().stream()
        .filter(requires -> !requires.name().equals("java.base"))
        .forEach(
            requires ->
                lines.add(
                    "requires "
                        + requires.modifiers().stream()
                            .map(
                                modifier ->
                                    modifier.toString().toLowerCase(java.util.Locale.ROOT) + " ")
                            .sorted()
                            .collect(joining())
                        + requires.name()));
    exported().forEach(name -> lines.add("exports " + name));
    return List.copyOf(lines);
  }

  private List<Class<?>> types() {
    List<Class<?>> types = new ArrayList<>();
    for (String name : exported()) {
      try (Stream<Path> files = Files.list(classes.resolve(name.replace('.', '/')))) {
        files
            .map(file -> file.getFileName().toString())
            .filter(file -> file.endsWith(".class") && !file.equals("package-info.class"))
            .map(file -> load(name + "." + file.substring(0, file.length() - ".class".length())))
            .filter(PublicApi::isReachable)
            .forEach(types::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return types;
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, PublicApi.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new VerifyException("compiled, but not on the class path: " + name, e);
    }
  }

  private static boolean isReachable(Class<?> type) {
    for (Class<?> at = type; at != null; at = at.getDeclaringClass()) {
      if (!isShown(at.getModifiers()) || at.isAnonymousClass() || at.isLocalClass()) {
        return false;
      }
    }
    return true;
  }

  private static boolean isShown(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  private static String heading(Class<?> type) {
    return "type " + type.getName();
  }

  private static List<String> members(Class<?> type) {
    Set<String> members = new TreeSet<>();
    for (Field field : type.getDeclaredFields()) {
      if (isShown(field.getModifiers()) && !field.isSynthetic()) {
        members.add(describe(field));
      }
    }
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (isShown(constructor.getModifiers()) && !constructor.isSynthetic()) {
        members.add(modifiers(constructor) + "new" + signature(constructor));
      }
    }
    for (Method method : type.getDeclaredMethods()) {
      if (isShown(method.getModifiers()) && !method.isSynthetic() && !isImplied(method)) {
        members.add(
            modifiers(method)
                + typeParameters(method)
                + render(method.getAnnotatedReturnType())
                + " "
                + method.getName()
                + signature(method));
      }
    }
    List<String> lines = new ArrayList<>();
    lines.add(declaration(type));
    lines.addAll(members);
    return List.copyOf(lines);
  }

  private static String declaration(Class<?> type) {
    StringBuilder line = new StringBuilder();
    boolean contract = type.isInterface();
    int shown = contract ? SHOWN & ~Modifier.ABSTRACT : SHOWN;
    line.append(Modifier.toString(type.getModifiers() & shown)).append(' ');
    line.append(type.isSealed() ? "sealed " : "");
    line.append(kind(type)).append(' ').append(type.getSimpleName()).append(typeParameters(type));
    if (type.isRecord()) {
      line.append(
          Arrays.stream(type.getRecordComponents())
              .map(part -> render(part.getAnnotatedType()) + " " + part.getName())
              .collect(joining(", ", "(", ")")));
    }
    Type parent = type.getGenericSuperclass();
    if (parent != null && !type.isEnum() && !type.isRecord() && parent != Object.class) {
      line.append(" extends ").append(render(parent));
    }
    if (type.getInterfaces().length > 0) {
      line.append(
          Arrays.stream(type.getGenericInterfaces())
              .map(PublicApi::render)
              .sorted()
              .collect(joining(", ", contract ? " extends " : " implements ", "")));
    }
    if (type.isSealed()) {
      line.append(
          Arrays.stream(type.getPermittedSubclasses())
              .map(permitted -> permitted.getName())
              .sorted()
              .collect(joining(", ", " permits ", "")));
    }
    return line.toString();
  }

  private static String kind(Class<?> type) {
    if (type.isAnnotation()) {
      return "annotation";
    }
    if (type.isInterface()) {
      return "interface";
    }
    if (type.isEnum()) {
      return "enum";
    }
    return type.isRecord() ? "record" : "class";
  }

  private static String describe(Field field) {
    if (field.isEnumConstant()) {
      return "constant " + field.getName();
    }
    return Modifier.toString(field.getModifiers() & SHOWN)
        + " "
        + render(field.getAnnotatedType())
        + " "
        + field.getName()
        + constantValue(field);
  }

  /**
   * The compiler copies such values into the classes of the callers, so they are part of the API.
   */
  private static String constantValue(Field field) {
    boolean copied = field.getType().isPrimitive() || field.getType() == String.class;
    int constant = Modifier.STATIC | Modifier.FINAL | Modifier.PUBLIC;
    if (!copied || (field.getModifiers() & constant) != constant) {
      return "";
    }
    try {
      return " = " + field.get(null);
    } catch (IllegalAccessException e) {
      throw new VerifyException("public, but not readable: " + field, e);
    }
  }

  private static boolean isImplied(Method method) {
    String signature =
        method.getName()
            + Arrays.stream(method.getParameterTypes())
                .map(Class::getSimpleName)
                .collect(joining(", ", "(", ")"));
    return OF_EVERY_OBJECT.contains(signature)
        || (method.getDeclaringClass().isEnum() && OF_EVERY_ENUM.contains(signature));
  }

  private static String modifiers(Executable member) {
    int modifiers = member.getModifiers() & SHOWN;
    String kind = member instanceof Method method && method.isDefault() ? "default " : "";
    String text = Modifier.toString(modifiers);
    return text.isEmpty() ? kind : text + " " + kind;
  }

  private static String signature(Executable member) {
    String parameters =
        Arrays.stream(member.getAnnotatedParameterTypes())
            .map(PublicApi::render)
            .collect(joining(", ", "(", ")"));
    if (member.getExceptionTypes().length == 0) {
      return parameters;
    }
    return parameters
        + Arrays.stream(member.getGenericExceptionTypes())
            .map(PublicApi::render)
            .sorted()
            .collect(joining(", ", " throws ", ""));
  }

  private static String typeParameters(GenericDeclaration declaration) {
    if (declaration.getTypeParameters().length == 0) {
      return "";
    }
    String list =
        Arrays.stream(declaration.getTypeParameters())
            .map(
                parameter ->
                    parameter.getName()
                        + Arrays.stream(parameter.getBounds())
                            .filter(bound -> bound != Object.class)
                            .map(PublicApi::render)
                            .collect(joining(" & ", " extends ", ""))
                            .replaceFirst(" extends $", ""))
            .collect(joining(", ", "<", ">"));
    return declaration instanceof Method ? list + " " : list;
  }

  private static String render(AnnotatedType type) {
    return (type.isAnnotationPresent(Nullable.class) ? "@Nullable " : "") + render(type.getType());
  }

  private static String render(Type type) {
    return type.getTypeName().replaceAll("\\bjava\\.lang\\.(?=[A-Z])", "");
  }
}
