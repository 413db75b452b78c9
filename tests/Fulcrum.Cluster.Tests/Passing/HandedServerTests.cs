using Fulcrum.Cluster.Passing;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Xunit;

namespace Fulcrum.Cluster.Tests.Passing;

/// <summary>An application answers requests that came in elsewhere, for as long as it runs, and leaves nothing behind in them.</summary>
public sealed class HandedServerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Before_it_was_started_and_after_it_was_stopped_it_takes_nothing()
    {
        var server = new HandedServer();
        Assert.Null(server.TryServe(new DefaultHttpContext()));

        await server.StartAsync(new Application(_ => Task.CompletedTask), Cancellation);
        await server.TryServe(new DefaultHttpContext())!;

        await server.StopAsync(Cancellation);
        Assert.Null(server.TryServe(new DefaultHttpContext()));
    }

    [Fact]
    public async Task What_the_application_sets_does_not_show_to_the_request_it_came_from_and_what_was_set_before_shows_to_it()
    {
        var outer = new DefaultHttpContext();
        outer.Features.Set(new Mark("outer"));
        var seen = "";
        var server = new HandedServer();
        await server.StartAsync(
            new Application(features =>
            {
                seen = features.Get<Mark>()!.Text;
                features.Set(new Mark("inner"));
                features.Set<IServiceProvidersFeature>(new RequestServicesFeature(outer, null));
                return Task.CompletedTask;
            }),
            Cancellation);

        await server.TryServe(outer)!;

        Assert.Equal("outer", seen);
        Assert.Equal("outer", outer.Features.Get<Mark>()!.Text);
        Assert.Null(outer.Features.Get<IServiceProvidersFeature>());
    }

    [Fact]
    public async Task Stopping_waits_for_what_is_being_answered()
    {
        var answer = new TaskCompletionSource();
        var server = new HandedServer();
        await server.StartAsync(new Application(_ => answer.Task), Cancellation);
        var serving = server.TryServe(new DefaultHttpContext())!;

        var stopping = server.StopAsync(Cancellation);
        Assert.Null(server.TryServe(new DefaultHttpContext()));
        Assert.False(stopping.IsCompleted);

        answer.SetResult();
        await stopping;
        Assert.True(serving.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Stopping_waits_no_longer_than_it_is_told()
    {
        var answer = new TaskCompletionSource();
        var server = new HandedServer();
        await server.StartAsync(new Application(_ => answer.Task), Cancellation);
        var serving = server.TryServe(new DefaultHttpContext())!;
        using var patience = new CancellationTokenSource();

        var stopping = server.StopAsync(patience.Token);
        await patience.CancelAsync();
        await stopping;

        Assert.False(serving.IsCompleted);
        answer.SetResult();
        await serving;
    }

    [Fact]
    public async Task A_request_that_failed_is_told_to_whoever_handed_it_over_and_is_not_waited_for()
    {
        var application = new Application(_ => throw new InvalidOperationException("It failed."));
        var server = new HandedServer();
        await server.StartAsync(application, Cancellation);

        await Assert.ThrowsAsync<InvalidOperationException>(() => server.TryServe(new DefaultHttpContext())!);

        Assert.IsType<InvalidOperationException>(application.DisposedWith);
        await server.StopAsync(Cancellation);
    }

    private sealed record Mark(string Text);

    private sealed class Application(Func<IFeatureCollection, Task> answer) : IHttpApplication<IFeatureCollection>
    {
        public Exception? DisposedWith { get; private set; }

        public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

        public Task ProcessRequestAsync(IFeatureCollection context) => answer(context);

        public void DisposeContext(IFeatureCollection context, Exception? exception) => DisposedWith = exception;
    }
}
