namespace Fulcrum.Permits;

/// <summary>Opens a subject by its id, for those who read the id in a journal row.</summary>
internal static class Opening
{
    /// <summary>The subject; null when there is none.</summary>
    internal static ValueTask<Subject?> OpenAsync(this Door door, SubjectId subject, CancellationToken cancellation) =>
        throw new NotSupportedException($"{door} cannot open {subject} yet: {cancellation}");
}
