using Fulcrum.Consent.Ledger;
using Fulcrum.Postgres.Engine;

namespace Fulcrum.Postgres.Cluster;

/// <summary>The copy of the consent ledger in the database of the store, so that whichever node takes the store over has it. Safe from many threads.</summary>
/// <remarks>
/// What is kept: the entries, the name, the successions of keys, the last head and the mark. The hashes of the tree follow from the entries. Nothing in it is
/// personal, and no key is. It is written under a claim and refuses every earlier one.
/// </remarks>
public sealed class LedgerMirror : IAsyncDisposable
{
    /// <summary>Name of the file of entries.</summary>
    internal const string Entries = "entries";

    /// <summary>Bytes of the file of entries before the first.</summary>
    internal const int HeadBytes = 16;

    /// <summary>Bytes of an entry.</summary>
    internal const int EntryBytes = LedgerLeaf.Bytes + MerkleHash.Bytes;

    /// <summary>Bytes that are written or read at once: whole entries, so that a mirror that was cut short ends with one.</summary>
    internal const int PortionBytes = EntryBytes * 8_192;

    private readonly MirrorSession _session;
    private readonly Lock _lock = new();
    private long _length;

    private LedgerMirror(MirrorSession session, long length) => (_session, _length) = (session, length);

    /// <summary>Opens it for the node that owns the store.</summary>
    /// <param name="address">Server, database and schema of the store; an <see cref="OwnerLease"/> has been opened there.</param>
    /// <param name="claim">The claim in force.</param>
    /// <param name="end">Stops the wait.</param>
    /// <exception cref="StoreUnavailableException">The claim is not the one in force.</exception>
    /// <exception cref="StoreStartException">The database cannot be used; the fault says why and what to do.</exception>
    public static Task<LedgerMirror> OpenAsync(PostgresAddress address, long claim, CancellationToken end)
    {
        ArgumentNullException.ThrowIfNull(address);
        return Task.Run(
            () =>
            {
                var session = new MirrorSession(address, claim);
                try
                {
                    return new LedgerMirror(session, session.Take());
                }
                catch (Exception fault)
                {
                    session.Dispose();
                    if (StartFault.Of(fault, address) is { } refusal)
                    {
                        throw refusal;
                    }

                    throw;
                }
            },
            end);
    }

    /// <summary>Makes the ledger on this disk and the mirror equal, before the store and its ledger are opened.</summary>
    /// <remarks>
    /// What the mirror has and this disk lacks is brought here. Where this disk goes on from where the mirror ends, as with the first owner, the mirror is
    /// brought up to it. Of the end of a write that a power cut tore nobody was told: it is replaced by what the mirror has.
    /// </remarks>
    /// <param name="local">The ledger's folder; nobody has it open.</param>
    /// <param name="end">Stops it between two portions; it can be begun again.</param>
    /// <exception cref="StoreStartException"><c>cluster-ledger-elsewhere</c>: this disk has entries or heads that are not those the other nodes went on with.</exception>
    /// <exception cref="StoreUnavailableException">The database or the disk failed, or the claim is not in force any more.</exception>
    public Task PullAsync(ILedgerFiles local, CancellationToken end)
    {
        ArgumentNullException.ThrowIfNull(local);
        return Task.Run(
            () =>
            {
                try
                {
                    lock (_lock)
                    {
                        new MirrorPull(this, _session, local, end).Run();
                    }
                }
                catch (IOException fault)
                {
                    throw new StoreUnavailableException($"The consent ledger could not be brought here: {fault.Message}", fault);
                }
            },
            CancellationToken.None);
    }

    /// <summary>The ledger's files, whose entries and heads are in the mirror before they are on this disk. After <see cref="PullAsync"/>.</summary>
    /// <param name="local">The same files; the ledger's name and keys are among them by now.</param>
    /// <exception cref="StoreUnavailableException">The database failed, or the claim is not in force any more.</exception>
    public ILedgerFiles Around(ILedgerFiles local)
    {
        ArgumentNullException.ThrowIfNull(local);
        try
        {
            lock (_lock)
            {
                // A ledger that was new when it was pulled had no name yet.
                new MirrorPull(this, _session, local, CancellationToken.None).PutMissing();
            }
        }
        catch (IOException fault)
        {
            throw new StoreUnavailableException($"The consent ledger could not be mirrored: {fault.Message}", fault);
        }

        return new MirroredLedger(local, this);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => new(Task.Run(() =>
    {
        lock (_lock)
        {
            _session.Dispose();
        }
    }));

    /// <summary>Bytes of the entries in it.</summary>
    internal long Length => Volatile.Read(ref _length);

    /// <summary>The server's process behind the connection, for tests that end it.</summary>
    internal int ServerProcess => _session.ServerProcess;

    /// <summary>Whether a small file is mirrored. What this disk alone is told by is not: how far it was synced, and that it was put back from a backup.</summary>
    internal static bool IsKept(string name) => name is "origin" or "checkpoint" or "mark" || name.StartsWith("succession-", StringComparison.Ordinal);

    /// <summary>Puts a small file in the place of the one before it.</summary>
    internal void Put(string name, byte[] bytes)
    {
        lock (_lock)
        {
            _session.Put(name, bytes);
        }
    }

    /// <summary>Brings the mirror up to a length of the file of entries.</summary>
    internal void Reach(long length, ILedgerFile file)
    {
        lock (_lock)
        {
            while (_length < length)
            {
                var bytes = new byte[(int)(Math.Min(length, Math.Max(_length, HeadBytes) + PortionBytes) - _length)];
                if (file.Read(_length, bytes) != bytes.Length)
                {
                    throw new IOException("The file of the ledger's entries became shorter while it was read.");
                }

                _session.Append(_length, bytes);
                Volatile.Write(ref _length, _length + bytes.Length);
            }
        }
    }
}
