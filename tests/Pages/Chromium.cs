using Microsoft.Playwright;
using Xunit;

namespace EscalationBot.Tests.Pages;

/// <summary>One Chromium for all tests of the pages.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Flags =
    [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ];
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        var program = Environment.GetEnvironmentVariable("ESCALATIONBOT_TEST_CHROMIUM") is { Length: > 0 } given
            ? given
            : "/usr/bin/chromium";
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = Flags });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>A page of its own, without anything kept from before.</summary>
    public async Task<Tab> OpenAsync(Uri address, int width = 1440, int height = 900, bool dark = false, bool scripts = true)
    {
        var context = await _browser!.NewContextAsync(
            new()
            {
                BaseURL = address.ToString(),
                ViewportSize = new() { Width = width, Height = height },
                ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
                JavaScriptEnabled = scripts,
                ReducedMotion = ReducedMotion.Reduce,
                TimezoneId = "Europe/Berlin",
                Locale = "en-GB",
            }
        );
        context.SetDefaultTimeout(15_000);
        return new Tab(context, await context.NewPageAsync());
    }
}

/// <summary>One page and what went wrong in it.</summary>
public sealed class Tab : IAsyncDisposable
{
    private readonly IBrowserContext _context;

    internal Tab(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.PageError += (_, error) => Complaints.Add(error);
        page.Console += (_, message) =>
        {
            // A form with errors is answered 422, which Chromium reports although it is no mistake.
            if (message.Type is "error" or "warning" && !message.Text.Contains("422", StringComparison.Ordinal))
            {
                Complaints.Add(message.Text);
            }
        };
        page.Dialog += async (_, dialog) =>
        {
            Dialogs.Add(dialog.Message);
            await dialog.AcceptAsync();
        };
    }

    public IPage Page { get; }
    public IList<string> Complaints { get; } = [];
    public IList<string> Dialogs { get; } = [];

    public ILocator Rep => Page.Locator("#col-rep");
    public ILocator Specialists => Page.Locator("#col-specialist");
    public ILocator Manager => Page.Locator("#col-manager");

    public static ILocator Button(ILocator within, string title) =>
        within.GetByRole(AriaRole.Button, new() { Name = title, Exact = true }).Last;

    public static async Task SayAsync(ILocator column, string text)
    {
        var field = column.Locator(".foot textarea");
        await field.FillAsync(text);
        await field.PressAsync("Enter");
    }

    /// <summary>Fills the open dialog by the labels of its fields.</summary>
    public async Task FillAsync(params (string Label, string Value)[] values)
    {
        foreach (var (label, value) in values)
        {
            await Page.Locator("dialog").GetByLabel(label, new() { Exact = true }).FillAsync(value);
        }
    }

    public Task SubmitAsync() => Page.Locator("dialog .primary").ClickAsync();

    /// <summary>Writes a picture for the README when the run asks for pictures.</summary>
    public async Task PictureAsync(string name, bool wholePage = false)
    {
        if (Environment.GetEnvironmentVariable("ESCALATIONBOT_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await Page.EvaluateAsync(
                "() => { for (const lit of document.querySelectorAll('.lit, .fresh')) "
                    + "lit.classList.remove('lit', 'fresh'); document.activeElement?.blur(); }"
            );
            await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = wholePage });
        }
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
