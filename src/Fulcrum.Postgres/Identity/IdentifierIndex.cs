using System.Buffers.Binary;
using Fulcrum.Identity;
using Fulcrum.Postgres.Engine;
using Fulcrum.Postgres.Profiles;
using Fulcrum.Postgres.Rights;
using Fulcrum.Profiles;
using Npgsql;
using NpgsqlTypes;

namespace Fulcrum.Postgres.Identity;

/// <summary>Whose is an identifier: a table written in the transaction of the rows that bind, with what was read lately in memory.</summary>
/// <param name="readers">Reads the table.</param>
/// <param name="erased">Whose bindings do not count any more.</param>
/// <param name="keys">About how many there are.</param>
internal sealed class IdentifierIndex(Readers readers, Erased erased, long keys) : IIdentifierIndex, IDisposable
{
    /// <summary>Bytes of one packed key in <c>JournalRow.Identifiers</c>.</summary>
    public const int PackedSize = 17;

    private const int KeysAtOnce = 50_000;

    private readonly IdentifierCache _cache = new();
    private readonly IdentifierFilter _filter = new(keys);
    private JournalQueue? _queue;
    private Task _filling = Task.CompletedTask;
    private volatile bool _closing;

    /// <summary>About how many keys there are, as the server last counted them.</summary>
    public static long ReadCount(NpgsqlConnection connection)
    {
        using var select = new NpgsqlCommand("SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'identifiers'::regclass", connection);
        return (long)select.ExecuteScalar()!;
    }

    /// <summary>Ends when the keys of the table are read.</summary>
    public Task Filled => _filling;

    /// <summary>Sees from now on what is queued there, and reads which keys there are behind the start.</summary>
    public void Start(JournalQueue queue)
    {
        _queue = queue;
        _filling = Task.Run(Fill);
    }

    /// <inheritdoc />
    public ValueTask<SubjectId> FindAsync(IdentifierKey key, CancellationToken cancellation) =>
        _cache.TryFind(key, out var cached) && !erased.Holds(cached) ? new(new SubjectId(cached)) : FindInTableAsync(key, cancellation);

    /// <summary>Adds the bindings of a row to those of its group. What is bound keeps its subject, unless that was erased.</summary>
    public void Collect(in JournalRow row, Dictionary<IdentifierKey, long> bindings)
    {
        if (row.Kind == EntryKind.Tombstone || row.Subject.IsNone)
        {
            return;
        }

        for (var packed = row.Identifiers.Span; packed.Length >= PackedSize; packed = packed[PackedSize..])
        {
            var key = Unpack(packed);
            _filter.Add(key);
            if (!bindings.TryGetValue(key, out var bound) || erased.Holds(bound))
            {
                bindings[key] = row.Subject.Value;
            }
        }
    }

    /// <summary>Writes the bindings of a group; a key that is bound in the table keeps its subject.</summary>
    public void Write(NpgsqlConnection connection, Dictionary<IdentifierKey, long> bindings)
    {
        KeyValuePair<IdentifierKey, long>[] kept = [.. bindings.Where(binding => !erased.Holds(binding.Value))];
        if (kept.Length == 0)
        {
            return;
        }

        using var insert = new NpgsqlCommand("INSERT INTO identifiers (hash, type, subject) SELECT * FROM unnest($1, $2, $3) ON CONFLICT DO NOTHING", connection);
        AddKeys(insert.Parameters, [.. kept.Select(binding => binding.Key)]);
        insert.Parameters.Add(new() { Value = kept.Select(binding => binding.Value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        insert.ExecuteNonQuery();
    }

    /// <summary>Hands keys to a statement as two arrays: hashes and types.</summary>
    public static void AddKeys(NpgsqlParameterCollection parameters, IdentifierKey[] keys)
    {
        parameters.Add(new() { Value = keys.Select(key => RowCoding.ToGuid(key.Hash)).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
        parameters.Add(new() { Value = keys.Select(key => (short)key.Type).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Smallint });
    }

    /// <summary>Reads a packed key: type, hash big-endian.</summary>
    public static IdentifierKey Unpack(ReadOnlySpan<byte> packed) => new(BinaryPrimitives.ReadUInt128BigEndian(packed[1..]), packed[0]);

    /// <summary>Reads all packed keys.</summary>
    public static IEnumerable<IdentifierKey> UnpackAll(ReadOnlyMemory<byte> packed)
    {
        for (; packed.Length >= PackedSize; packed = packed[PackedSize..])
        {
            yield return Unpack(packed.Span);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _closing = true;
        _filling.GetAwaiter().GetResult();
    }

    private void Fill()
    {
        try
        {
            for (var last = new IdentifierKey(0, 0); !_closing;)
            {
                var read = ReadKeys(last);
                read.ForEach(_filter.Add);
                if (read.Count < KeysAtOnce)
                {
                    _filter.BecomeWhole();
                    return;
                }

                last = read[^1];
            }
        }
        catch (StoreUnavailableException)
        {
            // The database is away. Without the filter every new key asks the table: slower, and right.
        }
    }

    private List<IdentifierKey> ReadKeys(IdentifierKey after) => readers.Read(
        $"SELECT hash, type FROM identifiers WHERE (hash, type) > ($1, $2) ORDER BY hash, type LIMIT {KeysAtOnce}",
        ask =>
        {
            ask.Add(new() { Value = RowCoding.ToGuid(after.Hash) });
            ask.Add(new() { Value = (short)after.Type });
        },
        static found =>
        {
            var read = new List<IdentifierKey>();
            while (found.Read())
            {
                read.Add(new IdentifierKey(RowCoding.ToHash(found.GetGuid(0)), (byte)found.GetInt16(1)));
            }

            return read;
        });

    private async ValueTask<SubjectId> FindInTableAsync(IdentifierKey key, CancellationToken cancellation)
    {
        // Before the table: what is queued now is in it when it is missing here later. Where both know the key, the table stands.
        var queued = _queue?.FindBinding(key) ?? 0;
        if (!_filter.MayHold(key))
        {
            return SubjectId.None;
        }

        var stored = await readers.ReadAsync(
            "SELECT subject FROM identifiers WHERE hash = $1 AND type = $2",
            ask =>
            {
                ask.Add(new() { Value = RowCoding.ToGuid(key.Hash) });
                ask.Add(new() { Value = (short)key.Type });
            },
            found => found.Read() ? found.GetInt64(0) : 0,
            cancellation);
        if (stored == 0 || erased.Holds(stored))
        {
            return new SubjectId(queued);
        }

        _cache.Keep(key, stored);
        return new SubjectId(stored);
    }
}
