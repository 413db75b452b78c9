using Fulcrum.Backups;
using Fulcrum.Cli.Shell;
using Fulcrum.Server;
using Fulcrum.Server.Rights;

namespace Fulcrum.Cli.Stores;

/// <summary>The keys a running server takes, read again when their file changes: rotated and revoked without a restart. Safe from many threads.</summary>
/// <remarks>A file that cannot be read any more opens nothing: whoever damaged it must not thereby keep a revoked key working.</remarks>
internal sealed class ServedAccess
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly string _folder;
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private AccessHashes _hashes;
    private long _lookedAt;

    private ServedAccess(string folder, AccessKeys keys, TimeProvider clock)
    {
        (_folder, _clock) = (folder, clock);
        (_hashes, _lookedAt) = (keys.At(clock.GetUtcNow()), clock.GetTimestamp());
    }

    /// <summary>A server that looks after its keys, and knows its backups.</summary>
    public static ServerOptions Options(string folder, AccessKeys keys, int port, TimeProvider clock)
    {
        var access = new ServedAccess(folder, keys, clock);
        return new ServerOptions { Port = port, Access = access.Now, Backup = () => Standing(folder), RightsKey = domain => OpenRightsKey(folder, domain, clock) };
    }

    private static RightsKey OpenRightsKey(string folder, string domain, TimeProvider clock)
    {
        using var certificate = RightsKeyFile.Open(folder, domain, clock.GetUtcNow());
        return new RightsKey(certificate);
    }

    private AccessHashes Now()
    {
        lock (_lock)
        {
            if (_clock.GetElapsedTime(_lookedAt) >= LookEvery)
            {
                (_hashes, _lookedAt) = (Read(), _clock.GetTimestamp());
            }

            return _hashes;
        }
    }

    private AccessHashes Read()
    {
        try
        {
            return AccessKeys.Find(_folder)?.At(_clock.GetUtcNow()) ?? new AccessHashes([], []);
        }
        catch (Exception fault) when (fault is CommandFault or IOException or UnauthorizedAccessException)
        {
            return new AccessHashes([], []);
        }
    }

    private static BackupStanding? Standing(string folder) =>
        BackupRecord.Read(folder).Verified is { } verified ? new BackupStanding(verified.Id, verified.At, verified.Sequence, verified.Good) : null;
}
