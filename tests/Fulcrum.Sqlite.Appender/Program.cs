using System.Globalization;
using System.Security.Cryptography;
using Fulcrum;
using Fulcrum.Contracts;
using Fulcrum.Profiles;
using Fulcrum.Sqlite;
using Microsoft.Extensions.Time.Testing;

// Appends to a store until it is killed, and says on its output which rows it may call accepted: "sequence number".
// Arguments: folder, first number, "after" (commit) or "before", the mistake that the kill test must catch; or "migrate", which only opens it.
var (folder, first, acknowledge) = (args[0], int.Parse(args[1], CultureInfo.InvariantCulture), args[2]);
if (acknowledge == "migrate")
{
    Console.WriteLine("migrating");
    await using var migrated = await SqliteStore.OpenAsync(folder, new FakeTimeProvider(Rows.Noon.ToDateTimeOffset()), new SystemRandom(), SqliteStoreOptions.Default, CancellationToken.None);
    return;
}

var options = SqliteStoreOptions.Default with { IndexEvery = 500, CheckpointAfter = 1 << 20 };
await using var store = await SqliteStore.OpenAsync(folder, new FakeTimeProvider(Rows.Noon.ToDateTimeOffset()), new SystemRandom(), options, CancellationToken.None);
var output = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });
output.WriteLine("ready");

var number = first;
await Task.WhenAll(Enumerable.Range(0, 16).Select(writer => Task.Run(async () =>
{
    while (true)
    {
        var own = Interlocked.Increment(ref number);
        var subject = 1 + (own % 50);
        var ticket = store.Journal.Append(JournalBatch.Of(Rows.Event(subject, own, dedupe: Rows.Hash(own), binds: [Rows.Key(own)])));
        if (acknowledge == "after")
        {
            await ticket.Durable;
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ticket.FirstSequence} {own}"));
    }
})));

internal sealed class SystemRandom : IRandomSource
{
    public void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
}
