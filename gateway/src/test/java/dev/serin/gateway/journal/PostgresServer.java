package dev.serin.gateway.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL of Debian's packages in a folder of its own, on a free port of the loopback
 * interface. PostgreSQL refuses to run as root, so there it runs as {@code postgres} or {@code
 * nobody}.
 */
public final class PostgresServer implements AutoCloseable {
  private static final Path PACKAGES = Path.of("/usr/lib/postgresql");
  private static final Path SETPRIV = Path.of("/usr/bin/setpriv");
  private static final String USER = "serin";
  private static final String PASSWORD = "a secret of the test";
  private static final long START_NS = Duration.ofSeconds(60).toNanos();

  private final Path folder;
  private final Path programs;
  private final int port;
  private @Nullable Process process;

  private PostgresServer(Path folder, Path programs, int port) {
    this.folder = folder;
    this.programs = programs;
    this.port = port;
  }

  /** Why there is none to be had here; empty where there is one. */
  public static Optional<String> missing() {
    if (programs().isEmpty()) {
      return Optional.of("no PostgreSQL in " + PACKAGES + " (Debian: apt-get install postgresql)");
    }
    if (isRoot() && !Files.isExecutable(SETPRIV)) {
      return Optional.of("PostgreSQL does not run as root, and there is no " + SETPRIV);
    }
    return Optional.empty();
  }

  /**
   * Makes a database and starts its server.
   *
   * @param folder empty; given to the user that PostgreSQL runs as
   */
  public static PostgresServer start(Path folder) {
    PostgresServer server = new PostgresServer(folder, programs().orElseThrow(), freePort());
    server.make();
    server.start();
    return server;
  }

  /** Free now; PostgreSQL takes no 0. */
  private static int freePort() {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** For {@code journal.url}. */
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  /** For {@code journal.user}. */
  public String user() {
    return USER;
  }

  /** For {@code journal.password}. */
  public String password() {
    return PASSWORD;
  }

  /** A connection beside the journal's. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url(), USER, PASSWORD);
  }

  /** Starts it again on the same port, and waits until it answers. */
  public void start() {
    Process started =
        run(
            "log",
            programs.resolve("postgres").toString(),
            "-D",
            data().toString(),
            "-h",
            "127.0.0.1",
            "-p",
            Integer.toString(port),
            "-c",
            "unix_socket_directories=");
    process = started;
    long end = System.nanoTime() + START_NS;
    while (!answers()) {
      if (!started.isAlive() || System.nanoTime() > end) {
        throw new AssertionError("PostgreSQL did not start: " + text("log"));
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  /** Ends it as a crash does: no checkpoint, no goodbye to its clients. */
  public void stop() {
    // SIGQUIT, immediate shutdown: SIGKILL would leave its children and their shared memory.
    signal("QUIT", Stream.of(running().toHandle()));
    running().onExit().orTimeout(30, TimeUnit.SECONDS).join();
  }

  /** Makes it silent: connections stay open, and nothing is answered. */
  public void freeze() {
    signal("STOP", all());
  }

  public void thaw() {
    signal("CONT", all());
  }

  @Override
  public void close() {
    if (running().isAlive()) {
      thaw();
      stop();
    }
  }

  private Stream<ProcessHandle> all() {
    return Stream.concat(Stream.of(running().toHandle()), running().descendants());
  }

  private Process running() {
    return Objects.requireNonNull(process, "not started");
  }

  private void make() {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("password"), PASSWORD);
      if (isRoot()) {
        give(folder);
        give(folder.resolve("password"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Process initdb =
        run(
            "initdb.log",
            programs.resolve("initdb").toString(),
            "-D",
            data().toString(),
            "-U",
            USER,
            "-A",
            "scram-sha-256",
            "--pwfile=" + folder.resolve("password"),
            "-E",
            "UTF8",
            "--locale=C");
    if (initdb.onExit().orTimeout(120, TimeUnit.SECONDS).join().exitValue() != 0) {
      throw new AssertionError("initdb failed: " + text("initdb.log"));
    }
  }

  private Process run(String log, String... command) {
    List<String> all = new ArrayList<>();
    if (isRoot()) {
      // Becomes the command, so that the process that Java knows is the server itself.
      all.addAll(
          List.of(
              SETPRIV.toString(),
              "--reuid=" + account(),
              "--regid=" + group(),
              "--clear-groups",
              "--"));
    }
    all.addAll(List.of(command));
    try {
      return new ProcessBuilder(all)
          .directory(folder.toFile())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve(log).toFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean answers() {
    try (Connection connection = connect()) {
      return connection.isValid(1);
    } catch (SQLException e) {
      return false;
    }
  }

  private static void signal(String name, Stream<ProcessHandle> processes) {
    List<String> command = new ArrayList<>(List.of("kill", "-" + name));
    processes.map(ProcessHandle::pid).map(String::valueOf).forEach(command::add);
    try {
      new ProcessBuilder(command).start().onExit().orTimeout(10, TimeUnit.SECONDS).join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path data() {
    return folder.resolve("data");
  }

  private String text(String log) {
    try {
      return Files.readString(folder.resolve(log), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "no " + log;
    }
  }

  private static Optional<Path> programs() {
    if (!Files.isDirectory(PACKAGES)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(PACKAGES)) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
          .filter(bin -> Files.isExecutable(bin.resolve("postgres")))
          .max(Path::compareTo);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private static String account() {
    try (Stream<String> accounts = Files.lines(Path.of("/etc/passwd"))) {
      return accounts.anyMatch(line -> line.startsWith("postgres:")) ? "postgres" : "nobody";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String group() {
    return account().equals("postgres") ? "postgres" : "nogroup";
  }

  private static void give(Path path) throws IOException {
    Files.setOwner(
        path,
        path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(account()));
  }
}
