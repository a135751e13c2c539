package org.duima.karaf.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * Changes to a running node, one after another. Each waits until the status says what it must: in
 * force, or refused with the reason and the former in force.
 */
final class HotChanges {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final List<String> ROOMS =
      List.of(
          "org.duima.source.hl7v2",
          "org.duima.source.transaction",
          "org.duima.encounter",
          "org.duima.mapping",
          "org.duima.settlement",
          "org.duima.alert",
          "org.duima.platform",
          "org.duima.engine",
          "org.duima.ledger",
          "org.duima.web");

  private static final String HL7 = "mappings/sources/hl7v2.csv";
  private static final String CODES = "mappings/codes/starter-diagnosis.csv";
  private static final String CODES_SET = "mappings/codes";
  private static final String HL7_SET = "mappings/sources/hl7v2";

  private final Node node;
  private final HotJars jars;
  private final Random dice;
  private final Map<Path, byte[]> shipped = new TreeMap<>();
  private int number;
  private int refusals;

  HotChanges(Node node, HotJars jars, Random dice) {
    this.node = node;
    this.jars = jars;
    this.dice = dice;
  }

  /** A kind of change. */
  enum Kind {
    PLUGIN,
    BROKEN_PLUGIN,
    PLUGIN_REMOVED,
    ROOM,
    BROKEN_ROOM,
    ROOM_REMOVED,
    SHELL_UPDATE,
    ROUTE,
    BROKEN_ROUTE,
    ROUTE_FILE,
    MAPPING,
    BROKEN_MAPPING
  }

  /** How many broken changes were refused. */
  int refusals() {
    return refusals;
  }

  /** Makes a change; fails unless the status tells of it what it must. */
  void make(Kind kind) throws IOException {
    number++;
    switch (kind) {
      case PLUGIN -> plugin();
      case BROKEN_PLUGIN -> brokenPlugin();
      case PLUGIN_REMOVED -> pluginRemoved();
      case ROOM -> room(anyRoom());
      case BROKEN_ROOM -> brokenRoom(anyRoom());
      case ROOM_REMOVED -> roomRemoved(anyRoom());
      case SHELL_UPDATE -> shellUpdate(anyRoom());
      case ROUTE -> route();
      case BROKEN_ROUTE -> brokenRoute();
      case ROUTE_FILE -> routeFile();
      case MAPPING -> mapping();
      case BROKEN_MAPPING -> brokenMapping();
    }
  }

  private String anyRoom() {
    return ROOMS.get(dice.nextInt(ROOMS.size()));
  }

  private <T> T any(List<T> choices) {
    return choices.get(dice.nextInt(choices.size()));
  }

  // ---------------------------------------------------------------- bundles

  private Path deployed(String name) {
    return node.home().resolve("deploy").resolve(name + ".jar");
  }

  private void plugin() throws IOException {
    Path jar = jars.plugin(HotJars.Variant.GOOD);
    HotJars.move(jar, deployed("hot"));
    awaitBundle(HotJars.PLUGIN, sha256(jar), "OrderRule");
  }

  private void brokenPlugin() throws IOException {
    HotJars.Variant variant =
        any(List.of(HotJars.Variant.values()).subList(1, HotJars.Variant.values().length));
    String before = bundle(HotJars.PLUGIN).map(one -> one.path("sha256").asText()).orElse("");
    Path jar = jars.plugin(variant);
    HotJars.move(jar, deployed("hot"));
    awaitRefusedFile("deploy/hot.jar", variant.word, jar);
    if (!before.isEmpty()) {
      awaitStillInForce(HotJars.PLUGIN, before, "OrderRule");
    }
    // the next build is good or none
    Files.delete(deployed("hot"));
    await("removed", () -> byFile("deploy/hot.jar").isEmpty());
  }

  private void pluginRemoved() throws IOException {
    if (!Files.exists(deployed("hot"))) {
      plugin();
    }
    Files.delete(deployed("hot"));
    await("removed", () -> bundle(HotJars.PLUGIN).isEmpty());
  }

  private String service(String room) {
    return switch (room) {
      case "org.duima.source.hl7v2", "org.duima.source.transaction" -> "SourceAdapter";
      case "org.duima.encounter" -> "StayFolder";
      case "org.duima.mapping" -> "CodeMapper";
      case "org.duima.settlement" -> "SettlementListMaker";
      case "org.duima.alert" -> "OrderAlerts";
      case "org.duima.engine" -> "NodeStatus";
      case "org.duima.ledger" -> "Inbox";
      default -> "";
    };
  }

  private void room(String room) throws IOException {
    Path jar = jars.room(room);
    HotJars.move(jar, deployed(room));
    awaitBundle(room, sha256(jar), service(room));
  }

  private void brokenRoom(String room) throws IOException {
    String before = bundle(room).orElseThrow().path("sha256").asText();
    boolean cut = service(room).isEmpty() || dice.nextBoolean();
    boolean wasDeployed = Files.exists(deployed(room));
    Path jar = cut ? jars.cutRoom(room) : jars.idleRoom(room);
    HotJars.move(jar, deployed(room));
    awaitRefusedFile("deploy/" + room + ".jar", cut ? "jar" : service(room), jar);
    awaitStillInForce(room, before, service(room));
    Files.delete(deployed(room));
    awaitShipped(room, wasDeployed);
  }

  private void roomRemoved(String room) throws IOException {
    if (!Files.exists(deployed(room))) {
      room(room);
    }
    Files.delete(deployed(room));
    awaitShipped(room, true);
  }

  private void awaitShipped(String room, boolean changes) throws IOException {
    String sha256 = sha256(jars.shipped(room));
    await(
        room + " is again what the distribution brought",
        () ->
            byFile("deploy/" + room + ".jar").isEmpty()
                && isInForce(bundle(room), sha256, service(room)));
    assertThat(changes || bundle(room).isPresent()).isTrue();
    awaitReady();
  }

  private void shellUpdate(String room) {
    String since = bundle(room).orElseThrow().path("since").asText();
    node.shell("bundle:update " + room);
    await(
        room + " was updated",
        () ->
            bundle(room)
                .filter(one -> !one.path("since").asText().equals(since))
                .filter(one -> one.path("state").asText().equals("active"))
                .isPresent());
    awaitReady();
  }

  private void awaitBundle(String name, String sha256, String service) {
    await(name + " in force", () -> isInForce(bundle(name), sha256, service));
    awaitReady();
  }

  private void awaitStillInForce(String name, String sha256, String service) {
    await(name + " goes on", () -> isInForce(bundle(name), sha256, service));
    awaitReady();
  }

  private static boolean isInForce(Optional<JsonNode> bundle, String sha256, String service) {
    return bundle
        .filter(one -> one.path("sha256").asText().equals(sha256))
        .filter(one -> one.path("state").asText().equals("active"))
        .filter(one -> service.isEmpty() || one.path("services").toString().contains(service))
        .isPresent();
  }

  private void awaitRefusedFile(String file, String word, Path jar) {
    await(
        file + " refused for " + word + " (" + jar + ")",
        () ->
            byFile(file)
                .filter(one -> one.path("refused").toString().contains(word))
                .filter(one -> !one.path("refusedAt").asText().isEmpty())
                .isPresent());
    refusals++;
  }

  private Optional<JsonNode> bundle(String name) {
    return find("bundles", one -> one.path("name").asText().equals(name));
  }

  private Optional<JsonNode> byFile(String file) {
    return find("bundles", one -> one.path("file").asText().equals(file));
  }

  // ---------------------------------------------------------------- files

  private Path file(String name) throws IOException {
    Path file = node.home().resolve(name);
    if (!shipped.containsKey(file)) {
      shipped.put(file, Files.readAllBytes(file));
    }
    return file;
  }

  private String shipped(Path file) {
    return new String(shipped.get(file), java.nio.charset.StandardCharsets.UTF_8);
  }

  private void write(Path file, String text) throws IOException {
    if (dice.nextBoolean()) {
      Files.writeString(file, text);
    } else {
      // as some editors do
      Path beside = file.resolveSibling("." + file.getFileName() + ".part");
      Files.writeString(beside, text);
      Files.move(beside, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private String otherRoute(Path file) {
    String comment = "<!-- " + number + " -->";
    String text = shipped(file);
    return switch (file.getFileName().toString()) {
          case "10-receive.xml" -> text.replace("workers=2", "workers=" + (1 + dice.nextInt(4)));
          case "20-list.xml" -> text.replace("batch=50", "batch=" + (1 + dice.nextInt(100)));
          default -> text.replace("workers=2", "workers=" + (1 + dice.nextInt(4)));
        }
        + comment;
  }

  private Path anyRoute() throws IOException {
    return file("routes/" + any(List.of("10-receive.xml", "20-list.xml", "30-forward.xml")));
  }

  private void route() throws IOException {
    Path file = anyRoute();
    write(file, otherRoute(file));
    awaitFile("routes/" + file.getFileName(), sha256(file));
  }

  private void brokenRoute() throws IOException {
    Path file = anyRoute();
    String name = "routes/" + file.getFileName();
    String before = set(name).orElseThrow().path("sha256").asText();
    String text = shipped(file);
    record Broken(String text, String word) {}
    Broken broken =
        any(
            List.of(
                new Broken(text.substring(0, text.length() * 2 / 3), "行"),
                new Broken(text.replace("to uri=\"duima:", "to uri=\"duima:nosuch"), "nosuch"),
                new Broken(
                    text.replace(
                        "</routes>",
                        "<route id=\"inquire\"><from uri=\"direct:x\"/><to uri=\"log:x\"/></route></routes>"),
                    "50-inquire.xml"),
                new Broken(
                    text.replace(
                        "</routes>",
                        ("<route id=\"taken\"><from uri=\"netty:tcp://127.0.0.1:%d\"/>"
                                + "<to uri=\"log:x\"/></route></routes>")
                            .formatted(node.httpPort())),
                    "")));
    write(file, broken.text());
    awaitRefused(name, broken.word(), before);
    write(file, text);
    awaitFile(name, sha256(file));
  }

  private void routeFile() throws IOException {
    Path file = node.home().resolve("routes/90-own.yaml");
    Files.writeString(
        file,
        """
        - route:
            id: own-%d
            from:
              uri: direct:own-%d
              steps:
                - to:
                    uri: log:own
        """
            .formatted(number, number));
    awaitFile("routes/90-own.yaml", sha256(file));
    Files.delete(file);
    await("the file is gone", () -> isKnown() && set("routes/90-own.yaml").isEmpty());
  }

  private void mapping() throws IOException {
    if (dice.nextBoolean()) {
      Path file = file(HL7);
      String before = sha(HL7_SET);
      write(file, shipped(file) + "ADT*,fact.hot%d,ZHV-9,copy,\n".formatted(number));
      await(HL7_SET, () -> isNewlyInForce(HL7_SET, before));
    } else {
      Path file = file(CODES);
      String before = sha(CODES_SET);
      write(
          file,
          shipped(file)
              + "Z99.9%02dx999,热载,Z99.9%02dx999,热载\n".formatted(number % 100, number % 100));
      await(CODES_SET, () -> isNewlyInForce(CODES_SET, before));
    }
  }

  private void brokenMapping() throws IOException {
    boolean messages = dice.nextBoolean();
    Path file = file(messages ? HL7 : CODES);
    String set = messages ? HL7_SET : CODES_SET;
    String before = sha(set);
    String good = Files.readString(file);
    String broken =
        messages
            ? good + "ADT*,coner_tel,PV1-4,nosuchtransform,\n"
            : good.replaceFirst("insurance_code", "no_such_column");
    write(file, broken);
    awaitRefused(set, file.getFileName().toString(), before);
    // before a room is changed: one that starts anew has no former version of a broken file
    write(file, good);
    await(set + " mended", () -> set(set).filter(one -> one.path("refused").isEmpty()).isPresent());
  }

  private String sha(String set) {
    await(set + " is known", () -> set(set).isPresent());
    return set(set).orElseThrow().path("sha256").asText();
  }

  private boolean isNewlyInForce(String set, String before) {
    return set(set)
        .filter(one -> one.path("refused").isEmpty())
        .filter(one -> !one.path("sha256").asText().equals(before))
        .isPresent();
  }

  private void awaitFile(String name, String sha256) {
    await(
        name + " in force",
        () ->
            set(name)
                .filter(one -> one.path("sha256").asText().equals(sha256))
                .filter(one -> one.path("refused").isEmpty())
                .isPresent());
    awaitReady();
  }

  private void awaitRefused(String name, String word, String former) {
    await(
        name + " refused for " + word,
        () ->
            set(name)
                .filter(one -> !one.path("refused").isEmpty())
                .filter(one -> one.path("refused").toString().contains(word))
                .filter(one -> one.path("sha256").asText().equals(former))
                .isPresent());
    refusals++;
    awaitReady();
  }

  private Optional<JsonNode> set(String name) {
    return find("inForce", one -> one.path("name").asText().startsWith(name));
  }

  // ---------------------------------------------------------------- status

  private Optional<JsonNode> status() {
    try {
      HttpResponse<String> answer = node.get("/api/status");
      return answer.statusCode() == 200
          ? Optional.of(DrillNode.parse(answer.body()))
          : Optional.empty();
    } catch (UncheckedIOException e) {
      // the web room is being changed
      return Optional.empty();
    }
  }

  private boolean isKnown() {
    return status().filter(all -> !all.path("inForce").isEmpty()).isPresent();
  }

  private Optional<JsonNode> find(String list, java.util.function.Predicate<JsonNode> wanted) {
    Optional<JsonNode> status = status();
    if (status.isEmpty()) {
      // nothing can be said, least of all that it is gone
      return Optional.of(DrillNode.JSON.createObjectNode());
    }
    for (JsonNode one : status.get().path(list)) {
      if (wanted.test(one)) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }

  private void awaitReady() {
    await("ready", () -> status().filter(all -> all.path("ready").asBoolean()).isPresent());
  }

  private void await(String what, java.util.function.BooleanSupplier condition) {
    try {
      Node.await(LIMIT, condition);
    } catch (IllegalStateException e) {
      throw new AssertionError(
          "change " + number + ": " + what + "\n" + status().map(JsonNode::toPrettyString), e);
    }
  }

  /** Everything again as it was. */
  void undo() throws IOException {
    for (Map.Entry<Path, byte[]> file : shipped.entrySet()) {
      Files.write(file.getKey(), file.getValue());
    }
    for (String room : ROOMS) {
      if (Files.deleteIfExists(deployed(room))) {
        awaitShipped(room, true);
      }
    }
    Files.deleteIfExists(deployed("hot"));
    await(
        "everything is as it was",
        () ->
            status()
                .filter(all -> all.path("ready").asBoolean())
                .filter(all -> !all.path("bundles").toString().contains("deploy/"))
                .filter(all -> all.path("health").path("status").asText().equals("UP"))
                .isPresent());
    for (Path file : shipped.keySet()) {
      if (file.toString().contains("/routes/")) {
        awaitFile("routes/" + file.getFileName(), sha256(file));
      }
    }
  }

  private static String sha256(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
