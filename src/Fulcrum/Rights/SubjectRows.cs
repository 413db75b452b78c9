using System.Buffers;
using Fulcrum.Profiles;

namespace Fulcrum.Rights;

/// <summary>A subject's events and consents, opened, and sealed anew when they become shorter.</summary>
internal sealed class SubjectRows
{
    private readonly Sealing _sealing;
    private readonly byte[] _key;
    private readonly Dictionary<long, JournalRow> _sealed = [];

    private SubjectRows(SubjectId subject, Sealing sealing, byte[] key) => (Subject, _sealing, _key) = (subject, sealing, key);

    /// <summary>Whose.</summary>
    public SubjectId Subject { get; }

    /// <summary>The rows that open, oldest first. A damaged one stays for its repair; what else of the subject is due goes.</summary>
    public List<OpenedRow> Opened { get; } = [];

    /// <summary>Reads them; null when nobody can any more: the subject was erased, or waits for repair.</summary>
    public static async ValueTask<SubjectRows?> ReadAsync(IStore store, Sealing sealing, SubjectId subject, CancellationToken cancellation)
    {
        if (await store.Keys.FindAsync(subject, cancellation) is not { } wrapped || sealing.UnwrapKey(subject, wrapped.Span) is not { } key)
        {
            return null;
        }

        var rows = new SubjectRows(subject, sealing, key);
        foreach (var (sequence, row) in await store.Journal.ReadSubjectAsync(subject, 0, cancellation))
        {
            if (row.Kind is EntryKind.Event or EntryKind.Consent
                && Sealing.OpenRow(key, row) is { } payload && EntryCodec.TryRead(row.Kind, payload, out var entry))
            {
                rows._sealed.Add(sequence, row);
                rows.Opened.Add(new OpenedRow(sequence, row.At, !row.Identifiers.IsEmpty, entry));
            }
        }

        return rows;
    }

    /// <summary>What must be written for rows that become shorter or go.</summary>
    public IEnumerable<RowRewrite> Rewrites(IEnumerable<TrimmedRow> trimmed) =>
        trimmed.Select(each => new RowRewrite(Subject, each.Row.Sequence, each.Left is null ? default : Seal(_sealed[each.Row.Sequence], each.Left)));

    private byte[] Seal(in JournalRow row, AcceptedEvent left)
    {
        var payload = new ArrayBufferWriter<byte>();
        EntryCodec.Write(left, payload);
        return _sealing.SealRow(_key, row.Kind, row.Subject, row.At, row.Source, row.Dedupe, payload.WrittenSpan);
    }
}
