package dev.serin.gateway;

import dev.serin.gateway.config.ConfigException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code serin worker}: classifies for the gateways of a cluster until it is told to end. */
@Command(
    name = "worker",
    description = {
      "Joins a cluster and classifies for its gateways (serve --workers remote).",
      "SIGTERM or Ctrl-C ends it gracefully."
    },
    mixinStandardHelpOptions = true)
final class WorkerCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(WorkerCommand.class);

  private final Console console;

  @Mixin private SettingsOptions settings = new SettingsOptions();

  WorkerCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    Node node;
    WorkerNode worker;
    try {
      node = Node.join(settings::load);
      worker = WorkerNode.start(node).await();
    } catch (ConfigException | StartException e) {
      log.debug("Not started", e);
      console.err().println(e.getMessage());
      return 1;
    } catch (RuntimeException e) {
      log.error("Not started", e);
      console.err().println("Serin's worker cannot start: " + e.getMessage());
      return 1;
    }
    Shutdown.install(worker::drain, node);
    console
        .out()
        .printf(
            "ready worker %s management http://%s:%d%n",
            worker.id(), node.config().management().host(), worker.managementPort());
    console.out().flush();
    new CountDownLatch(1).await();
    return 0;
  }
}
