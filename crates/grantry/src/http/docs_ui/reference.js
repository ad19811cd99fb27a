// <api-reference document="/openapi/token.json" token-url="…" environment="sandbox" client-id="…" relay="api_…">: an
// OpenAPI document, shown by Swagger UI. What is typed there, secrets among it, goes when the element goes.

const FOLDER = "/docs/ui/";

/** What the token endpoint's error codes mean to whoever reads them in the Authorize dialog. */
const EXPLAINED = [
  [/invalid_client/, "The client ID or the secret is wrong, or the client belongs to another organisation or environment than the one chosen above the document. The server gives the same answer to all of these."],
  [/invalid_scope/, "This client does not hold one of the scopes that are ticked. Untick it, or ask the organisation's admin to grant it."],
  [/unauthorized_client/, "This client may not get a token from here: its app names other networks, or must sign its requests."],
  [/rate_limited/, "There were too many tries. Wait a minute, and try again."],
  [/Failed to fetch|NetworkError|Load failed/, "The token URL cannot be reached from this page. Check the organisation chosen above the document."],
];

const ENVIRONMENTS = {
  sandbox: "**Sandbox.** Made for testing: these credentials and tokens never work on a live tenant.",
  live: "**Live.** What you send changes real data.",
};

let loading;

/** Swagger UI, fetched when the first document is shown. */
function bundle() {
  loading ??= new Promise((resolve, reject) => {
    for (const name of ["swagger-ui.css", "reference.css"]) {
      const style = document.createElement("link");
      style.rel = "stylesheet";
      style.href = FOLDER + name;
      document.head.append(style);
    }
    const script = document.createElement("script");
    script.src = `${FOLDER}swagger-ui-bundle.js`;
    script.onload = () => resolve(window.SwaggerUIBundle);
    script.onerror = () => reject(new Error("Swagger UI could not be loaded"));
    document.head.append(script);
  });
  loading.catch(() => (loading = undefined));
  return loading;
}

async function read(address, signal) {
  const answer = await fetch(address, { signal, headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`The document could not be read (${answer.status})`);
  return answer.json();
}

/** Tokens come from the reader's own token URL, whatever the document says. */
function preset(spec, tokenUrl, environment) {
  for (const scheme of Object.values(spec.components?.securitySchemes ?? {})) {
    const flow = scheme?.flows?.clientCredentials;
    if (!flow) continue;
    if (tokenUrl) flow.tokenUrl = tokenUrl;
    scheme.description ??= ENVIRONMENTS[environment];
  }
  return spec;
}

function explained(message) {
  const found = EXPLAINED.find(([code]) => code.test(message));
  return found ? `${found[1]} (${message})` : message;
}

/** A wrong secret is said in words. */
const explain = () => ({
  statePlugins: {
    err: { wrapActions: { newAuthErr: (show) => (error) => show({ ...error, message: explained(String(error.message)) }) } },
  },
});

/** Through our server, where the API itself does not answer pages of other sites. */
function relayed(request, relay, servers) {
  const number = servers.findIndex((url) => request.url === url || request.url.startsWith(`${url}/`));
  if (number < 0) return request;
  const method = (request.method ?? "GET").toUpperCase();
  request.headers = { ...request.headers, "X-Relay-Method": method, "X-Relay-Server": String(number) };
  request.url = `/docs/relay/${relay}${request.url.slice(servers[number].length) || "/"}`;
  request.method = "POST";
  return request;
}

/** Swagger UI has a dark theme of its own, by a class. */
const dark = matchMedia("(prefers-color-scheme: dark)");
function followTheme() {
  const chosen = document.documentElement.dataset.theme;
  document.documentElement.classList.toggle("dark-mode", chosen ? chosen === "dark" : dark.matches);
}
dark.addEventListener("change", followTheme);
new MutationObserver(followTheme).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
followTheme();

class ApiReference extends HTMLElement {
  #ui;
  #gone = new AbortController();

  connectedCallback() {
    this.#show().catch((error) => this.#failed(error));
  }

  disconnectedCallback() {
    this.#gone.abort();
    const known = this.#ui?.authSelectors.authorized()?.keySeq().toArray() ?? [];
    if (known.length) this.#ui.authActions.logout(known);
    this.#ui = undefined;
    this.replaceChildren();
  }

  async #show() {
    const of = (name) => this.getAttribute(name) || undefined;
    const [SwaggerUIBundle, spec] = await Promise.all([bundle(), read(of("document"), this.#gone.signal)]);
    if (this.#gone.signal.aborted) return;
    const place = document.createElement("div");
    this.replaceChildren(place);
    const relay = of("relay");
    const servers = (spec.servers ?? []).map(({ url }) => url.replace(/\/$/, ""));
    this.#ui = SwaggerUIBundle({
      domNode: place,
      spec: preset(spec, of("token-url"), of("environment")),
      presets: [SwaggerUIBundle.presets.apis],
      plugins: [explain],
      layout: "BaseLayout",
      deepLinking: false,
      tryItOutEnabled: true,
      persistAuthorization: false,
      validatorUrl: null,
      requestInterceptor: (request) => (relay ? relayed(request, relay, servers) : request),
    });
    this.#ui.initOAuth({ clientId: of("client-id") ?? "" });
  }

  #failed(error) {
    if (this.#gone.signal.aborted) return;
    const words = document.createElement("p");
    words.setAttribute("role", "alert");
    words.textContent = `This document cannot be shown: ${error.message}. Load the page again.`;
    this.replaceChildren(words);
  }
}

customElements.define("api-reference", ApiReference);
