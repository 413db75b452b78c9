using System.Text.Json;

namespace Fulcrum.Prove.Servers;

/// <summary>What a client knows after a request.</summary>
/// <param name="Status">The HTTP status; 0 when no answer came.</param>
/// <param name="Body">The answer's JSON; undefined when there is none.</param>
public readonly record struct Reply(int Status, JsonElement Body)
{
    /// <summary>No answer: it may have been done, or not.</summary>
    public static Reply None { get; } = new(0, default);

    /// <summary>Whether it was acknowledged.</summary>
    public bool IsOk => Status is >= 200 and < 300;

    /// <summary>Whether a node says that it was not done: it reached no owner of the store.</summary>
    public bool IsNotDone => Status == 503 && Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("code", out var code) && code.GetString() == "owner-unreachable";

    /// <summary>Whether it may have been done, or not: no answer came, or the server does not know itself.</summary>
    public bool IsUnknown => Status is 0 or >= 500 && !IsNotDone;

    /// <summary>Whether the server did or refused what was asked.</summary>
    public bool IsAnswer => Status is > 0 and < 500;
}
