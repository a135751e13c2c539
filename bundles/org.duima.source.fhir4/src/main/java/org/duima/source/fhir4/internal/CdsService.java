package org.duima.source.fhir4.internal;

import java.util.Optional;
import org.duima.api.Text;
import org.duima.api.alert.Scene;

/** A service of the CDS Hooks door, as discovery lists it. */
enum CdsService {
  ORDER_SELECT(
      "duima-order-select",
      "order-select",
      "draftOrders",
      Scene.SELECT,
      new Text("医保知识库：选择医嘱时提醒", "Insurance knowledge base: when an order is selected"),
      new Text(
          "按医保知识库检查刚选中的药品、项目、耗材，只就选中的医嘱提醒。",
          "Judges drafts by the insurance knowledge base; speaks of what is selected only.")),
  ORDER_SIGN(
      "duima-order-sign",
      "order-sign",
      "draftOrders",
      Scene.SIGN,
      new Text("医保知识库：签署医嘱时提醒", "Insurance knowledge base: when orders are signed"),
      new Text(
          "按医保知识库检查待签署的全部医嘱。",
          "Judges the orders that are about to be signed by the insurance knowledge base.")),
  MEDICATION_PRESCRIBE(
      "duima-medication-prescribe",
      "medication-prescribe",
      "medications",
      Scene.SIGN,
      new Text("医保知识库：开药时提醒（旧）", "Insurance knowledge base: prescribing (deprecated)"),
      new Text(
          "medication-prescribe 已被 order-sign 取代，仅为旧系统保留。",
          "For systems that still send medication-prescribe, which order-sign replaced."));

  private final String id;
  private final String hook;
  private final String orders;
  private final Scene scene;
  private final Text title;
  private final Text description;

  CdsService(String id, String hook, String orders, Scene scene, Text title, Text description) {
    this.id = id;
    this.hook = hook;
    this.orders = orders;
    this.scene = scene;
    this.title = title;
    this.description = description;
  }

  String id() {
    return id;
  }

  String hook() {
    return hook;
  }

  /** Field of the context that holds the drafts. */
  String orders() {
    return orders;
  }

  Scene scene() {
    return scene;
  }

  Text title() {
    return title;
  }

  Text description() {
    return description;
  }

  static Optional<CdsService> ofId(String id) {
    for (CdsService service : values()) {
      if (service.id.equals(id)) {
        return Optional.of(service);
      }
    }
    return Optional.empty();
  }

  static Optional<CdsService> ofHook(String hook) {
    for (CdsService service : values()) {
      if (service.hook.equals(hook)) {
        return Optional.of(service);
      }
    }
    return Optional.empty();
  }
}
