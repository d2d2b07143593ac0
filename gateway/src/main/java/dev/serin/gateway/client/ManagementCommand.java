package dev.serin.gateway.client;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** A command that asks the management port once or more, and prints. */
abstract class ManagementCommand implements Callable<Integer> {
  final Shell shell;
  final Look look;

  @Mixin private ManagementOptions options = new ManagementOptions();

  ManagementCommand(Shell shell) {
    this.shell = shell;
    look = Look.of(shell);
  }

  @Override
  public final Integer call() throws InterruptedException {
    try {
      return run(options.client(shell));
    } catch (ClientException e) {
      shell.err().println(e.getMessage());
      return e.exit();
    }
  }

  /** Ends with the exit status. */
  abstract int run(ManagementClient client) throws ClientException, InterruptedException;

  final boolean json() {
    return options.json();
  }

  /** Prints for people, or the answer as it came. */
  final void print(Answer answer, List<Line> lines) {
    if (json()) {
      shell.out().println(answer.text());
    } else {
      shell.out().print(look.text(lines));
      shell.out().flush();
    }
  }
}
