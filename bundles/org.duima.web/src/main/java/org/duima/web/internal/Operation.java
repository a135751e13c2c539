package org.duima.web.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duima.api.Text;
import org.duima.api.ledger.Role;

/**
 * One thing that the interface can do. The servlet routes by it and the OpenAPI document is written
 * from it, so that neither can differ from the other.
 *
 * @param method GET, POST, PUT or DELETE
 * @param path the whole path, with {@code {name}} for a part that varies
 * @param summary what it does
 * @param admission what the caller must have shown
 * @param roles who may call it; any of them is enough
 * @param parameters of the query
 * @param body what is sent along, null for nothing
 * @param produces content types of a good answer
 * @param answers status codes with their meaning, besides those that every operation can give
 * @param handler does it
 */
public record Operation(
    String method,
    String path,
    Text summary,
    Admission admission,
    Set<Role> roles,
    List<Field> parameters,
    Body body,
    List<String> produces,
    Map<Integer, Text> answers,
    Handler handler) {

  /** What the caller must have shown. */
  public enum Admission {
    /** Nothing. */
    OPEN,
    /** A login, even one whose password must be changed first. */
    ANY_LOGIN,
    /** A key, or a login with a password that the user chose. */
    LOGIN
  }

  /** Does what was asked. */
  @FunctionalInterface
  public interface Handler {
    /**
     * @return what to answer: an {@link Answer}, a {@link WrittenAnswer} or a {@link Download} as
     *     it is, null for 204, anything else as JSON with 200
     * @throws ProblemException with the status to answer instead
     */
    Object handle(Call call) throws ProblemException, IOException;
  }

  /** Kinds of values, as OpenAPI names them. */
  public enum Kind {
    TEXT,
    INTEGER,
    BOOLEAN,
    DATE,
    MONTH,
    TEXTS
  }

  /** A query parameter, or a field of a JSON body. */
  public record Field(String name, Kind kind, boolean required, Text meaning) {}

  /**
   * What is sent along.
   *
   * @param contentTypes that are taken; none means any
   * @param fields of a JSON object; none for a file
   */
  public record Body(List<String> contentTypes, List<Field> fields) {
    static final String JSON = "application/json";

    public Body {
      contentTypes = List.copyOf(contentTypes);
      fields = List.copyOf(fields);
    }
  }

  public Operation {
    roles = Set.copyOf(roles);
    parameters = List.copyOf(parameters);
    produces = List.copyOf(produces);
    answers = Map.copyOf(answers);
    if (admission != Admission.OPEN && roles.isEmpty()) {
      throw new IllegalArgumentException(method + " " + path + " is allowed to nobody");
    }
  }

  /** A read, which every role may do. */
  public static Builder get(String path, String zh, String en) {
    return new Builder("GET", path, zh, en).roles(Role.values());
  }

  /** A change; say with {@link Builder#roles} who may do it. */
  public static Builder post(String path, String zh, String en) {
    return new Builder("POST", path, zh, en);
  }

  /** A thing put under its own name; say with {@link Builder#roles} who may do it. */
  public static Builder put(String path, String zh, String en) {
    return new Builder("PUT", path, zh, en);
  }

  /** An end to something; say with {@link Builder#roles} who may do it. */
  public static Builder delete(String path, String zh, String en) {
    return new Builder("DELETE", path, zh, en);
  }

  /** Puts an operation together. */
  public static final class Builder {
    private final String method;
    private final String path;
    private final Text summary;
    private Admission admission = Admission.LOGIN;
    private Set<Role> roles = Set.of();
    private final List<Field> parameters = new ArrayList<>();
    private final List<Field> fields = new ArrayList<>();
    private final List<String> contentTypes = new ArrayList<>();
    private boolean hasBody;
    private final List<String> produces = new ArrayList<>();
    private final Map<Integer, Text> answers = new LinkedHashMap<>();

    private Builder(String method, String path, String zh, String en) {
      this.method = method;
      this.path = path;
      this.summary = new Text(zh, en);
    }

    /** Who may; an administrator always may. */
    public Builder roles(Role... allowed) {
      roles = EnumSet.of(Role.ADMIN, allowed);
      return this;
    }

    /** Anybody may, without login. */
    public Builder open() {
      admission = Admission.OPEN;
      return this;
    }

    /** Users whose password must be changed first may, too. */
    public Builder beforePasswordChange() {
      admission = Admission.ANY_LOGIN;
      return this;
    }

    /** A query parameter that may be left out. */
    public Builder query(String name, Kind kind, String zh, String en) {
      parameters.add(new Field(name, kind, false, new Text(zh, en)));
      return this;
    }

    /** A text in the query that may be left out. */
    public Builder query(String name, String zh, String en) {
      return query(name, Kind.TEXT, zh, en);
    }

    /** A field of the JSON body that must be there. */
    public Builder field(String name, Kind kind, String zh, String en) {
      return json(new Field(name, kind, true, new Text(zh, en)));
    }

    /** A field of the JSON body that may be left out. */
    public Builder optional(String name, Kind kind, String zh, String en) {
      return json(new Field(name, kind, false, new Text(zh, en)));
    }

    private Builder json(Field field) {
      if (!contentTypes.contains(Body.JSON)) {
        contentTypes.add(Body.JSON);
      }
      hasBody = true;
      fields.add(field);
      return this;
    }

    /**
     * A body of another form than a JSON object of fields.
     *
     * @param types content types that are taken; none means any
     */
    public Builder body(String... types) {
      hasBody = true;
      contentTypes.addAll(List.of(types));
      return this;
    }

    /** Content types of a good answer, where it is not only JSON. */
    public Builder produces(String... types) {
      produces.addAll(List.of(types));
      return this;
    }

    /** A status with its meaning. */
    public Builder answers(int status, String zh, String en) {
      answers.put(status, new Text(zh, en));
      return this;
    }

    /** The finished operation. */
    public Operation by(Handler handler) {
      return new Operation(
          method,
          path,
          summary,
          admission,
          roles,
          parameters,
          hasBody ? new Body(contentTypes, fields) : null,
          produces.isEmpty() ? List.of(Body.JSON) : produces,
          answers,
          handler);
    }
  }
}
