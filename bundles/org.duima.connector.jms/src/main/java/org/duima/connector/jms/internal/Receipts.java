package org.duima.connector.jms.internal;

import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import java.util.List;
import org.duima.api.Text;
import org.duima.api.platform.Answer;
import org.duima.api.platform.Receipt;

/** What is said of a call, in words of our own: a broker's may name anything. */
final class Receipts {
  private static final Text ADDRESS =
      new Text("请核对 url、user、passwordFile 与队列名", "check url, user, passwordFile and the name");

  private Receipts() {}

  static Receipt accepted(String messageId) {
    return new Receipt.Accepted("", messageId == null ? "" : messageId);
  }

  static Receipt notReached() {
    return new Receipt.Unknown(false, "消息服务器不可达 / the broker cannot be reached");
  }

  static Receipt notInTime() {
    return new Receipt.Unknown(false, "前面的消息还没有发完 / messages before this one are still being sent");
  }

  static Receipt notConfirmed() {
    return new Receipt.Unknown(
        true, "消息服务器没有确认，重发不会重复 / the broker did not confirm; a repeat is not doubled");
  }

  static Receipt full() {
    return refused(
        "jms.full",
        Receipt.Kind.BUSY,
        "platform",
        new Text("消息服务器的队列已满", "the broker's queue is full"),
        new Text("等接收方取走消息后再发", "sent again once the receiver has taken messages"));
  }

  static Receipt nobodyListens() {
    return refused(
        "jms.no-subscriber",
        Receipt.Kind.CONFIGURATION,
        "it",
        new Text("主题没有持久订阅者，消息会丢失，未发送", "the topic has no durable subscriber: not sent"),
        new Text("请接收方先建立持久订阅，或改用 queue", "let the receiver subscribe durably, or use queue"));
  }

  /** What an exception of JMS says for sure; null if it does not. */
  static Receipt certain(JMSException failure) {
    if (failure instanceof JMSSecurityException) {
      return refused(
          "jms.security",
          Receipt.Kind.CONFIGURATION,
          "it",
          new Text("消息服务器拒绝登录或没有权限", "the broker refuses the login or the right to send"),
          ADDRESS);
    }
    if (failure instanceof InvalidDestinationException) {
      return noSuchQueue();
    }
    return null;
  }

  static Receipt noSuchQueue() {
    return refused(
        "jms.destination",
        Receipt.Kind.CONFIGURATION,
        "it",
        new Text("消息服务器上没有这个队列或主题", "the broker has no such queue or topic"),
        ADDRESS);
  }

  private static Receipt refused(
      String rule, Receipt.Kind kind, String who, Text meaning, Text advice) {
    return new Receipt.Refused(
        kind,
        rule,
        meaning.toString(),
        new Answer(rule, kind, who, meaning, advice, List.of(), "", ""));
  }
}
