package org.truecost.cli;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code --metrics-port}: where Prometheus may scrape the process. */
final class MetricsOption {
  private static final int MOST = 65_535;

  @Option(
      names = "--metrics-port",
      paramLabel = "[ADDRESS:]PORT",
      converter = AddressConverter.class,
      description =
          "Serve metrics for Prometheus there, at /metrics. 0 is any port that is free; it is"
              + " printed. Default ADDRESS: 127.0.0.1.")
  private InetSocketAddress address;

  /** Takes a port and says which one it is. */
  interface Server<T> {
    T at(InetSocketAddress address) throws IOException;
  }

  /**
   * Serves metrics if that is asked for.
   *
   * @throws CommandException if the port cannot be had
   */
  <T> Optional<T> serve(Server<T> server) throws IOException, CommandException {
    if (address == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(server.at(address));
    } catch (SocketException taken) {
      throw new CommandException(ExitCodes.FAILED, sentence(taken));
    } catch (IOException e) {
      if (e.getCause() instanceof SocketException taken) {
        throw new CommandException(ExitCodes.FAILED, sentence(taken));
      }
      throw e;
    }
  }

  private String sentence(SocketException why) {
    boolean inUse =
        why instanceof BindException && String.valueOf(why.getMessage()).contains("in use");
    return inUse
        ? "Port "
            + address.getPort()
            + " of "
            + host()
            + " is in use by another program; choose another with --metrics-port, or 0 for any that"
            + " is free."
        : "No metrics can be served at "
            + host()
            + " port "
            + address.getPort()
            + ": "
            + why.getMessage()
            + ". Choose an address of this machine and a port with --metrics-port.";
  }

  /** For a person to open. */
  String url(int port) {
    String host = host();
    return "http://" + (host.indexOf(':') < 0 ? host : '[' + host + ']') + ":" + port + "/metrics";
  }

  private String host() {
    return address.getAddress().getHostAddress();
  }

  static final class AddressConverter implements ITypeConverter<InetSocketAddress> {
    @Override
    public InetSocketAddress convert(String value) {
      int colon = value.lastIndexOf(':');
      String host = colon < 0 ? "127.0.0.1" : value.substring(0, colon);
      String port = value.substring(colon + 1);
      if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > MOST || host.isEmpty()) {
        throw new TypeConversionException(
            "'" + value + "' is not a port, or an address and a port such as 192.0.2.7:9249");
      }
      try {
        return new InetSocketAddress(InetAddress.getByName(host), Integer.parseInt(port));
      } catch (UnknownHostException e) {
        throw new TypeConversionException("'" + host + "' is no address that can be found");
      }
    }
  }
}
