import assert from "node:assert/strict";
import { test } from "node:test";
import { unreachable } from "./export.ts";

test("an unreachable registry is distinguished from one that does not have the image, and from none", () => {
  for (const output of [
    'Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 10.0.0.1:53: no such host',
    'Get "https://ghcr.io/v2/": net/http: TLS handshake timeout',
    "dial tcp 127.0.0.1:5000: connect: connection refused",
    "net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)",
    "received unexpected HTTP status: 503 Service Unavailable",
    "toomanyrequests: You have reached your pull rate limit.",
    'Get "https://r.example/v2/": EOF',
  ])
    assert.match(output, unreachable);
  for (const output of [
    "(HTTP code 404) unexpected - pull access denied for nope, repository does not exist or may require 'docker login'",
    "(HTTP code 404) no such container - manifest for debian:nope not found: manifest unknown",
    "(HTTP code 400) bad parameter - invalid reference format",
    "missing signature key",
    "error parsing HTTP 404 response body: invalid character '<' looking for beginning of value",
  ])
    assert.doesNotMatch(output, unreachable);
});
