package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"
)

const (
	tokenURL = "{{token_url}}"
	clientID = "{{client_id}}"
)

func main() {
	client := http.Client{Timeout: 10 * time.Second}
	form := url.Values{"grant_type": {"client_credentials"}}.Encode()
	for tries := 3; ; tries-- {
		request, err := http.NewRequest(http.MethodPost, tokenURL, strings.NewReader(form))
		if err != nil {
			log.Fatal(err)
		}
		request.SetBasicAuth(clientID, os.Getenv("CLIENT_SECRET"))
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		answer, err := client.Do(request)
		if err != nil {
			log.Fatal(err)
		}
		body, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		switch {
		case answer.StatusCode == http.StatusOK:
			fmt.Println(string(body))
			return
		case (answer.StatusCode == 429 || answer.StatusCode == 503) && tries > 1:
			seconds, err := strconv.Atoi(answer.Header.Get("Retry-After"))
			if err != nil {
				seconds = 1
			}
			time.Sleep(time.Duration(seconds) * time.Second)
		default:
			// Only a person can help: log what was said, never the secret.
			log.Fatalf("refused: %s %s", answer.Status, body)
		}
	}
}
