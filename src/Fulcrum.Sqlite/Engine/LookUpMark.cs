using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Fulcrum.Profiles;

namespace Fulcrum.Sqlite.Engine;

/// <summary>Tells under which look-up keys the hashes of a journal are: its <c>application_id</c>, 0 until the first rotation.</summary>
/// <remarks>Under others nobody would be found, everybody would be taken for new, and the erased would return. 31 bits of a keyed hash of nothing.</remarks>
internal static class LookUpMark
{
    /// <summary>The mark of the secrets.</summary>
    public static long Of(StoreSecrets secrets)
    {
        if (secrets.LaterLookUps.IsEmpty)
        {
            return 0;
        }

        var chain = new List<byte>(secrets.LookUp.ToArray());
        foreach (var later in secrets.LaterLookUps)
        {
            chain.AddRange(later.Key.Span);
        }

        var hash = HMACSHA256.HashData([.. chain], "fulcrum look-up mark v1"u8);
        return (BinaryPrimitives.ReadUInt32BigEndian(hash) & 0x7fff_fffe) | 1;
    }

    /// <summary>Refuses a journal under other keys; one without a row is marked.</summary>
    /// <exception cref="StoreStartException">Its hashes are under other look-up keys.</exception>
    public static void Take(Database journal, StoreSecrets secrets)
    {
        if (Of(secrets) != 0 && Read(journal) == 0 && journal.ReadLong("SELECT count(*) FROM journal_days") == 0)
        {
            Put(journal, secrets);
        }

        Require(journal, secrets);
    }

    /// <summary>Refuses a journal under other keys.</summary>
    /// <exception cref="StoreStartException">Its hashes are under other look-up keys.</exception>
    public static void Require(Database journal, StoreSecrets secrets)
    {
        if (Read(journal) != Of(secrets))
        {
            throw new StoreStartException(new Fault(
                "store-key-wrong",
                $"The hashes in {journal.Path} are under other look-up keys than those in the key folder: nobody would be found by them.",
                "Bring back the key folder that belongs to this store (fulcrum keys import); nothing was changed. If it does belong, the file is damaged: restore the store from its last backup."));
        }
    }

    /// <summary>Marks a journal whose hashes are under these keys.</summary>
    public static void Put(Database journal, StoreSecrets secrets) =>
        journal.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id={Of(secrets)}"));

    /// <summary>Whether a journal's hashes are under more than the first key.</summary>
    public static bool IsRotated(Database journal) => Read(journal) != 0;

    private static long Read(Database journal) => journal.ReadLong("PRAGMA application_id");
}
