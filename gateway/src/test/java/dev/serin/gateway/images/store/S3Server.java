package dev.serin.gateway.images.store;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStoreContext;
import org.jclouds.filesystem.FilesystemApiMetadata;

/** A real server that speaks S3, over a folder, in this process. */
final class S3Server implements AutoCloseable {
  static final String BUCKET = "photos";
  static final String KEY = "the-access-key";
  static final String SECRET = "the-secret-key";

  private final Path folder;
  private final int port;
  private final BlobStoreContext context;
  private S3Proxy proxy;

  /**
   * @param folder where the objects lie, as files of their keys in a folder of the bucket's name
   */
  S3Server(Path folder) throws Exception {
    this.folder = Files.createDirectories(folder);
    port = freePort();
    Properties properties = new Properties();
    properties.setProperty("jclouds.filesystem.basedir", folder.toString());
    context =
        // By its class: by name it would load every provider there is.
        ContextBuilder.newBuilder(new FilesystemApiMetadata())
            .credentials("unused", "unused")
            .overrides(properties)
            .build(BlobStoreContext.class);
    context.getBlobStore().createContainerInLocation(null, BUCKET);
    proxy = start();
  }

  /** So that it is the same after {@link #stop} and {@link #restart}. */
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private S3Proxy start() throws Exception {
    S3Proxy started =
        S3Proxy.builder()
            .blobStore(context.getBlobStore())
            .endpoint(endpoint())
            .awsAuthentication(AuthenticationType.AWS_V4, KEY, SECRET)
            .build();
    started.start();
    return started;
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** Where the object of that key lies. */
  Path file(String key) {
    return folder.resolve(BUCKET).resolve(key);
  }

  void stop() throws Exception {
    proxy.stop();
  }

  void restart() throws Exception {
    proxy = start();
  }

  @Override
  public void close() throws IOException {
    try {
      proxy.stop();
    } catch (Exception e) {
      throw new IOException(e);
    }
    context.close();
  }
}
