import base64
import json
import os
import urllib.request

TOKEN_URL = "{{token_url}}"
CLIENT_ID = "{{client_id}}"


def get_token() -> dict:
    credentials = f"{CLIENT_ID}:{os.environ['CLIENT_SECRET']}"
    request = urllib.request.Request(
        TOKEN_URL,
        data=b"grant_type=client_credentials",
        headers={"Authorization": "Basic " + base64.b64encode(credentials.encode()).decode()},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


print(json.dumps(get_token()))
