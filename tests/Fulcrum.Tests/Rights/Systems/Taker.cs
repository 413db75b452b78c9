using Fulcrum.Messages;
using Fulcrum.Rights.Systems;

namespace Fulcrum.Tests.Rights.Systems;

/// <summary>Takes over whatever it is told.</summary>
internal sealed class Taker : ISystemSender
{
    public List<string> Told { get; } = [];

    public List<(Tell Tell, ConnectedSystem System, ToldOf Whose)> Tells { get; } = [];

    public List<string> Tokens { get; } = [];

    public ValueTask<SendResult> SendAsync(Tell tell, ConnectedSystem system, string token, ToldOf whose, CancellationToken cancellation)
    {
        Tells.Add((tell, system, whose));
        Told.AddRange(whose.Identifiers.Select(identifier => identifier.Value));
        Tokens.Add(token);
        return ValueTask.FromResult(SendResult.Sent);
    }
}
