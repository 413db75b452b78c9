using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Fulcrum.Profiles;

namespace Fulcrum.Cli.Stores.Copying;

/// <summary>A logical checksum over everything a store keeps: equal for equal contents, whatever engine they are in.</summary>
/// <param name="Sections">What was counted and hashed, in a fixed order.</param>
internal sealed record ContentsChecksum(IReadOnlyList<ContentsSection> Sections)
{
    /// <summary>Journal rows hashed together, so that a difference can be told by where it is.</summary>
    public const int RowsAtOnce = 4_096;

    /// <summary>One hash over all sections, as hex.</summary>
    public string Text => Convert.ToHexStringLower(SHA256.HashData([.. Sections.SelectMany(section => section.Hash)]))[..32];

    /// <summary>Reads everything.</summary>
    /// <param name="contents">Of the store.</param>
    /// <param name="seen">Told how many journal rows are read.</param>
    /// <param name="cancellation">Stops it.</param>
    public static ContentsChecksum Of(IStoreContents contents, Action<long> seen, CancellationToken cancellation)
    {
        var sections = new List<ContentsSection> { Hash("secrets", [contents.Secrets], Put) };
        var count = 0L;
        foreach (var piece in contents.ReadRows(0).Chunk(RowsAtOnce))
        {
            cancellation.ThrowIfCancellationRequested();
            sections.Add(Hash($"journal rows {piece[0].Sequence} to {piece[^1].Sequence}", piece, Put));
            seen(count += piece.Length);
        }

        sections.Add(Hash("subject keys", contents.ReadKeys(SubjectId.None), (into, key) => into.Put(key.Subject.Value).Put(key.Wrapped.Span)));
        sections.Add(Hash("erasures", contents.ReadErasures(), (into, erasure) =>
        {
            into.Put(erasure.Sequence).Put(erasure.Subjects.Length);
            foreach (var subject in erasure.Subjects)
            {
                into.Put(subject.Value);
            }
        }));
        sections.Add(Hash("tombstones", contents.ReadTombstones(), (into, tombstone) => into.Put((long)tombstone.Key.Type).Put(tombstone.Key.Hash).Put(tombstone.Value.UnixMs)));
        sections.Add(Hash("counts", contents.ReadCounts(), (into, found) => into.Put(found.Source).Put(found.Minute).Put(found.Received).Put(found.Stored).Put(found.Duplicate).Put(found.Quarantined).Put(found.Refused).Put(found.Replayed)));
        sections.Add(Hash("quarantine", contents.ReadQuarantine(), (into, row) => into.Put(row.Id).Put(row.Source).Put(row.At.UnixMs).Put(row.Reason).Put(row.Detail).Put(row.Remedy).Put(row.Subject.Value).Put(row.Sealed.Span)));
        sections.Add(Hash("workspaces", contents.ReadWorkspaces(), (into, applied) =>
        {
            into.Put(applied.Version).Put(applied.At.UnixMs).Put(applied.By).Put(applied.Files.Count);
            foreach (var (path, text) in applied.Files)
            {
                into.Put(path).Put(text);
            }
        }));
        var numbering = contents.ReadNumbering();
        sections.Add(Hash("numbering", new[] { numbering.Purposes, numbering.IdentifierTypes, numbering.Sources }.Index(), (into, kind) =>
        {
            into.Put(kind.Index).Put(kind.Item.Count);
            foreach (var (name, number) in kind.Item)
            {
                into.Put(name).Put(number);
            }
        }));
        sections.Add(Hash("retention's mark", [contents.SweptThrough], (into, swept) => into.Put(swept)));
        return new ContentsChecksum(sections);
    }

    /// <summary>What differs, by name; empty for equal contents.</summary>
    public IEnumerable<string> Differences(ContentsChecksum other)
    {
        var others = other.Sections.ToDictionary(section => section.Name, StringComparer.Ordinal);
        foreach (var section in Sections)
        {
            if (!others.Remove(section.Name, out var found))
            {
                yield return $"{section.Name}: only in the source";
            }
            else if (found.Count != section.Count)
            {
                yield return $"{section.Name}: {section.Count} in the source, {found.Count} in the target";
            }
            else if (!found.Hash.AsSpan().SequenceEqual(section.Hash))
            {
                yield return $"{section.Name}: different contents";
            }
        }

        foreach (var name in others.Keys)
        {
            yield return $"{name}: only in the target";
        }
    }

    private static void Put(Hashing into, StoreSecrets secrets)
    {
        into.Put(secrets.KekGeneration).Put(secrets.Kek.Span).Put(secrets.LookUp.Span).Put(secrets.Rows.Span);
        foreach (var later in secrets.LaterLookUps)
        {
            into.Put(later.From).Put(later.Key.Span);
        }

        foreach (var retired in secrets.Retired)
        {
            into.Put(retired.Generation).Put(retired.Kek.Span);
        }
    }

    private static void Put(Hashing into, JournalEntry entry)
    {
        var row = entry.Row;
        into.Put(entry.Sequence).Put((long)row.Kind).Put(row.Subject.Value).Put(row.At.UnixMs).Put(row.Source).Put(row.Dedupe).Put(row.Identifiers.Span).Put(row.Sealed.Span);
    }

    private static ContentsSection Hash<T>(string name, IEnumerable<T> items, Action<Hashing, T> put)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var into = new Hashing(hash);
        var count = 0L;
        foreach (var item in items)
        {
            put(into, item);
            count++;
        }

        return new ContentsSection(name, count, hash.GetHashAndReset());
    }

    /// <summary>Puts values one after the other, each so that no two lists of values run together to the same bytes.</summary>
    private sealed class Hashing(IncrementalHash hash)
    {
        public Hashing Put(long value)
        {
            Span<byte> bytes = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
            hash.AppendData(bytes);
            return this;
        }

        public Hashing Put(UInt128 value)
        {
            Span<byte> bytes = stackalloc byte[16];
            BinaryPrimitives.WriteUInt128LittleEndian(bytes, value);
            hash.AppendData(bytes);
            return this;
        }

        public Hashing Put(ReadOnlySpan<byte> value)
        {
            Put(value.Length);
            hash.AppendData(value);
            return this;
        }

        public Hashing Put(string value) => Put(Encoding.UTF8.GetBytes(value));
    }
}

/// <summary>A part of the contents.</summary>
/// <param name="Name">For example <c>journal rows 1 to 4096</c>.</param>
/// <param name="Count">How many things are in it.</param>
/// <param name="Hash">SHA-256 over all of them in order.</param>
internal sealed record ContentsSection(string Name, long Count, byte[] Hash);
