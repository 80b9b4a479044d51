package org.truecost.cli;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.truecost.organization.NetworkKind;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A kind of network by its label. Unknown is none to give: it is what is in no file. */
final class NetworkKindConverter implements ITypeConverter<NetworkKind>, Iterable<String> {
  private static final List<NetworkKind> KINDS =
      Arrays.stream(NetworkKind.values()).filter(kind -> kind != NetworkKind.UNKNOWN).toList();

  @Override
  public NetworkKind convert(String text) {
    return KINDS.stream()
        .filter(kind -> kind.label().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'" + text + "' is none of " + String.join(", ", this)));
  }

  @Override
  public Iterator<String> iterator() {
    return KINDS.stream().map(NetworkKind::label).iterator();
  }
}
