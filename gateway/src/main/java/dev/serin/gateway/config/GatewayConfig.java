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
    BucketConfig bucket,
    CdnConfig cdn,
    UsageConfig usage,
    FeedbackConfig feedback,
    ShadowConfig shadow,
    RolloutsConfig rollouts,
    PurgeConfig purge,
    RenditionsConfig renditions,
    JobsConfig jobs,
    ClusterConfig cluster,
    TracingConfig tracing,
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
            BucketConfig.read(settings),
            CdnConfig.read(settings),
            UsageConfig.read(settings),
            FeedbackConfig.read(settings),
            ShadowConfig.read(settings),
            RolloutsConfig.read(settings),
            PurgeConfig.read(settings),
            RenditionsConfig.read(settings),
            JobsConfig.read(settings),
            ClusterConfig.read(settings),
            TracingConfig.read(settings),
            ShutdownConfig.read(settings));
    settings.require(
        config.bucket.name().isEmpty() || config.images.disk() > 0,
        "bucket.name needs images.disk: images wait there for their upload");
    settings.verify();
    return config;
  }
}
