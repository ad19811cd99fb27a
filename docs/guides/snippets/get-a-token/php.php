<?php
const TOKEN_URL = '{{token_url}}';
const CLIENT_ID = '{{client_id}}';

$credentials = base64_encode(CLIENT_ID . ':' . getenv('CLIENT_SECRET'));
$answer = file_get_contents(TOKEN_URL, false, stream_context_create(['http' => [
    'method' => 'POST',
    'header' => "Authorization: Basic $credentials\r\nContent-Type: application/x-www-form-urlencoded",
    'content' => http_build_query(['grant_type' => 'client_credentials']),
    'timeout' => 10,
]]));
if ($answer === false) {
    fwrite(STDERR, 'The token was refused: ' . $http_response_header[0] . PHP_EOL);
    exit(1);
}
echo $answer, PHP_EOL;
