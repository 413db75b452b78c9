using Fulcrum.Workspaces;

namespace Fulcrum.Profiles;

/// <summary>What is known from the rows of one subject id: a pure fold over them (law 5).</summary>
/// <remarks>
/// Never changed by a merge: a merged profile reads several parts together, so cutting a link gives each its own
/// back exactly. Applying the rows of a subject in journal order gives equal parts, whatever was snapshotted in
/// between. Not safe from many threads; its profile's lock guards it.
/// </remarks>
internal sealed class ProfilePart
{
    /// <summary>A part before its first row.</summary>
    public ProfilePart(SubjectId subject) => Subject = subject;

    /// <summary>Whose.</summary>
    public SubjectId Subject { get; }

    /// <summary>Sequence of the last row applied; 0 for none.</summary>
    public long Sequence { get; private set; }

    /// <summary>Subjects linked to this one and not cut since.</summary>
    public IReadOnlyList<SubjectId> Linked => throw new NotSupportedException();

    /// <summary>Takes the next row in. Rows not newer than <see cref="Sequence"/> are ignored, so replay is idempotent.</summary>
    public void Apply(long sequence, Entry entry, Workspace workspace) => throw new NotSupportedException();

    /// <summary>The part as bytes, for a snapshot.</summary>
    public byte[] ToBytes(Workspace workspace) => throw new NotSupportedException();

    /// <summary>Reads a part back; the bytes were authenticated when they were opened.</summary>
    public static ProfilePart FromBytes(SubjectId subject, ReadOnlySpan<byte> bytes, Workspace workspace) => throw new NotSupportedException();
}
