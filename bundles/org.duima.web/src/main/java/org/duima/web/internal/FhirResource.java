package org.duima.web.internal;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.duima.api.RawMessage;
import org.duima.api.Text;
import org.duima.api.ledger.Inbox;
import org.duima.api.ledger.Inbox.Arrival;
import org.duima.api.ledger.Role;
import org.duima.api.receive.RestReader;
import org.duima.api.receive.RestReader.Answer;
import org.duima.api.receive.RestReader.Form;
import org.duima.api.receive.RestReader.Refused;
import org.duima.api.receive.RestReader.Request;
import org.duima.api.receive.RestReader.Taken;

/** FHIR R4: bundles and single resources, answered after they are stored for good. */
public final class FhirResource implements Resource {
  private static final String METADATA = Fhir.PATH + "/metadata";
  private static final long PATIENCE_SECONDS = 20;

  /** Conditions that differ seldom share a lock. */
  private static final int LOCKS = 64;

  private final Supplier<Optional<RestReader>> reader;
  private final Inbox inbox;
  private final Clock clock;
  private final List<Lock> locks = Stream.<Lock>generate(ReentrantLock::new).limit(LOCKS).toList();

  /**
   * @param reader of FHIR R4
   */
  public FhirResource(Supplier<Optional<RestReader>> reader, Inbox inbox, Clock clock) {
    this.reader = reader;
    this.inbox = inbox;
    this.clock = clock;
  }

  @Override
  public List<Operation> operations() {
    return List.of(
        Operation.get(METADATA, "能力声明（FHIR R4）", "CapabilityStatement of FHIR R4")
            .query("_format", "json 或 xml", "json or xml")
            .produces(Fhir.JSON, FhirForm.XML)
            .answers(200, "CapabilityStatement", "CapabilityStatement")
            .answers(406, "只提供 JSON 与 XML", "only JSON and XML are served")
            .by(this::metadata),
        writing(Operation.post(Fhir.PATH, "接收 Bundle 或单个资源", "Takes a Bundle or a resource"))
            .answers(
                200,
                "已落盘：transaction-response、batch-response、message 或 OperationOutcome",
                "stored: transaction-response, batch-response, message or OperationOutcome")
            .answers(201, "已落盘的单个资源", "a single resource is stored")
            .by(this::take),
        writing(Operation.post(Fhir.PATH + "/{type}", "接收一个资源", "Takes a resource"))
            .answers(200, "符合 If-None-Exist 的已存在", "one that fits If-None-Exist is there")
            .answers(201, "已落盘", "stored for good")
            .answers(404, "不接收此类型", "the type is not taken")
            .answers(412, "If-None-Exist 不够明确", "If-None-Exist is not selective enough")
            .by(this::take),
        writing(Operation.put(Fhir.PATH + "/{type}/{id}", "接收一个资源的新版本", "Takes a resource anew"))
            .answers(200, "已落盘，以前收到过此 id", "stored; the id came before")
            .answers(201, "已落盘，首次收到此 id", "stored; the id is new")
            .answers(404, "不接收此类型", "the type is not taken")
            .answers(412, "不支持 If-Match", "If-Match is not supported")
            .by(this::take));
  }

  private static Operation.Builder writing(Operation.Builder operation) {
    return operation
        .roles(Role.IT)
        .query("_format", "应答格式：json 或 xml", "form of the answer: json or xml")
        .body(FhirForm.contentTypes())
        .produces(Fhir.JSON, FhirForm.XML)
        .answers(400, "无法读取，见 OperationOutcome", "not readable, see the OperationOutcome")
        .answers(406, "只提供 JSON 与 XML", "only JSON and XML are served")
        .answers(422, "不能接收，见 OperationOutcome", "cannot be taken, see the OperationOutcome")
        .answers(503, "请稍后重发，见 Retry-After", "send again later, see Retry-After");
  }

  private Object metadata(Call call) throws ProblemException {
    Form form = form(call);
    StringBuffer url = call.request().getRequestURL();
    String base = url.substring(0, url.lastIndexOf("/"));
    return new WrittenAnswer(
        200, FhirForm.contentType(form), Map.of(), present().capabilities(form, base));
  }

  private RestReader present() throws ProblemException {
    return ProblemException.present(reader, "FHIR", "FHIR");
  }

  private static Form form(Call call) throws ProblemException {
    return FhirForm.answer(call.request())
        .orElseThrow(
            () ->
                new ProblemException(
                    406,
                    "只提供 " + Fhir.JSON + " 与 " + FhirForm.XML,
                    "only " + Fhir.JSON + " and " + FhirForm.XML + " are served"));
  }

  private Object take(Call call) throws ProblemException, IOException {
    HttpServletRequest asked = call.request();
    Form form = form(call);
    check(asked);
    RestReader present = present();
    RestReader.Outcome read =
        present.read(
            new Request(
                asked.getMethod(),
                Fhir.PATH,
                Optional.ofNullable(call.path("type")).orElse(""),
                Optional.ofNullable(call.path("id")).orElse(""),
                onlyIfNone(asked),
                FhirForm.declared(asked),
                form,
                FhirForm.wanted(asked),
                call.body(present.maxBytes()),
                clock.instant()));
    Answer answer = read instanceof Refused refused ? refused.answer() : storeOrKnow((Taken) read);
    return new WrittenAnswer(
        answer.status(), FhirForm.contentType(form), answer.headers(), answer.body());
  }

  /** What the headers ask for that nobody here can do. */
  private static void check(HttpServletRequest asked) throws ProblemException {
    String type = asked.getContentType();
    String charset = type == null ? "" : FhirForm.parameter(type, "charset");
    if (!charset.isEmpty() && !charset.equalsIgnoreCase("utf-8")) {
      throw new ProblemException(415, "字符集应为 UTF-8", "the character set must be UTF-8");
    }
    String encoding = asked.getHeader("Content-Encoding");
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      throw new ProblemException(415, "不支持压缩的请求体", "compressed bodies are not supported");
    }
    if (asked.getHeader("If-Match") != null) {
      throw new ProblemException(
          412, "不保存资源的版本，不支持 If-Match", "versions are not kept, so If-Match cannot hold");
    }
  }

  private static String onlyIfNone(HttpServletRequest asked) throws ProblemException {
    String condition = asked.getHeader("If-None-Exist");
    try {
      return condition == null ? "" : URLDecoder.decode(condition, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw ProblemException.bad("If-None-Exist 编码有误", "If-None-Exist is not encoded well");
    }
  }

  /** Two requests with one condition at once: the second waits until the first is stored. */
  private Answer storeOrKnow(Taken taken) throws ProblemException {
    if (taken.unlessKnown().isEmpty()) {
      return store(taken);
    }
    String controlId = taken.unlessKnown().get();
    Lock lock = locks.get(Math.floorMod(controlId.hashCode(), LOCKS));
    try {
      if (!lock.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw later("同一条件的请求仍在处理", "a request with this condition is still at work");
      }
    } catch (InterruptedException e) {
      throw stopping();
    }
    try {
      OptionalLong known = inbox.find(taken.messages().get(0).sender(), controlId);
      return known.isPresent() ? taken.known(known.getAsLong()) : store(taken);
    } finally {
      lock.unlock();
    }
  }

  private Answer store(Taken taken) throws ProblemException {
    List<RawMessage> messages = taken.messages();
    if (messages.isEmpty()) {
      return taken.stored(0, false);
    }
    try {
      Arrival arrival = inbox.accept(messages).get(PATIENCE_SECONDS, TimeUnit.SECONDS).get(0);
      return taken.stored(arrival.arrivalNumber(), arrival.repeated() || arrival.controlIdReused());
    } catch (Inbox.InboxFullException e) {
      throw later("收件箱已满，请稍后重发", "inbox is full; send again later");
    } catch (ExecutionException | TimeoutException e) {
      throw later("数据库不可用，请重发", "the store is unavailable; send again");
    } catch (InterruptedException e) {
      throw stopping();
    }
  }

  private static ProblemException stopping() {
    Thread.currentThread().interrupt();
    return later("节点正在停止", "the node is stopping");
  }

  private static ProblemException later(String zh, String en) {
    return new ProblemException(503, new Text(zh, en), Map.of("Retry-After", Fhir.RETRY_SECONDS));
  }
}
