package dev.serin.gateway.config;

/** All settings of a gateway, one record for each section of the file. */
public record GatewayConfig(
    HttpConfig http,
    ManagementConfig management,
    ModelsConfig models,
    DataConfig data,
    JournalConfig journal,
    UploadConfig upload,
    InferenceConfig inference,
    ResultsConfig results,
    ImagesConfig images,
    CdnConfig cdn,
    UsageConfig usage,
    FeedbackConfig feedback,
    ShadowConfig shadow,
    RolloutsConfig rollouts,
    ShutdownConfig shutdown) {

  /**
   * @throws ConfigException where any setting is unknown, missing or not allowed
   */
  static GatewayConfig read(Settings settings) {
    GatewayConfig config =
        new GatewayConfig(
            HttpConfig.read(settings),
            ManagementConfig.read(settings),
            ModelsConfig.read(settings),
            DataConfig.read(settings),
            JournalConfig.read(settings),
            UploadConfig.read(settings),
            InferenceConfig.read(settings),
            ResultsConfig.read(settings),
            ImagesConfig.read(settings),
            CdnConfig.read(settings),
            UsageConfig.read(settings),
            FeedbackConfig.read(settings),
            ShadowConfig.read(settings),
            RolloutsConfig.read(settings),
            ShutdownConfig.read(settings));
    settings.verify();
    return config;
  }
}
