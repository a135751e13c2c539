package org.duima.karaf.smoke;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.ftpserver.DataConnectionConfigurationFactory;
import org.apache.ftpserver.FtpServerFactory;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.listener.ListenerFactory;
import org.apache.ftpserver.usermanager.PropertiesUserManagerFactory;
import org.apache.ftpserver.usermanager.impl.BaseUser;
import org.apache.ftpserver.usermanager.impl.WritePermission;

/** A file server of a hospital, on the loopback interface. */
final class FtpServer implements AutoCloseable {
  static final String USER = "duima";

  private final org.apache.ftpserver.FtpServer server;
  private final Path root;
  private final int port = Node.freePort();

  /**
   * @param root what the user sees; made with the folder {@code out}
   */
  FtpServer(Path root, String password) throws IOException, FtpException {
    this.root = root;
    Files.createDirectories(root.resolve("out"));
    DataConnectionConfigurationFactory data = new DataConnectionConfigurationFactory();
    data.setPassiveAddress("127.0.0.1");
    data.setPassivePorts(String.valueOf(Node.freePort()) + "," + Node.freePort());
    ListenerFactory listener = new ListenerFactory();
    listener.setServerAddress("127.0.0.1");
    listener.setPort(port);
    listener.setDataConnectionConfiguration(data.createDataConnectionConfiguration());
    FtpServerFactory factory = new FtpServerFactory();
    factory.addListener("default", listener.createListener());
    factory.setUserManager(new PropertiesUserManagerFactory().createUserManager());
    BaseUser user = new BaseUser();
    user.setName(USER);
    user.setPassword(password);
    user.setHomeDirectory(root.toString());
    user.setAuthorities(List.of(new WritePermission()));
    factory.getUserManager().save(user);
    server = factory.createServer();
    server.start();
  }

  int port() {
    return port;
  }

  /** A file of the folder that the node looks into. */
  Path out(String name) {
    return root.resolve("out").resolve(name);
  }

  @Override
  public void close() {
    server.stop();
  }
}
