using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Fulcrum.Messages;

namespace Fulcrum.Portal.Tests;

/// <summary>Where the messages of a portal go.</summary>
internal sealed partial class Mailbox : IMessageSender
{
    private readonly ConcurrentQueue<DueMessage> _came = new();

    public bool Carries(string channel) => true;

    public ValueTask<SendResult> SendAsync(DueMessage message, CancellationToken cancellation)
    {
        _came.Enqueue(message);
        return ValueTask.FromResult(SendResult.Sent);
    }

    /// <summary>Everything that came to an address, the newest last.</summary>
    public async Task<IReadOnlyList<DueMessage>> ReadAsync(RunningPortal portal, string address)
    {
        await portal.Core.Messages.SendDueAsync(this, TestContext.Current.CancellationToken);
        return [.. _came.Where(message => message.Address == address)];
    }

    /// <summary>The code that came last to an address.</summary>
    public async Task<string> CodeAsync(RunningPortal portal, string address) => Code().Match((await ReadAsync(portal, address))[^1].Body).Value;

    /// <summary>The link that came last to an address; null when the message holds none.</summary>
    public async Task<Uri?> LinkAsync(RunningPortal portal, string address) =>
        (await ReadAsync(portal, address))[^1].Body.Split('\n').SingleOrDefault(line => line.StartsWith("http", StringComparison.Ordinal)) is { } line ? new Uri(line) : null;

    [GeneratedRegex(@"\d{4} \d{4}")]
    private static partial Regex Code();
}
