using Fulcrum.Profiles;
using Fulcrum.Rights;

namespace Fulcrum.Consent.Ledger;

/// <summary>Makes the commitment of consent rows again, from journal and keys. Holds the keys of the subjects last met.</summary>
internal sealed class ConsentRowReader(ConsentRowReader.FindKey find, Sealing sealing)
{
    /// <summary>Looks a subject's wrapped key up; null when it is gone.</summary>
    internal delegate ValueTask<ReadOnlyMemory<byte>?> FindKey(SubjectId subject, CancellationToken cancellation);

    private const int KeysMax = 65_536;

    private readonly Dictionary<SubjectId, byte[]?> _keys = [];

    /// <summary>The commitment of a consent row; null when its subject's key is gone or the row does not open.</summary>
    public async ValueTask<byte[]?> CommitmentOfAsync(JournalRow row, CancellationToken cancellation) =>
        await KeyOfAsync(row.Subject, cancellation) is { } key && Sealing.OpenRow(key, row) is { } payload
            && EntryCodec.TryRead(row.Kind, payload, out var entry) && entry is ConsentEntry consent
            ? CommitmentOf(key, row.Subject, row.Sealed.Span, consent.Record)
            : null;

    /// <summary>Whether a subject's key is there and opens.</summary>
    public async ValueTask<bool> HasKeyAsync(SubjectId subject, CancellationToken cancellation) => await KeyOfAsync(subject, cancellation) is not null;

    /// <summary>The commitment of a consent row that was just sealed.</summary>
    public static byte[] CommitmentOf(ReadOnlySpan<byte> key, SubjectId subject, ReadOnlySpan<byte> sealedRow, ConsentRecord record) =>
        ConsentCommitment.Of(ConsentCommitment.SaltOf(key, sealedRow), ConsentCanonical.Write(subject, record));

    private async ValueTask<byte[]?> KeyOfAsync(SubjectId subject, CancellationToken cancellation)
    {
        if (_keys.TryGetValue(subject, out var known))
        {
            return known;
        }

        if (_keys.Count == KeysMax)
        {
            _keys.Clear();
        }

        return _keys[subject] = await find(subject, cancellation) is { } wrapped ? sealing.UnwrapKey(subject, wrapped.Span) : null;
    }
}
