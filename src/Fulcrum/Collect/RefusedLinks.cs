using System.Text.Json;
using Fulcrum.Identity;

namespace Fulcrum.Collect;

/// <summary>Links a limit forbade: each is written once, not with every repetition of the event that asks for it.</summary>
/// <remarks>What was remembered is lost at a restart; then a repetition is written once more. Safe from many threads.</remarks>
internal sealed class RefusedLinks
{
    private const int RememberedMax = 100_000;

    private readonly Lock _lock = new();
    private readonly HashSet<(SubjectId Left, SubjectId Right, string Fault, string Type)> _remembered = [];

    /// <summary>Prefix of the quarantine reason of a refused link.</summary>
    public const string ReasonPrefix = "link-refused:";

    /// <summary>True the first time.</summary>
    public bool TryRemember(SubjectId left, SubjectId right, string fault, string type)
    {
        lock (_lock)
        {
            if (_remembered.Count >= RememberedMax)
            {
                _remembered.Clear();
            }

            return _remembered.Add((left, right, fault, type));
        }
    }

    /// <summary>What quarantine says of it.</summary>
    public static Fault FaultOf(string fault) => new(
        ReasonPrefix + fault, "An identifier was not linked: a limit of its type forbids it.", "Look at both profiles; link them by hand if they are one person.");

    /// <summary>The row's payload.</summary>
    public static byte[] Write(SubjectId left, SubjectId right, string fault, string type) => JsonSerializer.SerializeToUtf8Bytes(
        new Body(left.Value, right.Value, fault, type), BodyJson.Default.Body);

    /// <summary>Reads a payload back; null when it is none.</summary>
    public static RefusedLink? Read(ReadOnlySpan<byte> payload, Instant at)
    {
        try
        {
            return JsonSerializer.Deserialize(payload, BodyJson.Default.Body) is { } body
                ? new RefusedLink(new SubjectId(body.Left), new SubjectId(body.Right), body.Fault, body.Type, at, 0)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal sealed record Body(long Left, long Right, string Fault, string Type);
}

[System.Text.Json.Serialization.JsonSerializable(typeof(RefusedLinks.Body))]
internal sealed partial class BodyJson : System.Text.Json.Serialization.JsonSerializerContext;
