package org.duima.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.duima.cli.internal.Console;
import org.duima.cli.internal.Failure;
import picocli.CommandLine;

/**
 * The commands. Results go to standard output, all else to standard error. Exit codes: 0 fine, 1
 * the input has errors, 2 unreadable input or wrong usage, 3 the node is not reachable.
 */
public final class Main {
  /** Only the command that is called is built, because each costs time to reflect upon. */
  private static final Map<String, Supplier<Options>> COMMANDS = new LinkedHashMap<>();

  private static final Map<String, String> SUMMARIES = new LinkedHashMap<>();

  private static void add(String name, String summary, Supplier<Options> command) {
    COMMANDS.put(name, command);
    SUMMARIES.put(name, summary);
  }

  static {
    add("assemble", "清单生成预览 / messages to settlement lists", AssembleCommand::new);
    add("check", "校验清单 / validate a settlement list", CheckCommand::new);
    add("alert", "审查医嘱 / judge an order", AlertCommand::new);
    add("map", "编码对照 / translate codes", MapCommand::new);
    add("import", "导入编码表、字典、财务结算清单 / bring in tables, settlements", ImportCommand::new);
    add("queue", "待人工处理 / what needs a person", QueueCommand::new);
    add("stay", "一次就诊 / one stay", StayCommand::new);
    add("list", "结算清单 / settlement lists", ListCommand::new);
    add("report", "报表 / reports", ReportCommand::new);
    add("platform", "向平台查询 / questions to the platform", PlatformCommand::new);
    add("deliveries", "给其他目的地的投递 / deliveries to other destinations", DeliveriesCommand::new);
    add("resend", "重新处理消息 / process dead messages again", MessageCommand.Resend::new);
    add("discard", "放弃消息 / give dead messages up", MessageCommand.Discard::new);
    add("status", "节点计数 / counts of a node", StatusCommand::new);
    add("key", "API 密钥 / API keys", KeyCommand::new);
    add("user", "登录用户 / people who log in", UserCommand::new);
    add("send", "MLLP 发送 / send over MLLP", SendCommand::new);
  }

  private Main() {}

  /** Runs one command and ends the program with its exit code. */
  public static void main(String[] arguments) {
    Console console =
        new Console(
            System.in,
            utf8(FileDescriptor.out, false),
            utf8(FileDescriptor.err, true),
            System.getenv(),
            Clock.systemDefaultZone());
    System.exit(run(console, arguments));
  }

  /** Names and sentences are Chinese, whatever the machine's locale. */
  private static PrintStream utf8(FileDescriptor descriptor, boolean autoFlush) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(descriptor), 1 << 16),
        autoFlush,
        StandardCharsets.UTF_8);
  }

  /**
   * Runs one command.
   *
   * @return its exit code
   */
  static int run(Console console, String... arguments) {
    try {
      return execute(console, arguments);
    } finally {
      console.out().flush();
      console.err().flush();
    }
  }

  private static int execute(Console console, String... arguments) {
    if (arguments.length == 0 || arguments[0].equals("--help") || arguments[0].equals("-h")) {
      PrintStream stream = arguments.length == 0 ? console.err() : console.out();
      overview(stream);
      return arguments.length == 0 ? Failure.UNUSABLE : 0;
    }
    Supplier<Options> supplier = COMMANDS.get(arguments[0]);
    if (supplier == null) {
      console.note("没有命令 " + arguments[0], "no such command");
      overview(console.err());
      return Failure.UNUSABLE;
    }
    Options command = supplier.get();
    command.console = console;
    CommandLine line = new CommandLine(command);
    for (CommandLine subcommand : line.getSubcommands().values()) {
      subcommand.<Options>getCommand().console = console;
    }
    line.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
    line.setUsageHelpWidth(100);
    explain(line);
    line.getSubcommands().values().forEach(Main::explain);
    line.setParameterExceptionHandler(
        (e, args) -> {
          console.note("用法错误", "wrong usage: " + e.getMessage());
          console.note(
              "用法见 duima " + arguments[0] + " --help", "see duima " + arguments[0] + " --help");
          return Failure.UNUSABLE;
        });
    line.setExecutionExceptionHandler((e, called, parsed) -> report(console, e));
    return line.execute(Arrays.copyOfRange(arguments, 1, arguments.length));
  }

  private static void explain(CommandLine line) {
    line.getCommandSpec()
        .usageMessage()
        .synopsisHeading("用法 / usage: duima ")
        .footer(
            "退出码：0 正常，1 输入有错，2 用法错误或无法读取，3 不可达",
            "Exit codes: 0 fine, 1 errors in the input, 2 wrong usage or unreadable, 3 not reachable");
  }

  private static int report(Console console, Exception e) {
    console.out().flush();
    if (e instanceof Failure failure) {
      console.err().println(failure.getMessage());
      return failure.exitCode();
    }
    // the text of an unforeseen exception may quote a message, and with it a patient
    StackTraceElement[] trace = e.getStackTrace();
    String place = trace.length == 0 ? "" : " at " + trace[0];
    console.note("程序错误", "defect of the program: " + e.getClass().getName() + place);
    return Failure.UNUSABLE;
  }

  private static void overview(PrintStream stream) {
    stream.println("用法 / usage: duima COMMAND [--home DIR] …    duima COMMAND --help");
    SUMMARIES.forEach((name, summary) -> stream.printf("  %-10s%s%n", name, summary));
  }
}
