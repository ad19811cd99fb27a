const TOKEN_URL = "{{token_url}}";
const CLIENT_ID = "{{client_id}}";

async function getToken(tries = 3) {
  const answer = await fetch(TOKEN_URL, {
    method: "POST",
    headers: { Authorization: `Basic ${btoa(`${CLIENT_ID}:${process.env.CLIENT_SECRET}`)}` },
    body: new URLSearchParams({ grant_type: "client_credentials" }),
    signal: AbortSignal.timeout(10_000),
  });
  if (answer.ok) return answer.json();
  if ([429, 503].includes(answer.status) && tries > 1) {
    const seconds = Number(answer.headers.get("Retry-After") ?? 1);
    await new Promise((next) => setTimeout(next, seconds * 1000));
    return getToken(tries - 1);
  }
  // Only a person can help: log what was said, never the secret.
  const { error } = await answer.json();
  throw new Error(`refused: ${answer.status} ${error}, request ${answer.headers.get("X-Request-Id")}`);
}

console.log(JSON.stringify(await getToken()));
