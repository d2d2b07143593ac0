package dev.serin.gateway.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Connections to one server that are kept, with one request each at a time. Requests go out as
 * ready bytes, and only answers are parsed: the generator shares the cores with what it measures.
 * Used on its event loop only.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails shows as a closed connection
final class HttpWire implements Wire {
  /** Below are interim answers, as 100 Continue. */
  private static final int FINAL = 200;

  private final EventLoop loop;
  private final Class<? extends Channel> type;
  private final Target target;
  private final Requests requests;

  /** The one used last comes first: the rest may go idle. */
  private final Deque<Connection> idle = new ArrayDeque<>();

  private final Set<Connection> open = new HashSet<>();

  HttpWire(EventLoop loop, Class<? extends Channel> type, Target target, Requests requests) {
    this.loop = loop;
    this.type = type;
    this.target = target;
    this.requests = requests;
  }

  @Override
  public void send(Flight flight) {
    Connection kept = idle.pollFirst();
    if (kept == null) {
      connect(flight);
    } else {
      kept.carry(flight);
    }
  }

  @Override
  public void abandon(Flight flight) {
    if (flight.carrier() instanceof Connection connection) {
      connection.close();
    }
  }

  /** Ends all connections. */
  void close() {
    Set.copyOf(open).forEach(Connection::close);
  }

  private void connect(Flight flight) {
    Connection connection = new Connection(flight);
    ChannelFuture connected =
        new Bootstrap()
            .group(loop)
            .channel(type)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    HttpDecoderConfig lenient = new HttpDecoderConfig().setValidateHeaders(false);
                    channel.pipeline().addLast(new HttpResponseDecoder(lenient), connection);
                  }
                })
            .connect(target.host(), target.port());
    connected.addListener(
        done -> {
          if (!done.isSuccess()) {
            flight.failed(Failure.CONNECT);
          }
        });
  }

  /** One connection and the request that it carries. */
  private final class Connection extends ChannelInboundHandlerAdapter {
    private @Nullable Flight flight;
    private @Nullable Channel channel;
    private int status;
    private long bytes;
    private boolean keep;

    Connection(Flight first) {
      flight = first;
      first.carriedBy(this);
    }

    void carry(Flight next) {
      flight = next;
      next.carriedBy(this);
      write();
    }

    void close() {
      flight = null;
      if (channel != null) {
        channel.close();
      }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      channel = context.channel();
      open.add(this);
      if (flight == null || flight.isEnded()) {
        channel.close();
      } else {
        write();
      }
    }

    private void write() {
      Channel out = Objects.requireNonNull(channel);
      requests.next(part -> out.write(part, out.voidPromise()));
      out.flush();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      try {
        read((HttpObject) message);
      } finally {
        ReferenceCountUtil.release(message);
      }
    }

    private void read(HttpObject message) {
      if (message.decoderResult().isFailure()) {
        end(Failure.MALFORMED);
        return;
      }
      if (message instanceof HttpResponse head) {
        status = head.status().code();
        bytes = 0;
        keep = HttpUtil.isKeepAlive(head);
      }
      if (message instanceof HttpContent part) {
        ByteBuf content = part.content();
        bytes += content.readableBytes();
        if (message instanceof LastHttpContent && status >= FINAL) {
          answered();
        }
      }
    }

    private void answered() {
      Flight done = flight;
      flight = null;
      if (done == null) {
        return;
      }
      if (keep) {
        idle.addFirst(this);
      } else {
        close();
      }
      done.answered(status, bytes);
    }

    private void end(Failure failure) {
      Flight done = flight;
      close();
      if (done != null) {
        done.failed(failure);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      open.remove(this);
      idle.remove(this);
      end(Failure.CLOSED);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      end(Failure.CLOSED);
    }
  }
}
