// The lines for Express in "Show your API", run as they stand in the guide in front of an API.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import cors from "cors";
import express from "express";

const GUIDE = new URL("../../../docs/operators/show-your-api.md", import.meta.url);
const GRANTRY = "https://access.example.com";

let server;
let api;

before(async () => {
  const lines = readFileSync(GUIDE, "utf8").match(/^Express .*\n\n```js\n([\s\S]*?)```/m)[1];
  const app = express();
  new Function("app", "cors", lines)(app, cors);
  app.all("/v1/notes", (request, answer) => {
    answer.status(request.headers.authorization ? 200 : 401).json({});
  });
  await new Promise((listening) => (server = app.listen(0, "127.0.0.1", listening)));
  api = `http://127.0.0.1:${server.address().port}/v1/notes`;
});

after(() => server.close());

/** A list in a header, in lower case. */
const listed = (answer, name) => answer.headers.get(name).toLowerCase().split(/\s*,\s*/);

test("a page may ask whether it may call", async () => {
  for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"]) {
    const answer = await fetch(api, {
      method: "OPTIONS",
      headers: {
        origin: GRANTRY,
        "access-control-request-method": method,
        "access-control-request-headers": "authorization,content-type",
      },
    });
    assert.equal(answer.status, 204);
    assert.equal(answer.headers.get("access-control-allow-origin"), GRANTRY);
    assert.ok(listed(answer, "access-control-allow-methods").includes(method.toLowerCase()), method);
    assert.ok(listed(answer, "access-control-allow-headers").includes("authorization"));
    assert.ok(listed(answer, "access-control-allow-headers").includes("content-type"));
    assert.equal(answer.headers.get("access-control-max-age"), "600");
    assert.equal(answer.headers.get("access-control-allow-credentials"), null);
  }
});

test("answers and refusals can be read, and by no other origin", async () => {
  for (const [authorization, status] of [["Bearer a", 200], [undefined, 401]]) {
    const headers = { origin: "https://evil.example", ...(authorization && { authorization }) };
    const answer = await fetch(api, { headers });
    assert.equal(answer.status, status);
    assert.equal(answer.headers.get("access-control-allow-origin"), GRANTRY);
    assert.ok(listed(answer, "vary").includes("origin"));
  }
});
