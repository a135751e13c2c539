package org.duima.source.fhir4.internal;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.duima.api.Finding;
import org.duima.api.alert.AlertAnswer;
import org.duima.api.alert.OrderDoor;
import org.duima.api.alert.OrderRequest;
import org.duima.api.mapping.Dictionaries;
import org.duima.api.site.Sites;

/** Orders over CDS Hooks 2.0 with resources of FHIR R4. */
public final class CdsHooksDoor implements OrderDoor {
  static final String FEEDBACK = "/feedback";
  private static final String TIMES_PER_DAY = "times_per_day";

  private final FhirR4 fhir = new FhirR4();
  private final Sites sites;
  private final Supplier<Dictionaries> dictionaries;

  /**
   * @param dictionaries where the table of how often a day is; asked when it is needed
   */
  public CdsHooksDoor(Sites sites, Supplier<Dictionaries> dictionaries) {
    this.sites = sites;
    this.dictionaries = dictionaries;
  }

  private Optional<String> timesPerDay(String written) {
    return dictionaries.get().translate(TIMES_PER_DAY, RequestReader.FAMILY, written);
  }

  /**
   * Prepares for the first request, which would otherwise wait a second. To be called beside the
   * start of the node.
   */
  public void warm() {
    fhir.warm(Samples.ALL);
  }

  @Override
  public String family() {
    return RequestReader.FAMILY;
  }

  @Override
  public Asked read(String what, byte[] body, Instant at) {
    try {
      boolean isFeedback = what.endsWith(FEEDBACK);
      String id = isFeedback ? what.substring(0, what.length() - FEEDBACK.length()) : what;
      if (isFeedback) {
        service(id);
        return new Told(Feedback.read(body), "");
      }
      CdsService service = id.isEmpty() ? byHook(body) : service(id);
      Envelope envelope = Envelope.read(service, body);
      Findings findings = new Findings();
      OrderRequest request =
          new RequestReader(fhir, service, envelope, sites.current(), this::timesPerDay, findings)
              .request(at);
      return new Question(request, "", findings.list());
    } catch (NotAsked e) {
      return new Refused(e.status(), e.reason(), "");
    }
  }

  private static CdsService service(String id) throws NotAsked {
    return CdsService.ofId(id)
        .orElseThrow(
            () ->
                new NotAsked(
                    404,
                    Finding.error("cds.unknown-service", "", "没有此服务", "there is no such service")));
  }

  /** A request in a file does not say which service it is for; its hook does. */
  private static CdsService byHook(byte[] body) throws NotAsked {
    String hook =
        JsonText.read(
            body,
            json -> {
              String[] found = {""};
              json.fields(
                  (name, token) -> {
                    if (name.equals("hook")) {
                      found[0] = json.text(name);
                    } else {
                      json.parser().skipChildren();
                    }
                  });
              return found[0];
            });
    if (hook.isEmpty()) {
      throw NotAsked.missing("hook");
    }
    return CdsService.ofHook(hook)
        .orElseThrow(
            () ->
                NotAsked.bad(
                    "cds.wrong-hook", "hook", "没有用于此 hook 的服务", "no service takes this hook"));
  }

  @Override
  public byte[] answer(Question asked, AlertAnswer answer) {
    return Cards.write(answer, asked.findings());
  }

  @Override
  public byte[] answer(Told told, Set<String> unknownAlerts) {
    return Feedback.answer(told.feedback(), unknownAlerts);
  }

  @Override
  public byte[] answer(Refused refused) {
    return Cards.outcome(refused.status(), refused.reason());
  }

  @Override
  public Optional<byte[]> discovery() {
    return Optional.of(Discovery.DOCUMENT.clone());
  }
}
