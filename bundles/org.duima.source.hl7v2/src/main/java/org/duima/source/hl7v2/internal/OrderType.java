package org.duima.source.hl7v2.internal;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The messages that bring orders, each with the message that answers it. */
enum OrderType {
  /** General order; its answer has to repeat what was ordered. */
  ORM_O01("ORM^O01", "ORR", "O02", Set.of("OBR", "RQD", "RQ1", "RXO", "ODS", "ODT")),
  /** Pharmacy or treatment order. */
  OMP_O09("OMP^O09", "ORP", "O10", Set.of()),
  /** Encoded pharmacy order. */
  RDE_O11("RDE^O11", "RRE", "O12", Set.of()),
  /** The same before 2.4. */
  RDE_O01("RDE^O01", "RRE", "O02", Set.of()),
  /** Laboratory order; in its answer orders stand behind PID only. */
  OML_O21("OML^O21", "ORL", "O22", Set.of()),
  /** General clinical order. */
  OMG_O19("OMG^O19", "ORG", "O20", Set.of()),
  /** Imaging order; its answer has to repeat what was ordered. */
  OMI_O23("OMI^O23", "ORI", "O24", Set.of("OBR", "IPC"));

  private static final Map<String, OrderType> BY_MESSAGE =
      Arrays.stream(values()).collect(Collectors.toMap(type -> type.message, Function.identity()));

  private final String message;
  private final String answerCode;
  private final String answerEvent;
  private final Set<String> repeated;

  OrderType(String message, String answerCode, String answerEvent, Set<String> repeated) {
    this.message = message;
    this.answerCode = answerCode;
    this.answerEvent = answerEvent;
    this.repeated = repeated;
  }

  /** The type of MSH-9 such as {@code ORM^O01}, null if the message brings no orders. */
  static OrderType of(String message) {
    return BY_MESSAGE.get(message);
  }

  /** Messages that bring orders, as in MSH-9. */
  static Set<String> messages() {
    return BY_MESSAGE.keySet();
  }

  String message() {
    return message;
  }

  String answerCode() {
    return answerCode;
  }

  String answerEvent() {
    return answerEvent;
  }

  /** Whether the structure of the answer has no place for orders without a patient. */
  boolean needsPatient() {
    return this == OML_O21;
  }

  String answerStructure() {
    return answerCode + "_" + answerEvent;
  }

  /** Segments of an order that the answer repeats, since its structure demands them. */
  Set<String> repeated() {
    return repeated;
  }
}
