import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;

public class HandleRefusal {
    static final String TOKEN_URL = "{{token_url}}";
    static final String CLIENT_ID = "{{client_id}}";

    public static void main(String[] arguments) throws Exception {
        var credentials = CLIENT_ID + ":" + System.getenv("CLIENT_SECRET");
        var request = HttpRequest.newBuilder(URI.create(TOKEN_URL))
            .timeout(Duration.ofSeconds(10))
            .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes()))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"))
            .build();
        var http = HttpClient.newHttpClient();
        for (var tries = 3; ; tries--) {
            var answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() == 200) {
                System.out.println(answer.body());
                return;
            }
            if ((answer.statusCode() == 429 || answer.statusCode() == 503) && tries > 1) {
                Thread.sleep(1000 * answer.headers().firstValueAsLong("Retry-After").orElse(1));
                continue;
            }
            // Only a person can help: log what was said, never the secret.
            System.err.println("refused: " + answer.statusCode() + " " + answer.body());
            System.exit(1);
        }
    }
}
