using Fulcrum.Collect;
using Fulcrum.Identity;

namespace Fulcrum.Cli.Import;

/// <summary>Where in an event an identifier stands, so that intake finds it there.</summary>
/// <param name="Part">Which part of the event.</param>
/// <param name="Path">Dotted path inside it; empty for the event's own ids.</param>
internal readonly record struct IdentifierSlot(EventPart Part, string Path)
{
    /// <summary>The first place a type is found in that an event of this kind has; null when there is none.</summary>
    public static IdentifierSlot? Find(IdentifierType type, EventType kind)
    {
        var hasTraits = kind is EventType.Identify or EventType.Group;
        foreach (var path in type.From)
        {
            IdentifierSlot? slot = path switch
            {
                "userId" => new(EventPart.UserId, ""),
                "anonymousId" => new(EventPart.AnonymousId, ""),
                _ when path.StartsWith("context.", StringComparison.Ordinal) => new(EventPart.Context, path["context.".Length..]),
                _ when hasTraits && path.StartsWith("traits.", StringComparison.Ordinal) => new(EventPart.Properties, path["traits.".Length..]),
                _ when !hasTraits && path.StartsWith("properties.", StringComparison.Ordinal) => new(EventPart.Properties, path["properties.".Length..]),
                _ => null,
            };
            if (slot is not null)
            {
                return slot;
            }
        }

        return null;
    }
}

/// <summary>Parts of an event an identifier can stand in.</summary>
internal enum EventPart
{
    /// <summary>Its <c>userId</c>.</summary>
    UserId,

    /// <summary>Its <c>anonymousId</c>.</summary>
    AnonymousId,

    /// <summary>Its properties or traits.</summary>
    Properties,

    /// <summary>Its context.</summary>
    Context,
}
