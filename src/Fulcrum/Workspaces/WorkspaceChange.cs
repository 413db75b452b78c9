namespace Fulcrum.Workspaces;

/// <summary>One difference between two versions of a workspace, in words.</summary>
/// <param name="Kind">Added, removed or changed.</param>
/// <param name="What">What differs: <c>purpose</c>, <c>property</c>, <c>offer</c>, <c>cap</c>, ….</param>
/// <param name="Name">Its name, for example <c>web-behaviour/page/path</c>.</param>
/// <param name="Detail">What about it differs; empty when it was added or removed.</param>
/// <param name="Loosens">
/// True when it takes protection away: more is collected, for more purposes, kept longer, shown to more people, under a
/// weaker label, or held back less. Somebody should have decided it on purpose.
/// </param>
public sealed record WorkspaceChange(ChangeKind Kind, string What, string Name, string Detail, bool Loosens)
{
    /// <summary>One line, for example <c>~ property web-behaviour/page/path: purposes + marketing-email (loosens privacy)</c>.</summary>
    public override string ToString()
    {
        var sign = Kind switch { ChangeKind.Added => '+', ChangeKind.Removed => '-', _ => '~' };
        return $"{sign} {What} {Name}{(Detail.Length > 0 ? $": {Detail}" : "")}{(Loosens ? " (loosens privacy)" : "")}";
    }
}

/// <summary>Whether something came, went or became different.</summary>
public enum ChangeKind
{
    /// <summary>It is new.</summary>
    Added,

    /// <summary>It is gone.</summary>
    Removed,

    /// <summary>It is different.</summary>
    Changed,
}
