using Fulcrum.Profiles;

namespace Fulcrum.Sqlite;

/// <summary>The secrets of an embedded store, read without opening it: what backups are authenticated and opened with.</summary>
/// <param name="Secrets">Key-encryption keys and the look-up key.</param>
/// <param name="Tail">The key of the tail log; empty when the store never had one.</param>
public sealed record StoreKeys(StoreSecrets Secrets, ReadOnlyMemory<byte> Tail)
{
    /// <summary>The folder of a store's secrets.</summary>
    public static string FolderOf(string storeFolder) => Path.Combine(storeFolder, "keys");

    /// <summary>Name of the file of a generation of the key-encryption key.</summary>
    public static string KekName(int generation) => StoreFolder.KekName(generation);

    /// <summary>Reads them; makes none.</summary>
    /// <exception cref="StoreStartException">One is missing, of the wrong size, or open to others.</exception>
    public static StoreKeys Read(string storeFolder) => StoreFolder.ReadKeys(storeFolder);

    /// <summary>Never a key.</summary>
    public override string ToString() => "StoreKeys(…)";
}
