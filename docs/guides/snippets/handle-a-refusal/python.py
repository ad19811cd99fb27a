import base64
import json
import os
import sys
import time
import urllib.error
import urllib.request

TOKEN_URL = "{{token_url}}"
CLIENT_ID = "{{client_id}}"


def get_token(tries: int = 3) -> dict:
    credentials = f"{CLIENT_ID}:{os.environ['CLIENT_SECRET']}"
    request = urllib.request.Request(
        TOKEN_URL,
        data=b"grant_type=client_credentials",
        headers={"Authorization": "Basic " + base64.b64encode(credentials.encode()).decode()},
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as refusal:
        if refusal.code in (429, 503) and tries > 1:
            time.sleep(int(refusal.headers.get("Retry-After", "1")))
            return get_token(tries - 1)
        # Only a person can help: log what was said, never the secret.
        error = json.load(refusal).get("error")
        sys.exit(f"refused: {refusal.code} {error}, request {refusal.headers.get('X-Request-Id')}")


print(json.dumps(get_token()))
