package dev.serin.training;

import picocli.CommandLine.Command;

/** {@code serin data}: what is done with photos before they are trained on. */
@Command(
    name = "data",
    description = "Looks over the photos that a model is to be trained on.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class DataCommand {}
