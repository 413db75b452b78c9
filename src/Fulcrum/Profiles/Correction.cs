using Fulcrum.Collect;
using Fulcrum.Consent;

namespace Fulcrum.Profiles;

/// <summary>A declared fact put right by its subject: an event of no source, whose property is the fact. So it is kept, trimmed and erased like what it corrects.</summary>
internal static class Correction
{
    /// <summary>The code of no source; sources are counted from 1.</summary>
    internal const ushort Source = 0;

    /// <summary>The name of where it came from, as readings say it.</summary>
    internal const string SourceName = "self";

    private const string Name = "$corrected";

    /// <summary>Whether an event is one.</summary>
    internal static bool Is(AcceptedEvent happened) => happened.Source == Source && happened.Name == Name;

    /// <summary>Makes one.</summary>
    /// <param name="fact">Which fact.</param>
    /// <param name="value">What it is.</param>
    /// <param name="kept">For what it was kept, and is kept on.</param>
    /// <param name="at">When.</param>
    internal static AcceptedEvent Of(FactDefinition fact, FactValue value, PurposeSet kept, Instant at) =>
        new(EventType.Track, Name, at, at, Source, kept, [], [new KeptProperty(fact.Name, value, kept)], default, "");
}
