answer=$(curl --silent --show-error --retry 3 \
  --user "{{client_id}}:$CLIENT_SECRET" \
  --data grant_type=client_credentials \
  --write-out '\n%{http_code}' \
  "{{token_url}}")
case "${answer##*
}" in
  200) echo "${answer%
*}" ;;
  *) echo "refused: $answer" >&2; exit 1 ;;
esac
