package org.duima.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import org.duima.cli.internal.NodeClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "key",
    description = {
      "机器使用的 API 密钥：add 添加（密钥只显示一次），list 查看，revoke 吊销。默认角色 it。",
      "API keys of machines: add one (the key is shown once), list them, revoke one. The role is it by"
          + " default."
    })
final class KeyCommand extends AccessOptions {
  enum Action {
    add,
    list,
    revoke
  }

  @Parameters(index = "0", paramLabel = "add|list|revoke")
  Action action;

  @Override
  public Integer call() {
    NodeClient node = node();
    switch (action) {
      case list -> print(node.get("/api/keys"));
      case add -> {
        JsonNode added = node.post("/api/keys", body(roles.isEmpty() ? List.of(Role.it) : roles));
        console.out().println(json ? added.toString() : added.path("key").asText());
        console.note("密钥只显示这一次，请妥善保存", "the key is shown this once; keep it safe");
      }
      case revoke -> {
        node.post("/api/keys/" + path() + "/revoke", JsonNodeFactory.instance.objectNode());
        console.out().println(name + "\trevoke\tok");
      }
    }
    return 0;
  }
}
