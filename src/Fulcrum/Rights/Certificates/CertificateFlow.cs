using System.Buffers.Binary;
using System.Text.Json;
using Fulcrum.Identity;
using Fulcrum.Profiles;
using Fulcrum.Rights.Systems;
using Fulcrum.Workspaces;

namespace Fulcrum.Rights.Certificates;

/// <summary>Issues certificates of erasures: after it has looked, place by place, that nothing answers any more, and for no others.</summary>
/// <remarks>Safe from many threads. Issuing again gives a later certificate, which tells of a compaction since.</remarks>
public sealed class CertificateFlow
{
    private const int PackedLength = 17;

    private readonly IStore _store;
    private readonly Sealing _sealing;
    private readonly TellFlow _tells;
    private readonly WorkspaceInForce _workspace;
    private readonly TimeProvider _clock;

    internal CertificateFlow(IStore store, Sealing sealing, TellFlow tells, WorkspaceInForce workspace, TimeProvider clock) =>
        (_store, _sealing, _tells, _workspace, _clock) = (store, sealing, tells, workspace, clock);

    /// <summary>Whether there is a key to sign with, and a store that remembers its erasures.</summary>
    public bool CanIssue => _store.Ledger is not null && _store.Compaction is not null;

    /// <summary>The certificate of an erasure; null when no tombstone has this row.</summary>
    /// <param name="sequence">The row of the tombstone.</param>
    /// <param name="cancellation">Stops the wait.</param>
    /// <exception cref="StoreUnavailableException">Something of the erased still answers, or waits to be deleted: nothing can be certified now.</exception>
    public async ValueTask<ErasureCertificate?> IssueAsync(long sequence, CancellationToken cancellation)
    {
        if (_store.Ledger is not { } ledger || _store.Compaction is not { } compaction
            || await compaction.FindAsync(sequence, cancellation) is not { } standing
            || await _store.Journal.FindAsync(sequence, cancellation) is not { Row: { Kind: EntryKind.Tombstone } tombstone })
        {
            return null;
        }

        await RequireGoneAsync(standing, tombstone, cancellation);
        var text = Sealing.OpenRow(_sealing.StoreKey, tombstone) is { } payload ? TombstoneText.Read(payload) : new TombstoneText("", "", [], "");
        var told = text.Told.Length == 0 ? null : await _tells.FindAsync(text.Told, cancellation);
        using var content = JsonDocument.Parse(Write(standing, tombstone, text, told, ledger.Origin, compaction.IsGentleEnough));
        var element = content.RootElement.Clone();
        var note = ledger.Sign(ErasureCertificate.TextOf(sequence, ErasureCertificate.HashOf(element)!));
        return new ErasureCertificate(sequence, element, note.ToString());
    }

    /// <summary>Looks into every place for anything that still answers.</summary>
    private async ValueTask RequireGoneAsync(ErasureStanding standing, JournalRow tombstone, CancellationToken cancellation)
    {
        if (!standing.IsDeleted)
        {
            throw new StoreUnavailableException("The erasure waits for something else to end before its last bytes go. Ask again later.");
        }

        foreach (var subject in standing.Subjects)
        {
            if (await _store.Keys.FindAsync(subject, cancellation) is not null || (await _store.Journal.ReadSubjectAsync(subject, 0, cancellation)).Count > 0
                || await _store.Snapshots.FindAsync(subject, cancellation) is not null)
            {
                throw new StoreUnavailableException($"Something of {subject} still answers, so no erasure can be certified. Start the store again; an erasure that was cut short is finished then.");
            }
        }

        for (var from = 0; from + PackedLength <= tombstone.Identifiers.Length; from += PackedLength)
        {
            var packed = tombstone.Identifiers.Slice(from, PackedLength);
            var key = new IdentifierKey(BinaryPrimitives.ReadUInt128BigEndian(packed.Span[1..]), packed.Span[0]);
            if (standing.Subjects.Contains(await _store.Identifiers.FindAsync(key, cancellation)) || _store.Eraser.FindTombstone(key) is null)
            {
                throw new StoreUnavailableException("An identifier of the erased still leads to them, or has no tombstone, so no erasure can be certified.");
            }
        }
    }

    private byte[] Write(ErasureStanding standing, JournalRow tombstone, TombstoneText text, Tell? told, string issuer, bool isGentleEnough)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("id"u8, ErasureCertificate.IdOf(standing.Sequence));
            json.WriteString("issuer"u8, issuer);
            json.WriteNumber("erasedAt"u8, standing.At.UnixMs);
            json.WriteNumber("issuedAt"u8, Instant.From(_clock.GetUtcNow()).UnixMs);
            json.WriteString("state"u8, standing.CompactedAt is null ? "deleted" : "compacted");
            json.WriteNumber("profiles"u8, standing.Subjects.Length);
            json.WriteNumber("identifiers"u8, tombstone.Identifiers.Length / PackedLength);
            json.WriteStartArray("commitments"u8);
            foreach (var commitment in text.Commitments)
            {
                json.WriteStringValue(commitment);
            }

            json.WriteEndArray();
            json.WriteStartArray("places"u8);
            foreach (var (place, method) in CertificatePlaces.All)
            {
                WritePlace(json, place, method, standing, isGentleEnough);
            }

            json.WriteEndArray();
            WriteSystems(json, text, told);
            json.WriteStartArray("limits"u8);
            foreach (var (limit, until) in CertificatePlaces.Limits(standing, isGentleEnough, _workspace.Current.Settings.QuarantineRetention, hasSystems: told is not null))
            {
                json.WriteStartObject();
                json.WriteString("limit"u8, limit);
                if (until is { } end)
                {
                    json.WriteNumber("until"u8, end.UnixMs);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>Who else was told to erase, and what each had said when this was written: what it answers later is on the status its id leads to.</summary>
    private static void WriteSystems(Utf8JsonWriter json, TombstoneText text, Tell? told)
    {
        if (text.Told.Length == 0)
        {
            return;
        }

        json.WriteString("told"u8, text.Told);
        json.WriteStartArray("systems"u8);
        foreach (var system in told?.Systems ?? [])
        {
            json.WriteStartObject();
            json.WriteString("system"u8, system.Name);
            json.WriteString("state"u8, CertificatePlaces.Of(system.State));
            json.WriteNumber("at"u8, system.At.UnixMs);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePlace(Utf8JsonWriter json, string place, string method, ErasureStanding standing, bool isGentleEnough)
    {
        json.WriteStartObject();
        json.WriteString("place"u8, place);
        json.WriteString("method"u8, method);
        json.WriteNumber("at"u8, standing.At.UnixMs);
        if (place == CertificatePlaces.Memory)
        {
            json.WriteString("bytes"u8, "gone");
        }
        else if (standing.CompactedAt is { } compacted)
        {
            json.WriteString("bytes"u8, "gone");
            json.WriteNumber("bytesAt"u8, compacted.UnixMs);
        }
        else if (isGentleEnough)
        {
            json.WriteString("bytes"u8, "pending");
            json.WriteNumber("bytesUntil"u8, (standing.At + ErasureCompaction.Within).UnixMs);
        }
        else
        {
            json.WriteString("bytes"u8, place == CertificatePlaces.Keys ? "gone" : "on-request");
        }

        json.WriteEndObject();
    }
}
