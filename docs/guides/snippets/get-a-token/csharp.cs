using System.Net.Http.Headers;
using System.Text;

const string TokenUrl = "{{token_url}}";
const string ClientId = "{{client_id}}";

using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
var secret = Environment.GetEnvironmentVariable("CLIENT_SECRET");
var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{ClientId}:{secret}"));
http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", credentials);

var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials" });
using var answer = await http.PostAsync(TokenUrl, form);
answer.EnsureSuccessStatusCode();
Console.WriteLine(await answer.Content.ReadAsStringAsync());
