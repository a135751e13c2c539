package org.duima.source.fhir4.internal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The outer part of a CDS Hooks request. Resources are cut out as text; what nobody needs, such as
 * the client's access token, is passed over.
 *
 * @param selections references to drafts, as {@code Type/id}
 * @param drafts what is about to be ordered
 * @param prefetch what the client fetched along
 */
record Envelope(
    String hook,
    String hookInstance,
    String fhirServer,
    String userId,
    String patientId,
    String encounterId,
    List<String> selections,
    List<Cut> drafts,
    List<Cut> prefetch) {
  private static final Pattern INSTANCE =
      Pattern.compile("(urn:uuid:)?[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final int LONGEST_ID = 200;

  /** Leaves the patient out. */
  @Override
  public String toString() {
    return "Envelope[" + drafts.size() + " drafts]";
  }

  /** Reads what a service was sent; everything that CDS Hooks requires is there afterwards. */
  static Envelope read(CdsService service, byte[] body) throws NotAsked {
    Reader reader = JsonText.read(body, json -> new Reader(service, json).read());
    return reader.checked();
  }

  /** Collects while the text is walked through. */
  private static final class Reader {
    private final CdsService service;
    private final JsonText json;
    private final JsonParser parser;
    private String hook = "";
    private String hookInstance = "";
    private String fhirServer = "";
    private String userId = "";
    private String patientId = "";
    private String encounterId = "";
    private boolean hasContext;
    private List<String> selections;
    private List<Cut> drafts;
    private final List<Cut> prefetch = new ArrayList<>();

    Reader(CdsService service, JsonText json) {
      this.service = service;
      this.json = json;
      this.parser = json.parser();
    }

    Reader read() throws IOException, NotAsked {
      json.fields(
          (name, token) -> {
            switch (name) {
              case "hook" -> hook = json.text(name);
              case "hookInstance" -> hookInstance = json.text(name);
              case "fhirServer" -> fhirServer = json.text(name);
              case "context" -> context(token);
              case "prefetch" -> prefetch(token);
              default -> parser.skipChildren();
            }
          });
      return this;
    }

    private void context(JsonToken token) throws IOException, NotAsked {
      if (token != JsonToken.START_OBJECT) {
        throw NotAsked.wrongType("context", "对象", "an object");
      }
      hasContext = true;
      json.fields(
          (name, value) -> {
            String path = "context." + name;
            switch (name) {
              case "userId" -> userId = json.text(path);
              case "patientId" -> patientId = json.text(path);
              case "encounterId" -> encounterId = json.text(path);
              case "selections" -> selections(path, value);
              default -> {
                if (name.equals(service.orders())) {
                  drafts(path, value);
                } else {
                  parser.skipChildren();
                }
              }
            }
          });
    }

    private void selections(String path, JsonToken token) throws IOException, NotAsked {
      if (token != JsonToken.START_ARRAY) {
        throw NotAsked.wrongType(path, "数组", "an array");
      }
      selections = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        selections.add(References.local(json.text(path + "[" + selections.size() + "]")));
      }
    }

    private void drafts(String path, JsonToken token) throws IOException, NotAsked {
      if (token != JsonToken.START_OBJECT) {
        throw NotAsked.wrongType(path, " Bundle", "a Bundle");
      }
      drafts = new ArrayList<>();
      if (!collect(path, "", drafts)) {
        throw NotAsked.wrongType(path, " Bundle", "a Bundle");
      }
    }

    private void prefetch(JsonToken token) throws IOException, NotAsked {
      if (token != JsonToken.START_OBJECT) {
        parser.skipChildren();
        return;
      }
      json.fields(
          (name, value) -> {
            if (value == JsonToken.START_OBJECT) {
              collect("prefetch." + Words.plain(name), "", prefetch);
            } else {
              // null says that the client has nothing under this key
              parser.skipChildren();
            }
          });
    }

    /**
     * Cuts out the resource that the parser stands on, or those of a Bundle.
     *
     * @return whether it is a Bundle
     */
    private boolean collect(String path, String fullUrl, List<Cut> into)
        throws IOException, NotAsked {
      int from = json.from();
      int[] narrative = {0, 0};
      String[] type = {""};
      boolean[] isHuge = {false};
      List<Cut> entries = new ArrayList<>();
      json.fields(
          (name, token) -> {
            if (name.equals("resourceType") && token == JsonToken.VALUE_STRING) {
              type[0] = parser.getText();
            } else if (name.equals("entry") && token == JsonToken.START_ARRAY) {
              entries(path + ".entry", entries);
            } else if (name.equals("text") && token == JsonToken.START_OBJECT) {
              narrative[0] = json.from();
              parser.skipChildren();
              narrative[1] = json.to();
            } else {
              isHuge[0] |= json.skip();
            }
          });
      if (type[0].equals("Bundle")) {
        into.addAll(entries);
        return true;
      }
      String text =
          narrative[1] == 0
              ? json.cut(from, json.to())
              : json.cut(from, narrative[0]) + "{}" + json.cut(narrative[1], json.to());
      into.add(new Cut(path, fullUrl, type[0], isHuge[0] ? "" : text));
      return false;
    }

    private void entries(String path, List<Cut> into) throws IOException, NotAsked {
      for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
          parser.skipChildren();
          continue;
        }
        entry(path + "[" + i + "]", into);
      }
    }

    private void entry(String path, List<Cut> into) throws IOException, NotAsked {
      String[] fullUrl = {""};
      List<Cut> resources = new ArrayList<>();
      json.fields(
          (name, token) -> {
            if (name.equals("fullUrl") && token == JsonToken.VALUE_STRING) {
              fullUrl[0] = parser.getText().strip();
            } else if (name.equals("resource") && token == JsonToken.START_OBJECT) {
              collect(path + ".resource", "", resources);
            } else {
              parser.skipChildren();
            }
          });
      for (Cut cut : resources) {
        into.add(new Cut(cut.path(), fullUrl[0], cut.type(), cut.json()));
      }
    }

    Envelope checked() throws NotAsked {
      require("hook", hook);
      if (!hook.equals(service.hook())) {
        throw NotAsked.bad(
            "cds.wrong-hook",
            "hook",
            "此服务只接受 " + service.hook(),
            "this service takes " + service.hook() + " only");
      }
      require("hookInstance", hookInstance);
      if (!INSTANCE.matcher(hookInstance).matches()) {
        throw NotAsked.wrongType("hookInstance", " UUID", "a UUID");
      }
      if (!hasContext) {
        throw NotAsked.missing("context");
      }
      require("context.userId", userId);
      require("context.patientId", patientId);
      if (service == CdsService.ORDER_SELECT && selections == null) {
        throw NotAsked.missing("context.selections");
      }
      if (drafts == null) {
        throw NotAsked.missing("context." + service.orders());
      }
      return new Envelope(
          hook,
          hookInstance,
          fhirServer,
          userId,
          References.id(patientId),
          References.id(encounterId),
          selections == null ? List.of() : List.copyOf(selections),
          List.copyOf(drafts),
          List.copyOf(prefetch));
    }

    private static void require(String field, String value) throws NotAsked {
      if (value.isEmpty()) {
        throw NotAsked.missing(field);
      }
      if (value.length() > LONGEST_ID) {
        throw NotAsked.bad("cds.type", field, field + " 过长", field + " is too long");
      }
    }
  }
}
