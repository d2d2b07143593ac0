# Varnish 6 or newer in front of Serin. It keeps images, renditions and results for as long as their
# headers say, and forgets them when Serin's purge hook says so (config/serin.yaml: purge.varnish).
vcl 4.1;

backend default {
  .host = "127.0.0.1";
  .port = "8080";
}

# Where Serin is, and whoever else may purge.
acl purgers {
  "127.0.0.1";
  "::1";
}

sub vcl_recv {
  if (req.method == "PURGE" || req.method == "BAN") {
    if (client.ip !~ purgers) {
      return (synth(403, "Not from here"));
    }
    if (req.method == "PURGE") {
      return (purge);
    }
    # All URLs of one surrogate key. It goes into a regular expression: nothing but these may stand in it.
    if (req.http.Surrogate-Key-Ban !~ "^[A-Za-z0-9._-]+$") {
      return (synth(400, "Surrogate-Key-Ban must name one key"));
    }
    set req.http.Surrogate-Key-Ban = regsuball(req.http.Surrogate-Key-Ban, "[.]", "[.]");
    ban("obj.http.Surrogate-Key ~ (^|\s)" + req.http.Surrogate-Key-Ban + "(\s|$)");
    return (synth(200, "Banned"));
  }
}
