package org.duima.cli;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duima.cli.internal.Failure;
import org.duima.cli.internal.Hl7File;
import org.duima.cli.internal.MllpClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "send",
    description = {
      "按 MLLP 发送文件中的 HL7 v2 消息（可多条，可为 FHS/BHS 批次），并打印应答。",
      "Sends the HL7 v2 messages of files over MLLP, several or batches too, and prints the answers."
    })
final class SendCommand extends Options {
  /** MSA-1 of every acknowledgement in an answer. */
  private static final Pattern VERDICT = Pattern.compile("(?m)^MSA.([A-Z]{2})");

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = {"HL7 v2 文件，- 为标准输入", "file of HL7 v2, - for standard input"})
  List<Path> files;

  @Option(
      names = "--to",
      paramLabel = "HOST:PORT",
      description = {
        "接收方，默认节点目录配置的 MLLP 端口",
        "the receiver, by default the MLLP port of the node's home"
      })
  String to;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = {"等待每个应答的秒数，默认 30", "how long to wait for each answer, 30 by default"})
  int timeoutSeconds;

  @Override
  public Integer call() {
    if (timeoutSeconds < 1) {
      throw Failure.unusable("--timeout 应为正数", "--timeout: expected a positive number");
    }
    List<byte[]> frames = new ArrayList<>();
    for (Path file : files) {
      List<byte[]> ofFile = Hl7File.frames(read(file));
      if (ofFile.isEmpty()) {
        throw Failure.unusable(
            file + "：没有以 MSH、FHS 或 BHS 开头的消息", "no message that begins with MSH, FHS or BHS");
      }
      frames.addAll(ofFile);
    }
    int refused = 0;
    String address = to == null ? home().mllpAddress() : to;
    try (MllpClient receiver = new MllpClient(address, Duration.ofSeconds(timeoutSeconds))) {
      for (int i = 0; i < frames.size(); i++) {
        receiver.send(frames.get(i));
        if (!Hl7File.expectsAnswer(frames.get(i))) {
          console.note("第 " + (i + 1) + " 帧不要求应答", "frame " + (i + 1) + " asks for no answer");
          continue;
        }
        try {
          String answer = text(receiver.answer());
          console.out().print(answer);
          console.out().println();
          refused += refusals(answer);
        } catch (Failure e) {
          console.note("第 " + (i + 1) + " 帧没有应答", "frame " + (i + 1) + " was not answered");
          throw e;
        }
      }
    }
    console.note(
        "已发送 " + frames.size() + " 帧，被拒 " + refused + " 条",
        frames.size() + " frames sent, " + refused + " messages refused");
    return refused == 0 ? 0 : 1;
  }

  private static String text(byte[] answer) {
    String name = Hl7File.characterSet(answer).toUpperCase(Locale.ROOT);
    Charset charset = StandardCharsets.UTF_8;
    if (name.startsWith("GB")) {
      charset = Charset.forName("GB18030");
    } else if (name.startsWith("8859/")) {
      try {
        charset = Charset.forName("ISO-8859-" + name.substring("8859/".length()));
      } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
        charset = StandardCharsets.ISO_8859_1;
      }
    }
    return new String(answer, charset).replace('\r', '\n');
  }

  /** Messages of an answer that were not taken; an answer that acknowledges nothing counts too. */
  private static int refusals(String answer) {
    Matcher verdicts = VERDICT.matcher(answer);
    int answered = 0;
    int refused = 0;
    while (verdicts.find()) {
      answered++;
      if (!verdicts.group(1).endsWith("A")) {
        refused++;
      }
    }
    return answered == 0 ? 1 : refused;
  }
}
