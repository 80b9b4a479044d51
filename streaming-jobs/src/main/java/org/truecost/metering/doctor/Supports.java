package org.truecost.metering.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.truecost.ingest.detect.SeenFields;
import org.truecost.ingest.format.FormatFields;
import org.truecost.ingest.format.LogFormats;
import org.truecost.metering.doctor.Support.Verdict;
import org.truecost.source.BillingRegions;
import org.truecost.source.ByteMeaning;
import org.truecost.source.ClientKnowledge;
import org.truecost.source.FormatSpec;
import org.truecost.source.Sampling;
import org.truecost.source.Source;

/** Judges what the seen fields of a source support. */
final class Supports {
  private static final double NEARLY_ALL = 0.95;
  private static final String LOG_WHAT_WAS_SENT =
      "log the bytes that were sent, and let bytes: in sources.yaml say so";

  private final Source source;
  private final SeenFields seen;
  private final FormatFields fields;
  private final List<Support> found = new ArrayList<>();

  private Supports(Source source, SeenFields seen) {
    this.source = source;
    this.seen = seen;
    this.fields = LogFormats.byName(source.format().name()).orElseThrow().fields();
  }

  static List<Support> of(Source source, SeenFields seen) {
    if (seen.requests() == 0) {
      return List.of();
    }
    Supports supports = new Supports(source, seen);
    supports.all();
    return supports.found;
  }

  private void all() {
    organizations();
    add(
        "traffic classes",
        "user_agent",
        "user agents in " + percent("user_agent") + " of requests");
    add("methods (HEAD is no download)", "method", "method in " + percent("method"));
    bytes();
    regions();
    ranges();
    truncated();
    shield();
    add(
        "bandwidth over time",
        "duration",
        "duration in " + percent("duration") + "; without it bytes fall into one interval");
    add("cache status", "cache_status", "known in " + percent("cache_status"));
    add("finding lines that were logged twice", "request_id", "id in " + percent("request_id"));
    add("countries", "country", "country in " + percent("country"));
    sampling();
  }

  private void organizations() {
    String what = "organizations by address";
    int clients = seen.filled("client_ip");
    if (source.client() == ClientKnowledge.SALTED_HASH) {
      add(what, Verdict.NO, "clients are hashes: they can be counted, not found", "client_ip");
    } else if (source.client() == ClientKnowledge.NONE || clients == 0) {
      add(what, Verdict.NO, "no client address in the log", "client_ip");
    } else if (seen.addresses() * 2 < clients) {
      add(what, Verdict.NO, "most clients are no addresses (hashes?)", "client_ip");
    } else {
      double share = (double) seen.addresses() / seen.requests();
      add(what, verdict(share), "address in " + percent(share) + " of requests", "client_ip");
    }
  }

  private void bytes() {
    boolean announced = source.bytes() == ByteMeaning.CONTENT_LENGTH;
    double share = seen.share("bytes_sent");
    Verdict verdict = share > 0 && announced ? Verdict.PARTLY : verdict(share);
    String evidence =
        "bytes in "
            + percent(share)
            + ", meaning "
            + source.bytes().label()
            + (announced ? ": announced, not sent, so an estimate" : "");
    if (announced) {
      found.add(new Support("bytes", verdict, evidence, LOG_WHAT_WAS_SENT));
    } else {
      add("bytes", verdict, evidence, "bytes_sent");
    }
  }

  private void regions() {
    String what = "cost by region";
    String otherwise = source.regions().regionOf("");
    if (!otherwise.equals(BillingRegions.UNKNOWN)) {
      boolean couldKnow = seen.filled("edge_location") > 0;
      found.add(
          new Support(
              what,
              Verdict.PARTLY,
              "all of it is taken for region " + otherwise,
              couldKnow
                  ? "the log has edge locations: set region_from: edge_location"
                  : remedy("edge_location")));
      return;
    }
    int known = 0;
    List<String> unknown = new ArrayList<>();
    for (Map.Entry<String, Integer> edge : seen.edgeLocations().entrySet()) {
      if (source.regions().regionOf(edge.getKey()).equals(BillingRegions.UNKNOWN)) {
        unknown.add(edge.getKey());
      } else {
        known += edge.getValue();
      }
    }
    double share = (double) known / seen.requests();
    String evidence =
        "edge location in "
            + percent("edge_location")
            + ", region known in "
            + percent(share)
            + (unknown.isEmpty()
                ? ""
                : "; unknown: "
                    + String.join(", ", unknown.subList(0, Math.min(5, unknown.size()))));
    Support support = new Support(what, verdict(share), evidence, remedy("edge_location"));
    boolean logged = seen.share("edge_location") >= NEARLY_ALL;
    found.add(
        !logged || unknown.isEmpty()
            ? withoutNeed(support)
            : new Support(
                what,
                support.verdict(),
                evidence,
                "add these edge locations to regions/" + source.provider() + ".csv"));
  }

  private void ranges() {
    String what = "partial downloads";
    if (seen.partial() == 0) {
      boolean logged = isLogged("range_start");
      found.add(
          new Support(
              what,
              logged ? Verdict.NOT_SEEN : Verdict.NO,
              "no 206 in the sample" + (logged ? "" : ", and the format has no range"),
              logged ? "" : remedy("range_start")));
      return;
    }
    double share = (double) seen.filled("range_start") / seen.partial();
    add(
        what,
        verdict(share),
        seen.partial() + " answers were 206, range known in " + percent(share),
        "range_start");
  }

  private void truncated() {
    double lengths = seen.share("content_length");
    if (source.bytes() == ByteMeaning.CONTENT_LENGTH) {
      found.add(
          new Support(
              "downloads that broke off",
              Verdict.NO,
              "bytes are the announced length itself: nothing to compare with",
              LOG_WHAT_WAS_SENT));
      return;
    }
    boolean usable = seen.filled("bytes_sent") > 0;
    add(
        "downloads that broke off",
        usable ? verdict(lengths) : Verdict.NO,
        "announced length in " + percent(lengths),
        usable ? "content_length" : "bytes_sent");
  }

  private void shield() {
    String what = "leaving out traffic inside the CDN";
    int internal = seen.filled("cdn_internal");
    if (internal > 0) {
      boolean guessed = fields.switchOn().containsKey("cdn_internal");
      found.add(
          new Support(
              what,
              guessed ? Verdict.PARTLY : Verdict.YES,
              internal + " requests were",
              guessed ? remedy("cdn_internal") : ""));
    } else if (isLogged("cdn_internal")) {
      found.add(new Support(what, Verdict.YES, "logged; none in the sample", ""));
    } else if (fields.switchOn().containsKey("cdn_internal")) {
      add(what, Verdict.NO, "not logged; shield requests would count twice", "cdn_internal");
    } else {
      found.add(new Support(what, Verdict.YES, "this log has only requests of clients", ""));
    }
  }

  private void sampling() {
    boolean complete = source.sample().equals(Sampling.COMPLETE);
    found.add(
        new Support(
            "sampling",
            complete ? Verdict.YES : Verdict.PARTLY,
            complete
                ? "sources.yaml says that every request is logged"
                : "sources.yaml says that "
                    + source.sample().rate().toPlainString()
                    + " of the traffic is logged, drawn by "
                    + source.sample().by().label(),
            ""));
  }

  private boolean isLogged(String field) {
    boolean json = source.format().name().equals(FormatSpec.JSON);
    return json
        ? source.format().json().containsKey(field)
        : fields.logged().containsKey(field) || seen.filled(field) > 0;
  }

  private void add(String what, String field, String evidence) {
    add(what, verdict(seen.share(field)), evidence, field);
  }

  private void add(String what, Verdict verdict, String evidence, String field) {
    found.add(withoutNeed(new Support(what, verdict, evidence, remedy(field))));
  }

  private static Support withoutNeed(Support support) {
    return support.verdict() == Verdict.YES
        ? new Support(support.what(), Verdict.YES, support.evidence(), "")
        : support;
  }

  private String remedy(String field) {
    String on = fields.switchOn().get(field);
    if (on != null) {
      return on;
    }
    String name = fields.logged().get(field);
    return name == null ? "" : "the format has it (" + name + "), but lines leave it empty";
  }

  private static Verdict verdict(double share) {
    return share >= NEARLY_ALL ? Verdict.YES : share > 0 ? Verdict.PARTLY : Verdict.NO;
  }

  private String percent(String field) {
    return percent(seen.share(field));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", share * 100);
  }
}
