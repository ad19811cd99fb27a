curl --silent --show-error --fail-with-body \
  --user "{{client_id}}:$CLIENT_SECRET" \
  --data grant_type=client_credentials \
  "{{token_url}}"
