package org.duima.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.duima.cli.internal.Failure;
import org.duima.cli.internal.NodeClient;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the commands take that manage who may use a node. */
abstract class AccessOptions extends NodeOptions {
  enum Role {
    admin,
    coder,
    office,
    it
  }

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NAME",
      description = {"名称", "its name"})
  String name;

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      description = {
        "角色，可多次给出：admin 全部，coder 编码员，office 医保办，it 信息科",
        "what it may do, can be repeated: admin everything, coder codes, office the insurance office,"
            + " it hospital IT"
      })
  List<Role> roles = new ArrayList<>();

  /** The name that this action needs. */
  String named() {
    if (name == null || name.isBlank()) {
      throw Failure.unusable("请给出名称", "name it");
    }
    return name;
  }

  /** The name as part of a path. */
  String path() {
    return NodeClient.encoded(named());
  }

  ObjectNode body(List<Role> given) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("name", named());
    given.forEach(role -> body.withArray("roles").add(role.name()));
    return body;
  }
}
