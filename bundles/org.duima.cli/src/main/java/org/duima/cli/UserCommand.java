package org.duima.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.duima.cli.internal.Failure;
import org.duima.cli.internal.NodeClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "user",
    description = {
      "登录用户：add 添加，passwd 重设密码，list 查看，disable 停用。由他人设定的密码须在首次登录时修改。",
      "People who log in: add one, set a password, list them, disable one. A password that somebody"
          + " else chose must be changed at the first login."
    })
final class UserCommand extends AccessOptions {
  enum Action {
    add,
    passwd,
    list,
    disable
  }

  @Parameters(index = "0", paramLabel = "add|passwd|list|disable")
  Action action;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = {
        "从文件读取密码，- 为标准输入；不写则在终端输入",
        "reads the password from a file, - is standard input; without it the terminal asks"
      })
  Path passwordFile;

  @Override
  public Integer call() {
    NodeClient node = node();
    switch (action) {
      case list -> print(node.get("/api/users"));
      case add -> {
        if (roles.isEmpty()) {
          throw Failure.unusable("请用 --role 给出角色", "give at least one --role");
        }
        node.post("/api/users", body(roles).put("password", password()));
        done();
      }
      case passwd -> {
        String path = "/api/users/" + path() + "/password";
        node.post(path, JsonNodeFactory.instance.objectNode().put("password", password()));
        done();
      }
      case disable -> {
        ObjectNode nothing = JsonNodeFactory.instance.objectNode();
        node.post("/api/users/" + path() + "/disable", nothing);
        done();
      }
    }
    return 0;
  }

  private void done() {
    console.out().println(name + "\t" + action + "\tok");
  }

  /** Never an argument: those are seen by others on the machine. */
  private String password() {
    java.io.Console terminal = System.console();
    if (passwordFile == null && terminal != null) {
      char[] first = terminal.readPassword("密码 / password: ");
      char[] second = terminal.readPassword("再次输入 / again: ");
      if (first == null || !Arrays.equals(first, second)) {
        throw Failure.unusable("两次输入不同", "the two do not agree");
      }
      return new String(first);
    }
    Path file = passwordFile == null ? Path.of("-") : passwordFile;
    String text = new String(read(file), StandardCharsets.UTF_8);
    return text.lines().findFirst().orElse("");
  }
}
