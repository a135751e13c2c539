package org.duima.web.internal;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duima.api.ledger.AccessStore;
import org.duima.api.ledger.Role;
import org.duima.web.internal.Operation.Kind;

/** API keys of machines. */
public final class KeysResource implements Resource {
  private final AccessStore access;

  public KeysResource(AccessStore access) {
    this.access = access;
  }

  @Override
  public List<Operation> operations() {
    return List.of(
        Operation.get("/api/keys", "API 密钥", "API keys")
            .roles()
            .answers(200, "密钥的名称、角色与使用日期", "names, roles and days of use")
            .by(call -> access.keys().stream().map(KeysResource::shown).toList()),
        Operation.post("/api/keys", "添加密钥", "Adds a key")
            .roles()
            .field("name", Kind.TEXT, "名称", "its name")
            .field("roles", Kind.TEXTS, "admin、coder、office、it", "admin, coder, office, it")
            .answers(201, "名称与密钥；密钥只显示这一次", "name and key; the key is shown this once")
            .answers(409, "名称已存在", "the name is taken")
            .by(this::add),
        Operation.post("/api/keys/{name}/revoke", "吊销密钥", "Revokes a key")
            .roles()
            .answers(204, "已吊销", "revoked")
            .answers(404, "没有此密钥", "there is no such key")
            .by(this::revoke));
  }

  private Object add(Call call) throws ProblemException, IOException {
    String name = UsersResource.name(call);
    Set<Role> roles = UsersResource.roles(call);
    String key = Secrets.random();
    if (!access.addKey(name, key, roles, call.who())) {
      throw new ProblemException(409, "名称已存在", "the name is taken");
    }
    return Answer.of(201, Map.of("name", name, "key", key));
  }

  private Object revoke(Call call) throws ProblemException {
    if (!access.revokeKey(call.path("name"), call.who())) {
      throw ProblemException.notFound();
    }
    return null;
  }

  private static Map<String, Object> shown(AccessStore.Key key) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("name", key.name());
    shown.put("roles", SessionResource.ids(key.roles()));
    shown.put("createdAt", key.createdAt());
    shown.put("createdBy", key.createdBy());
    shown.put("lastUsedOn", key.lastUsedOn());
    shown.put("revokedAt", key.revokedAt());
    return shown;
  }
}
