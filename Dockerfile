# The images of Serin: docker build --target cpu -t serin .
#                      docker build --target gpu -t serin-gpu .
#
# A base can be another one of the kind, or the same with its digest:
#   --build-arg BASE_IMAGE=debian:bookworm-slim@sha256:...

ARG BASE_IMAGE=debian:bookworm-slim
# CUDA 12 and cuDNN 9, which onnxruntime_gpu wants.
ARG CUDA_IMAGE=nvidia/cuda:12.6.3-cudnn-runtime-ubuntu24.04
# Seconds since 1970 that files are dated; the build's outputTimestamp.
ARG SOURCE_DATE_EPOCH=1767225600

# JDK, Maven and sources end here: the images get the results only.
FROM ${BASE_IMAGE} AS sources
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      maven openjdk-17-jdk-headless zip \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .

FROM sources AS built-cpu
ARG SOURCE_DATE_EPOCH
RUN --mount=type=cache,target=/var/cache/maven container/assemble -Dmaven.repo.local=/var/cache/maven

FROM sources AS built-gpu
ARG SOURCE_DATE_EPOCH
RUN --mount=type=cache,target=/var/cache/maven container/assemble -Dmaven.repo.local=/var/cache/maven -Pgpu


FROM ${BASE_IMAGE} AS cpu
ARG BASE_IMAGE
ARG VERSION=0.1.0-SNAPSHOT
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Serin" \
      org.opencontainers.image.description="A serving gateway for image classifiers on the JVM" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="${BASE_IMAGE}"
# Debian's name of the library.
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends libturbojpeg0 \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/* /var/cache/ldconfig/* /var/log/* \
 && echo 'serin:x:10001:' >>/etc/group \
 && echo 'serin:x:10001:10001::/var/lib/serin:/usr/sbin/nologin' >>/etc/passwd \
 && install -d -o 10001 -g 10001 -m 750 /var/lib/serin
COPY --from=built-cpu /opt/java/ /opt/java/
COPY --from=built-cpu /opt/serin/native/ /opt/serin/native/
COPY --from=built-cpu /opt/serin/lib/ /opt/serin/lib/
COPY --from=built-cpu /opt/serin/config/ /opt/serin/config/
COPY --from=built-cpu /opt/serin/models/ /opt/serin/models/
COPY --from=built-cpu /opt/serin/bom.json /opt/serin/classes.jsa /opt/serin/gateway.jar /opt/serin/java.options /opt/serin/LICENSE /opt/serin/
ENV LANG=C.UTF-8 \
    OPENCV_LOG_LEVEL=SILENT \
    ORT_DISABLE_TELEMETRY=1 \
    SERIN_DATA_DIRECTORY=/var/lib/serin \
    SERIN_LOG_FORMAT=json
WORKDIR /opt/serin
USER 10001:10001
# The root may be read-only: Serin writes to this volume alone, the JVM a little to /tmp.
VOLUME ["/var/lib/serin"]
EXPOSE 8080 8081
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["/opt/java/bin/java", "@/opt/serin/java.options", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", "/opt/serin/gateway.jar", "dev.serin.gateway.HealthCheck", "8081"]
# The JVM itself is process 1 and hears the signals. More of its options come by JDK_JAVA_OPTIONS.
ENTRYPOINT ["/opt/java/bin/java", "@/opt/serin/java.options", "-jar", "/opt/serin/gateway.jar"]
CMD ["serve"]


FROM ${CUDA_IMAGE} AS gpu
ARG CUDA_IMAGE
ARG VERSION=0.1.0-SNAPSHOT
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Serin" \
      org.opencontainers.image.description="A serving gateway for image classifiers on the JVM" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="${CUDA_IMAGE}"
# Ubuntu's name of the library.
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends libturbojpeg \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/* /var/cache/ldconfig/* /var/log/* \
 && echo 'serin:x:10001:' >>/etc/group \
 && echo 'serin:x:10001:10001::/var/lib/serin:/usr/sbin/nologin' >>/etc/passwd \
 && install -d -o 10001 -g 10001 -m 750 /var/lib/serin
COPY --from=built-gpu /opt/java/ /opt/java/
COPY --from=built-gpu /opt/serin/native/ /opt/serin/native/
COPY --from=built-gpu /opt/serin/lib/ /opt/serin/lib/
COPY --from=built-gpu /opt/serin/config/ /opt/serin/config/
COPY --from=built-gpu /opt/serin/models/ /opt/serin/models/
COPY --from=built-gpu /opt/serin/bom.json /opt/serin/classes.jsa /opt/serin/gateway.jar /opt/serin/java.options /opt/serin/LICENSE /opt/serin/
ENV LANG=C.UTF-8 \
    OPENCV_LOG_LEVEL=SILENT \
    ORT_DISABLE_TELEMETRY=1 \
    SERIN_DATA_DIRECTORY=/var/lib/serin \
    SERIN_LOG_FORMAT=json
WORKDIR /opt/serin
USER 10001:10001
VOLUME ["/var/lib/serin"]
EXPOSE 8080 8081
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["/opt/java/bin/java", "@/opt/serin/java.options", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", "/opt/serin/gateway.jar", "dev.serin.gateway.HealthCheck", "8081"]
ENTRYPOINT ["/opt/java/bin/java", "@/opt/serin/java.options", "-jar", "/opt/serin/gateway.jar"]
CMD ["serve"]
