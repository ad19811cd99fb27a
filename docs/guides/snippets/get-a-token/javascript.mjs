const TOKEN_URL = "{{token_url}}";
const CLIENT_ID = "{{client_id}}";

async function getToken() {
  const answer = await fetch(TOKEN_URL, {
    method: "POST",
    headers: { Authorization: `Basic ${btoa(`${CLIENT_ID}:${process.env.CLIENT_SECRET}`)}` },
    body: new URLSearchParams({ grant_type: "client_credentials" }),
    signal: AbortSignal.timeout(10_000),
  });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return answer.json();
}

console.log(JSON.stringify(await getToken()));
