// An MCP server that serves one tenant, guarded by Grantry's /oauth2/verify: what docs/api-owners/mcp.md describes.

import { createServer } from "node:http";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";

const PATH = "/mcp";

/** One tool, which says for whom it was called. */
function tools(caller) {
  const server = new McpServer({ name: "practice", version: "1.0.0" });
  const answer = () => ({ content: [{ type: "text", text: caller }] });
  server.registerTool("whoami", { description: "Says which organisation the caller acts for." }, answer);
  return server;
}

/** Whether the request may pass, asked of Grantry. */
function verify(grantry, { api, tenant, scope }, authorization) {
  const query = new URLSearchParams({ api, tenant, scope, environment: "sandbox" });
  return fetch(`${grantry}/oauth2/verify?${query}`, { headers: authorization ? { authorization } : {} });
}

/** Answers one MCP request for this caller. */
async function serve(caller, request, response) {
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined, enableJsonResponse: true });
  const server = tools(caller);
  response.on("close", () => Promise.allSettled([transport.close(), server.close()]));
  await server.connect(transport);
  await transport.handleRequest(request, response);
}

/** Starts the server. `guarded` is filled in later: the API is registered under this server's URL. */
export async function start(grantry) {
  const guarded = {};
  const server = createServer(async (request, response) => {
    if (request.url !== PATH) return response.writeHead(404).end();
    const verdict = await verify(grantry, guarded, request.headers.authorization);
    if (verdict.status !== 200) {
      const challenge = verdict.headers.get("www-authenticate");
      return response.writeHead(verdict.status, challenge ? { "www-authenticate": challenge } : {}).end();
    }
    if (request.method !== "POST") return response.writeHead(405, { allow: "POST" }).end();
    return serve(verdict.headers.get("x-grantry-tenant-id"), request, response);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const url = `http://127.0.0.1:${server.address().port}${PATH}`;
  const stop = () => new Promise((stopped) => {
    server.close(stopped);
    server.closeAllConnections();
  });
  return { url, guarded, stop };
}
