package org.duima.demo.day;

import java.util.List;

/** Writes what happens in a stay in the form in which the hospital's systems send it. */
interface StayWriter {
  /**
   * One message.
   *
   * @param name what it is, for people
   * @param body its bytes
   */
  record Written(String name, byte[] body) {}

  /** How these messages travel. */
  Message.Kind kind();

  /** The patient where they are at that time; {@code trigger} is the event of HL7 ADT. */
  Written movement(Head head, String trigger);

  /** A transfer, which names the place before as well. */
  Written transfer(Head head, Stay.Move move);

  /** What the ward knows at discharge: nursing days, durations, weights. */
  Written wardFacts(Head head);

  /** Working diagnoses. */
  Written workingDiagnoses(Head head, List<Coded> diagnoses);

  /** The patient number {@code retired} is used no more. */
  Written merge(Head head, String retired);

  /** Charge lines. */
  Written charges(Head head, List<ChargeLine> lines);

  /** The n-th results of the laboratory. */
  Written laboratory(Head head, int number);

  /** One observation, {@code CODE NAME VALUE UNIT}. */
  Written observation(Head head, String written);

  /** A whole settlement. */
  Written settlement(Head head, Course.Settled settled);

  /** A settlement is taken back. */
  Written refund(Head head, Course.Settled settled);

  /** The invoice of a settlement. */
  Written invoice(Head head, Course.Settled settled);

  /** A version of the coded front page. */
  Written frontPage(Head head, Stay.FrontPage page);

  /** What the receiver does not use; {@code event} is the message type of HL7. */
  Written unsupported(Head head, String event);
}
