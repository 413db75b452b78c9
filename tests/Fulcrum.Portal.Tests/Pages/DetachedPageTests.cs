using System.Net;
using System.Security.Cryptography;
using System.Text;
using Deque.AxeCore.Playwright;
using Fulcrum.Hosting.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Playwright;

namespace Fulcrum.Portal.Tests.Pages;

/// <summary>The one page of a node that reaches no owner: in words, in the visitor's language, by the rules of every page.</summary>
public sealed class DetachedPageTests(VisitFixture visits) : IClassFixture<VisitFixture>, IAsyncLifetime
{
    private readonly WebApplication _app = FulcrumPortal.CreateDetached(Options());

    private Uri Address => new(_app.Urls.Single());

    public async ValueTask InitializeAsync() => await _app.StartAsync();

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData("GET", "/en/choices", "", "en", "We cannot reach your data now")]
    [InlineData("GET", "/ru/choices", "en", "ru", "Сейчас ваши данные недоступны")]
    [InlineData("POST", "/ru/choices", "", "ru", "Сейчас ваши данные недоступны")]
    [InlineData("GET", "/", "ru-RU,ru;q=0.9", "ru", "Сейчас ваши данные недоступны")]
    [InlineData("GET", "/", "de", "en", "We cannot reach your data now")]
    [InlineData("GET", "/russia.html", "", "en", "We cannot reach your data now")]
    public async Task It_says_so_in_the_language_of_the_path_else_of_the_browser(string method, string path, string accepted, string language, string title)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Address, path));
        request.Headers.TryAddWithoutValidation("Accept-Language", accepted);

        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);

        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("2", answer.Headers.GetValues("Retry-After").Single());
        Assert.Contains($"<html lang=\"{language}\">", text, StringComparison.Ordinal);
        Assert.Contains($"<h1>{title}</h1>", text, StringComparison.Ordinal);
        Assert.StartsWith("default-src 'none'; ", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("no-store", answer.Headers.GetValues("Cache-Control").Single());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Theory]
    [InlineData("/en/choices", "We do not know if that was saved")]
    [InlineData("/ru/choices", "Мы не знаем, сохранилось ли это")]
    public async Task Of_a_form_whose_answer_was_lost_it_says_that_it_may_be_saved(string path, string title)
    {
        using var inner = new Inner();
        await using var app = FulcrumPortal.CreateDetached(Options() with { Listener = inner });
        await app.StartAsync(TestContext.Current.CancellationToken);
        var (http, body) = (new DefaultHttpContext(), new MemoryStream());
        (http.Request.Method, http.Request.Path, http.Response.Body) = ("POST", path, body);
        http.Features.Set(new DetachedRequest(MayBeDone: true));

        await inner.Serve(http.Features);

        Assert.Equal(StatusCodes.Status503ServiceUnavailable, http.Response.StatusCode);
        Assert.Contains($"<h1>{title}</h1>", Encoding.UTF8.GetString(body.ToArray()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", ColorScheme.Light)]
    [InlineData("en", ColorScheme.Dark)]
    [InlineData("ru", ColorScheme.Light)]
    [InlineData("ru", ColorScheme.Dark)]
    public async Task Everybody_can_read_it_on_a_narrow_screen(string language, ColorScheme scheme)
    {
        await using var visitor = await visits.VisitAsync(320, scheme);

        await visitor.Page.GotoAsync(new Uri(Address, $"/{language}/").ToString());

        var found = await visitor.Page.RunAxe();
        Assert.Empty(found.Violations.Select(one => $"{one.Id}: {one.Help}"));
        Assert.InRange(await visitor.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"), 1, 320);
    }

    private static PortalOptions Options() => new() { Port = 0, SigningKey = RandomNumberGenerator.GetBytes(32), Random = new Chance() };

    private sealed class Chance : IRandomSource
    {
        public void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
    }

    /// <summary>A server that is handed its requests.</summary>
    private sealed class Inner : IServer
    {
        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Func<IFeatureCollection, Task> Serve { get; private set; } = _ => Task.CompletedTask;

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull
        {
            Serve = features => application.ProcessRequestAsync(application.CreateContext(features));
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }
}
