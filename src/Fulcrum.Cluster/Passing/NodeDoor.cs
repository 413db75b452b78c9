using Fulcrum.Cluster.Owning;
using Fulcrum.Hosting.Nodes;
using Fulcrum.Postgres.Cluster;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Cluster.Passing;

/// <summary>One port of a node: serves what it may, passes on what another owns, and answers the rest without the store.</summary>
internal sealed class NodeDoor(Ownership ownership, Forwarding forwarding, NodeSeal seal, NodePort port, ClusterOptions options, TimeProvider clock)
{
    /// <summary>Answers a request.</summary>
    public Task ServeAsync(HttpContext http)
    {
        if (http.Request.Headers.ContainsKey(NodeSeal.Header))
        {
            return ServePassedAsync(http);
        }

        var standing = ownership.Standing;
        return TryServe(http, standing) ?? PassAsync(http, standing);
    }

    /// <summary>A request that another node passed on, or that somebody says was. It goes no further, so that no request ever runs in a circle.</summary>
    private Task ServePassedAsync(HttpContext http)
    {
        var isOfNode = seal.TryTake(http);
        http.Request.Headers.Remove(NodeSeal.Header);
        if (TryServe(http, ownership.Standing) is { } serving)
        {
            return serving;
        }

        if (isOfNode)
        {
            http.Response.Headers[NodeSeal.Header] = "not-owner";
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        }

        return DetachAsync(http, mayBeDone: false);
    }

    private async Task PassAsync(HttpContext http, Standing standing)
    {
        var isDecision = port.IsDecision(http.Request);
        var (since, wait) = (clock.GetTimestamp(), isDecision ? options.DecisionWait : options.OwnerWait);
        var body = await ReplayableBody.ReadAsync(http.Request, http.RequestAborted);
        while (true)
        {
            http.Request.Body = body.Open();
            if (TryServe(http, standing) is { } serving)
            {
                await serving;
                return;
            }

            var left = wait - clock.GetElapsedTime(since);
            if (left <= TimeSpan.Zero)
            {
                break;
            }

            var passed = standing.Other is { } other && port.UrlOf(other) is { } url ? await PassAsync(http, url, body, standing, isDecision ? left : null) : Passed.NotDone;
            if (passed == Passed.Answered)
            {
                return;
            }

            if (!body.CanReplay || (passed == Passed.Unsure && !IsSafe(http.Request) && !isDecision))
            {
                await DetachAsync(http, mayBeDone: passed == Passed.Unsure);
                return;
            }

            // Passing it on took time too.
            await ChangeAsync(standing, wait - clock.GetElapsedTime(since), http.RequestAborted);
            standing = ownership.Standing;
        }

        http.Request.Body = body.Open();
        await DetachAsync(http, mayBeDone: false);
    }

    /// <summary>Passes it on for as long as the same node owns the store; a decision only as long as a page waits.</summary>
    private async Task<Passed> PassAsync(HttpContext http, Uri node, ReplayableBody body, Standing standing, TimeSpan? left)
    {
        using var late = new CancellationTokenSource(left ?? Timeout.InfiniteTimeSpan, clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(standing.Over, http.RequestAborted, late.Token);
        return await forwarding.PassAsync(http, node, body, end.Token);
    }

    /// <summary>Waits until somebody else owns the store, or a moment: a node that refused a connection may just be starting.</summary>
    private async Task ChangeAsync(Standing standing, TimeSpan left, CancellationToken aborted)
    {
        if (left <= TimeSpan.Zero)
        {
            return;
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(standing.Over, aborted);
        try
        {
            await Task.Delay(left < options.LookEvery ? left : options.LookEvery, clock, end.Token);
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            // It changed.
        }
    }

    private Task DetachAsync(HttpContext http, bool mayBeDone)
    {
        http.Features.Set(new DetachedRequest(mayBeDone));
        return port.Detached.TryServe(http) ?? Task.CompletedTask;
    }

    private Task? TryServe(HttpContext http, Standing standing) => ownership.MayAnswer(standing) ? port.Of(standing.Store!)?.TryServe(http) : null;

    private static bool IsSafe(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method);
}

/// <summary>What one port of a node is for.</summary>
/// <param name="Of">What serves it of an owned store; null when that serves none.</param>
/// <param name="UrlOf">Where another node has the same port; null when it has none.</param>
/// <param name="Detached">What answers without a store.</param>
/// <param name="IsDecision">Whether a request is a question that is answered from the context rather than late.</param>
public sealed record NodePort(Func<IOwnedStore, HandedServer?> Of, Func<ClusterNode, Uri?> UrlOf, HandedServer Detached, Func<HttpRequest, bool> IsDecision);
