using System.Buffers.Binary;
using Fulcrum.Profiles;
using Fulcrum.Sqlite.Engine;

namespace Fulcrum.Prove.Bits;

/// <summary>Flips a bit inside the sealed payload of a consent: where only its seal can tell.</summary>
internal static class DamagedBody
{
    private const int EntrySize = 56;

    // Behind the nonce, the form and a length: there a consent names its purpose.
    private const int NameStart = 12 + 2;
    private const int NameLength = 4;

    /// <summary>Damages a consent of the journal.</summary>
    /// <returns>What was done, in words.</returns>
    public static string Make(string folder, Random chance)
    {
        using var journal = Database.OpenWriter(Path.Combine(folder, "journal.db"), 8192, "FULL");
        string table;
        using (var days = journal.Prepare("SELECT name FROM sqlite_schema WHERE name LIKE 'journal_2%'"))
        {
            table = days.Step() ? days.Text(0) : throw new InvalidOperationException("The journal has no day.");
        }

        var consents = new List<(long First, int Start)>();
        using (var packs = journal.Prepare($"SELECT first, head FROM {table}"))
        {
            while (packs.Step())
            {
                for (var head = packs.Blob(1); head.Length >= EntrySize; head = head[EntrySize..])
                {
                    if (head[4] == (byte)EntryKind.Consent)
                    {
                        consents.Add((packs.Long(0), BinaryPrimitives.ReadInt32LittleEndian(head[12..])));
                    }
                }
            }
        }

        var (first, start) = consents[chance.Next(consents.Count)];
        byte[] body;
        using (var select = journal.Prepare($"SELECT body FROM {table} WHERE first = ?1"))
        {
            _ = select.Bind(1, first).Step();
            body = select.Blob(0).ToArray();
        }

        body[start + NameStart + chance.Next(NameLength)] ^= 1;
        journal.Write(database =>
        {
            using var update = database.Prepare($"UPDATE {table} SET body = ?2 WHERE first = ?1");
            update.Bind(1, first).Bind(2, body).Run();
        });
        return $"journal.db: a consent in the pack at {first}";
    }
}
