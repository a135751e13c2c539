package org.duima.demo.simulator;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The command line of the simulator. */
final class CommandLine {
  /** The simulator is listening; the process goes on. */
  static final int RUNNING = -1;

  static final String HELP =
      """
      用法 / usage: simulator --secret-file FILE [选项 / options]
        --port N                    端口，默认 8190；0 为任意空闲端口 / port, default 8190, 0 takes a free one
        --secret-file F             签名密钥文件（必填）/ file with the signing token (required)
        --generate-secret-file F    同上，文件不存在时生成（0600）/ the same, made with 0600 if absent
        --sm DIR                    报文体SM2签名、SM4加密；目录内为密钥，应用编号即 paasid
                                    sealed bodies; folder with app-secret, platform-private-key,
                                    hospital-public-key; the application id is the paasid
        --generate-sm DIR           同上，没有时生成双方密钥（0600）/ the same, makes both sides' keys
        --paasid ID                 x-tif-paasid，默认 / default duima-simulator
        --mappings DIR              字段表与字典目录，默认 ./mappings / field table and dictionaries
        --diagnoses F, --procedures F   医保版编码表 code,name / insurance codes with names
        --catalogues DIR            目录下载文件 1307.txt 等（TAB 分隔）/ catalogue files to download
        --store DIR                 保存已接收清单，重启不丢 / keeps what was taken over restarts
        --behave SPEC               行为，可重复 / behaviour, may be repeated:
                                    normal slow late-taking silent-after-taking down html error-200
                                    gateway-error rate-limit garbled text-code openhis-build
                                    refuse-required refuse-dictionary refuse-duplicate-diagnosis
                                    refuse-duplicate-operation refuse-name refuse-code
                                    refuse-database refuse-garbled refuse-code-one refuse-3103
                                    no-data signature-refused server-error bad-gateway silent output-null
                                    output-text output-array output-missing rows-without-node
                                    wrong-seal
                                    review-refuse review-pass
                                    SPEC = NAME[:delay=MS,probability=P,next=N,infno=4101A+4102|*]
        --seed N                    随机种子 / seed of the probabilities
        --infver V                  接口版本号，默认 V1.0 / interface version
        --sign-in-seconds N         签到有效秒数，默认当日 / how long a sign-in lasts, default until midnight
        --no-sign-in                不要求签到流水号 / sign_no is not required
        --strict-dictionaries       不完整的字典也强制 / enforce dictionaries not marked complete
        --regional-fields           地区必填字段必填 / fields that some regions require are required
        --form-limits               按纸质清单行数上限 / row limits of the paper form
        --aliases                   接受旧版字段名 / accept field names of older builds
        --now yyyy-MM-ddTHH:mm:ss   清单校验用的当前时间 / "now" for the checks of a list
        --help                      本说明 / this text
      仅监听 127.0.0.1 / listens on 127.0.0.1 only. 控制 / control: GET /_simulator/counts, records,
      refusals, dispositions, behave; POST /_simulator/behave, review, alter, settlement, sign-out
      """;

  private CommandLine() {}

  /** Runs the command; the exit code, or {@link #RUNNING}. */
  static int run(String[] args, PrintStream out, PrintStream err) {
    try {
      SimulatorOptions options = parse(args);
      if (options == null) {
        out.print(HELP);
        return 0;
      }
      PlatformSimulator simulator = new PlatformSimulator(options);
      try {
        simulator.start();
      } catch (IOException e) {
        simulator.close();
        throw e;
      }
      Runtime.getRuntime().addShutdownHook(new Thread(() -> close(simulator, err)));
      err.println("simulator: " + simulator.summary());
      out.println("simulator: " + simulator.baseUrl());
      out.flush();
      return RUNNING;
    } catch (SetupException | IllegalArgumentException e) {
      err.println("simulator: " + e.getMessage());
      return 2;
    } catch (IOException e) {
      err.println("simulator: 无法监听端口 / cannot listen: " + e.getMessage());
      return 2;
    }
  }

  private static void close(PlatformSimulator simulator, PrintStream err) {
    try {
      simulator.close();
    } catch (IOException e) {
      err.println("simulator: 关闭失败 / close failed: " + e.getMessage());
    }
  }

  /** The options, or null where only help is wanted. */
  private static SimulatorOptions parse(String[] args) {
    Deque<String> left = new ArrayDeque<>(List.of(args));
    List<String[]> settings = new ArrayList<>();
    Path mappings = Path.of("mappings");
    String secret = null;
    SmKeys sm = null;
    while (!left.isEmpty()) {
      String name = left.removeFirst();
      switch (name) {
        case "--help" -> {
          return null;
        }
        case "--mappings" -> mappings = path(value(name, left));
        case "--secret-file" -> secret = SecretFile.read(path(value(name, left)));
        case "--generate-secret-file" ->
            secret = SecretFile.readOrGenerate(path(value(name, left)));
        case "--sm" -> sm = SmKeys.read(path(value(name, left)));
        case "--generate-sm" -> sm = SmKeys.readOrGenerate(path(value(name, left)));
        case "--no-sign-in",
            "--strict-dictionaries",
            "--regional-fields",
            "--form-limits",
            "--aliases" ->
            settings.add(new String[] {name, ""});
        case "--port",
            "--paasid",
            "--store",
            "--diagnoses",
            "--procedures",
            "--behave",
            "--seed",
            "--infver",
            "--sign-in-seconds",
            "--catalogues",
            "--now" ->
            settings.add(new String[] {name, value(name, left)});
        default -> throw new SetupException("不认识的参数 / unknown argument: " + name + " (--help)");
      }
    }
    if (secret == null) {
      throw new SetupException("缺少 / missing --secret-file 或 / or --generate-secret-file (--help)");
    }
    SimulatorOptions.Builder builder =
        SimulatorOptions.builder(mappings, secret).port(8190).smKeys(sm);
    for (String[] setting : settings) {
      apply(builder, setting[0], setting[1]);
    }
    return builder.build();
  }

  private static void apply(SimulatorOptions.Builder builder, String name, String value) {
    switch (name) {
      case "--port" -> builder.port(port(name, value));
      case "--paasid" -> builder.paasid(value);
      case "--store" -> builder.store(path(value));
      case "--diagnoses" -> builder.diagnoses(path(value));
      case "--procedures" -> builder.procedures(path(value));
      case "--behave" -> builder.behave(Behaviour.parse(value));
      case "--seed" -> builder.seed(number(name, value));
      case "--catalogues" -> builder.catalogues(path(value));
      case "--sign-in-seconds" -> builder.signInSeconds(number(name, value));
      case "--infver" -> builder.infver(value);
      case "--now" -> builder.calendarNow(time(name, value));
      case "--no-sign-in" -> builder.signInRequired(false);
      case "--strict-dictionaries" -> builder.strictDictionaries(true);
      case "--regional-fields" -> builder.regionalFields(true);
      case "--form-limits" -> builder.formLimits(true);
      case "--aliases" -> builder.aliases(true);
      default -> throw new IllegalStateException("not handled: " + name);
    }
  }

  private static String value(String name, Deque<String> left) {
    if (left.isEmpty()) {
      throw new SetupException("缺少参数值 / value missing: " + name);
    }
    return left.removeFirst();
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new SetupException("路径无效 / not a path: " + text, e);
    }
  }

  private static int port(String name, String text) {
    long number = number(name, text);
    if (number < 0 || number > 65_535) {
      throw new SetupException("端口应在 0 到 65535 之间 / port must be 0 to 65535: " + text);
    }
    return (int) number;
  }

  private static long number(String name, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new SetupException("不是整数 / not a whole number: " + name + " " + text, e);
    }
  }

  private static LocalDateTime time(String name, String text) {
    try {
      return LocalDateTime.parse(text);
    } catch (DateTimeParseException e) {
      throw new SetupException("时间应为 / time must be yyyy-MM-ddTHH:mm:ss: " + name, e);
    }
  }
}
