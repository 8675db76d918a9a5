using System.Net;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Tests.Channels.WebChat;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Pages.SignIn;

/// <summary>Strangers at the sign-in do not fill the database.</summary>
public sealed class SignInRefusalsTests
{
    private const string Key = "correct horse",
        Elsewhere = "203.0.113.9";

    [Fact]
    public async Task A_thousand_wrong_keys_and_codes_are_a_few_lines_of_the_audit_and_a_count()
    {
        await using var host = await WebChatHost.StartAsync(Key);
        for (var i = 0; i < 200; i++)
        {
            var refused = await FromAsync(host, $"/login/link/x{i}", Elsewhere);
            refused.StatusCode.ShouldBe(HttpStatusCode.Gone);
        }

        for (var i = 0; i < 200; i++)
        {
            await FromAsync(host, $"/login/link/y{i}", $"198.51.100.{i}");
        }

        (await RefusedAsync(host)).Count.ShouldBeInRange(1, 20);
        host.Clock.Advance(TimeSpan.FromMinutes(1.1));
        await FromAsync(host, "/login/link/z", Elsewhere);

        await host.UntilAsync(() => RefusedAsync(host).Result.Exists(row => row.EndsWith("link_gone link +199", StringComparison.Ordinal)));
        var rows = await RefusedAsync(host);
        rows.Count.ShouldBeInRange(3, 30);
        // The first nine of the others had lines of their own.
        rows.ShouldContain("key:web:other addresses refused +191");
        rows[0].ShouldBe($"key:web:{Elsewhere} link_gone link");
        rows[^1].ShouldBe($"key:web:{Elsewhere} link_gone link");
    }

    private static async Task<HttpResponseMessage> FromAsync(WebChatHost host, string path, string address)
    {
        using var request = Get(path);
        request.Headers.Add("Test-From", address);
        return await host.Here.SendAsync(request);
    }

    private static async Task<List<string>> RefusedAsync(WebChatHost host) =>
        [
            .. await host
                .Services.GetRequiredService<Database>()
                .ReadAsync(
                    session =>
                        session.QueryAsync(
                            "SELECT identity, result, detail FROM audit_pending WHERE kind = 'refusal' ORDER BY id",
                            row => string.Join(' ', Enumerable.Range(0, 3).Select(row.Text))
                        ),
                    default
                ),
        ];

    private static HttpRequestMessage Get(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/html,*/*");
        return request;
    }
}
