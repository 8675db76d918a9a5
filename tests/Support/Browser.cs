using System.Net;
using System.Text.RegularExpressions;
using EscalationBot.Tests.Channels.WebChat;

namespace EscalationBot.Tests.Support;

/// <summary>A browser as far as sign-in needs one: keeps cookies, follows redirects when it is told to, and sends forms.</summary>
internal sealed class Browser : IDisposable
{
    private readonly HttpClient _http;

    public Browser(Uri address)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            CookieContainer = Cookies,
            UseCookies = true,
        };
        _http = new HttpClient(handler) { BaseAddress = address };
        _http.DefaultRequestHeaders.Accept.ParseAdd("text/html,*/*");
    }

    public CookieContainer Cookies { get; } = new();

    public Task<HttpResponseMessage> GetAsync(string path) => _http.GetAsync(path);

    public async Task<string> ReadAsync(string path) => await (await _http.GetAsync(path)).Content.ReadAsStringAsync();

    /// <summary>Follows every redirect; the last answer.</summary>
    public async Task<HttpResponseMessage> FollowAsync(string path)
    {
        var answer = await _http.GetAsync(path);
        for (var hops = 0; answer.Headers.Location is { } next && hops < 10; hops++)
        {
            answer = await _http.GetAsync(new Uri(answer.RequestMessage!.RequestUri!, next));
        }

        return answer;
    }

    public async Task<HttpResponseMessage> SendFormAsync(string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => new KeyValuePair<string, string>(field.Name, field.Value)));
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = form };
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        return await _http.SendAsync(request);
    }

    public async Task<HttpResponseMessage> SendJsonAsync(string path, object body) => await _http.PostAsync(path, WebChatHost.Json(body));

    /// <summary>The value of a hidden field.</summary>
    public static string Hidden(string page, string name) =>
        WebUtility.HtmlDecode(
            Regex.Match(page, $"name=\"{name}\" value=\"([^\"]*)\"", RegexOptions.None, TimeSpan.FromSeconds(5)).Groups[1].Value
        );

    public void Dispose() => _http.Dispose();
}
