using Fulcrum.Collect;
using Fulcrum.Profiles;

namespace Fulcrum.Rights;

/// <summary>What a store does when its key-encryption key is rotated: wraps each subject key anew, seals each quarantined payload anew.</summary>
/// <remarks>
/// Rows are not touched: those of a subject are sealed under the subject's key, those of nobody under a key that follows from the
/// first key-encryption key and is kept from then on as a secret of its own. Safe from many threads.
/// </remarks>
public sealed class KekRotation
{
    private readonly Sealing _sealing;
    private readonly StoreSecrets _secrets;

    /// <summary>Rotates to <see cref="StoreSecrets.Kek"/> from those that are retired.</summary>
    public KekRotation(StoreSecrets secrets, IRandomSource random) => (_sealing, _secrets) = (new Sealing(secrets, random), secrets);

    /// <summary>The key of rows without a subject, to be kept before a first rotation.</summary>
    public ReadOnlyMemory<byte> Rows => _sealing.StoreKey.ToArray();

    /// <summary>Wraps a subject key anew; null when it is damaged, or wrapped by a key that is gone.</summary>
    public byte[]? Rewrap(SubjectId subject, ReadOnlySpan<byte> wrapped) =>
        _sealing.UnwrapKey(subject, wrapped) is { } key ? _sealing.WrapKey(subject, key) : null;

    /// <summary>A new subject key, wrapped by the newest.</summary>
    public byte[] WrapNew(SubjectId subject) => _sealing.WrapKey(subject, _sealing.NewKey());

    /// <summary>Whether a wrapped key is wrapped by the newest already.</summary>
    public bool IsNewest(ReadOnlySpan<byte> wrapped) => WrappedKey.GenerationOf(wrapped) == _secrets.KekGeneration;

    /// <summary>Seals a quarantined payload anew; null when it is damaged.</summary>
    public byte[]? Reseal(QuarantineRow row) =>
        _sealing.OpenQuarantined(row.Id, row.Source, row.At, row.Sealed.Span) is { } payload ? _sealing.SealQuarantined(row.Id, row.Source, row.At, payload) : null;
}
