# Varnish 6 or 7 in front of Serin. Tested by VarnishIT.
#
#   varnishd -a :80 -f gateway/docs/varnish.vcl -s malloc,1G
#
# PURGE of an address forgets that one; BAN with a header Surrogate-Key (names, spaces between) forgets all that Serin
# named so: image-<sha256>, model-<model>, model-<model>-v<version>. Both are taken from `purgers` only.
vcl 4.1;

import std;

backend serin {
  .host = "127.0.0.1";
  .port = "8080";
}

acl purgers {
  "127.0.0.1";
  "::1";
}

sub vcl_recv {
  if (req.method == "PURGE" || req.method == "BAN") {
    if (client.ip !~ purgers) {
      return (synth(403, "Not a purger"));
    }
    if (req.method == "PURGE") {
      return (purge);
    }
    if (req.http.Surrogate-Key !~ "^[A-Za-z0-9._ -]+$") {
      return (synth(400, "No Surrogate-Key"));
    }
    # Names joined to one pattern; a dot is the one character in them that a pattern reads otherwise.
    set req.http.X-Keys = regsuball(regsuball(req.http.Surrogate-Key, "\.", "[.]"), " +", "|");
    ban("obj.http.Surrogate-Key ~ (^|\s)(" + req.http.X-Keys + ")(\s|$)");
    return (synth(200, "Banned"));
  }
  if (req.url !~ "^/cdn/") {
    return (pass);
  }
  # What is here is the same for everybody.
  unset req.http.Cookie;
  unset req.http.Authorization;
}

# The address is the key, whatever name of the host was used; so a purge needs to know none.
sub vcl_hash {
  hash_data(req.url);
  return (lookup);
}

sub vcl_backend_response {
  # RFC 9213: how long a cache that can be purged may keep it.
  if (beresp.http.CDN-Cache-Control ~ "max-age=[0-9]+") {
    set beresp.ttl = std.duration(regsub(beresp.http.CDN-Cache-Control, ".*max-age=([0-9]+).*", "\1s"), 0s);
  }
  # A signed address is good until it expires, and not a moment longer.
  set beresp.grace = 0s;
}

sub vcl_deliver {
  unset resp.http.Surrogate-Key;
  unset resp.http.Cache-Tag;
  unset resp.http.CDN-Cache-Control;
}
