using Fulcrum.Decisions;
using Fulcrum.Hosting.Nodes;
using Fulcrum.Server.Collect;
using Fulcrum.Server.Workspaces;
using Fulcrum.Workspaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Server.Decisions;

/// <summary>The answers of a node that reaches no owner of the store: decisions from the context alone; of everything else, that it was not done.</summary>
internal sealed class DetachedAnswers : IDisposable
{
    private readonly ServerOptions _options;
    private readonly Func<Workspace?> _seen;
    private readonly KeyGate _keys;
    private readonly ServerMeter _meter = new();
    private volatile Deciding? _deciding;

    public DetachedAnswers(ServerOptions options, Func<Workspace?> seen)
    {
        (_options, _seen, _keys) = (options, seen, new KeyGate(options));
        Rates = new RateGate(options, _meter, () => Now()?.Served);
    }

    /// <summary>What is measured.</summary>
    public ServerMeter Meter => _meter;

    /// <summary>Who asks too often.</summary>
    public RateGate Rates { get; }

    /// <summary>Maps them.</summary>
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/v1/decide", (RequestDelegate)DecideAsync);
        app.MapGet("/healthz", (RequestDelegate)(http => Answer.WriteAsync(http, StatusCodes.Status200OK, "application/json", """{"alive":true}"""u8)));
        app.MapFallback("/{**rest}", (RequestDelegate)RefuseAsync);
    }

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    private async Task DecideAsync(HttpContext http)
    {
        _keys.Check(http, KeyKinds.Decide);
        DecideBody asked;
        using (var body = await RequestBody.ReadAsync(http))
        {
            asked = BodyReader.Read(body.Bytes.Span, DecideBody.Read);
        }

        // Identifiers are read, so that a mistake in the body is told here as anywhere, and nobody is looked up by them.
        var deciding = Now() ?? throw new ProblemException(Problems.OwnerUnreachable);
        var signals = CollectRoutes.SignalsOf(http.Request);
        var question = new Question(deciding.Served.PlacementsOf(asked.Placements), [], asked.Context, asked.RequestId, signals.Anonymous)
        {
            GlobalPrivacyControl = signals.GlobalPrivacyControl,
        };
        var decisions = deciding.Decisions.Decide(question, Instant.From(_options.Clock.GetUtcNow()));
        _meter.Count(decisions);
        await Answer.WriteAsync(http, new Decided(deciding.Served, decisions, null), Decided.Write);
    }

    private Task RefuseAsync(HttpContext http)
    {
        if (Now() is { } deciding)
        {
            Cors.Allow(http, deciding.Served);
        }

        throw new ProblemException(http.Features.Get<DetachedRequest>() is { MayBeDone: true } ? Problems.OutcomeUnsure : Problems.OwnerUnreachable);
    }

    private Deciding? Now()
    {
        if (_seen() is not { } workspace)
        {
            return null;
        }

        var deciding = _deciding;
        return deciding is not null && ReferenceEquals(deciding.Decisions.Workspace, workspace)
            ? deciding
            : _deciding = new Deciding(new ServedWorkspace(workspace), new DetachedDecisions(workspace));
    }

    private sealed record Deciding(ServedWorkspace Served, DetachedDecisions Decisions);
}
