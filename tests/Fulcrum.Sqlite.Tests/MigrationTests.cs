using System.Diagnostics;
using Fulcrum.Contracts;
using Fulcrum.Rights;
using Fulcrum.Sqlite.Engine;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fulcrum.Sqlite.Tests;

/// <summary>A store of every layout ever released opens, says the same as before, goes one step down again, and survives being killed anywhere between.</summary>
public sealed class MigrationTests : IDisposable
{
    private readonly string _folder = SqliteUnderTest.NewFolder();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_store_of_layout_one_opens_and_everything_in_it_is_found()
    {
        LayoutOne.Write(_folder, 500);

        await using var store = await OpenAsync();

        Assert.Equal((1500, 500), (store.Journal.Head, store.SubjectsMax));
        Assert.Equal(1, store.Eraser.SweptThrough);
        for (var subject = 1; subject <= 500; subject += 7)
        {
            var rows = await store.Journal.ReadSubjectAsync(new SubjectId(subject), 0, Cancellation);
            Assert.Equal(3, rows.Count);
            Assert.All(rows, row => Assert.Equal(Rows.Payload(Rows.NumberOf(row)), row.Row.Sealed.ToArray()));
            var wrapped = await store.Keys.FindAsync(new SubjectId(subject), Cancellation);
            Assert.Equal(WrappedKey.Mark(1, LayoutOne.Wrapped(subject)), wrapped!.Value.ToArray());
        }
    }

    [Fact]
    public void Every_step_ever_released_can_be_taken_back()
    {
        LayoutOne.Write(_folder, 3_000);
        var dumps = new List<string> { Dump() };
        for (var version = 2; version <= Schema.Version; version++)
        {
            Each((database, layout) => Migration.Up(database, layout, version - 1, version, null));
            dumps.Add(Dump());
        }

        for (var version = Schema.Version; version >= 2; version--)
        {
            Assert.Equal(dumps[version - 1], Dump());
            Each((database, layout) => Migration.Down(database, layout, version, null));
        }

        Assert.Equal(dumps[0], Dump());
    }

    [Fact]
    public void Up_and_down_again_says_exactly_the_same()
    {
        WriteOneBefore(25_000);
        var before = Dump();

        Up();
        var up = Dump();
        Schema.Down(_folder);

        Assert.NotEqual(before, up);
        Assert.Equal(before, Dump());
        Up();
        Assert.Equal(up, Dump());
    }

    [Fact]
    public void Killed_at_any_piece_on_the_way_up_or_down_it_goes_on_where_it_stopped()
    {
        WriteOneBefore(25_000);
        var (before, kills) = (Dump(), 0);
        Up();
        var after = Dump();
        Schema.Down(_folder);
        for (var piece = 1; Dies(() => Up(Die(piece))); piece++, kills++)
        {
            Up();
            Assert.Equal(after, Dump());
            Schema.Down(_folder);
        }

        Up();
        for (var piece = 1; Dies(() => Schema.Down(_folder, Die(piece))); piece++, kills++)
        {
            Schema.Down(_folder);
            Assert.Equal(before, Dump());
            Up();
        }

        Assert.True(kills >= 10, $"{kills} kills");
    }

    [Fact]
    public async Task Killed_by_the_system_on_the_way_up_it_loses_nothing()
    {
        LayoutOne.Write(_folder, 60_000);
        var program = Path.Combine(AppContext.BaseDirectory, "Fulcrum.Sqlite.Appender.dll");
        var chance = new Random(11);
        for (var kill = 0; kill < 3; kill++)
        {
            using var migrating = Process.Start(new ProcessStartInfo("dotnet", [program, _folder, "0", "migrate"]) { RedirectStandardOutput = true })!;
            Assert.Equal("migrating", await migrating.StandardOutput.ReadLineAsync(Cancellation));
            await Task.Delay(chance.Next(1, 120), Cancellation);
            migrating.Kill();
            await migrating.WaitForExitAsync(Cancellation);
        }

        Up();
        using var keys = Database.OpenForeign(Path.Combine(_folder, "keys.db"));
        Assert.Equal(60_000, keys.ReadLong("SELECT count(*) FROM keys WHERE length(wrapped) = 63"));
        Assert.Equal(0, keys.ReadLong("SELECT count(*) FROM keys WHERE length(wrapped) <> 63"));
    }

    [Fact]
    public void A_step_that_counts_its_pieces_instead_of_looking_at_the_rows_is_caught()
    {
        WriteOneBefore(25_000);
        Up();
        var after = Dump();
        Schema.Down(_folder);
        UpCarelessly(null);
        Assert.Equal(after, Dump());

        Schema.Down(_folder);
        Assert.True(Dies(() => UpCarelessly(Die(2))));
        UpCarelessly(null);

        Assert.NotEqual(after, Dump());
    }

    [Fact]
    public void A_store_that_is_stale_does_not_go_down_to_a_program_that_would_not_know()
    {
        LayoutOne.Write(_folder, 5);
        Up();
        using (var journal = Database.OpenWriter(Path.Combine(_folder, "journal.db"), 8192, "FULL"))
        {
            Sqlite.Rights.TailBook.MarkStale(journal, new Consent.Staleness(Rows.Noon, 5));
        }

        Assert.Equal("downgrade-stale", Assert.Throws<StoreStartException>(() => Schema.Down(_folder)).Fault.Code);
    }

    private Task<SqliteStore> OpenAsync() =>
        SqliteStore.OpenAsync(_folder, new FakeTimeProvider(Rows.Noon.ToDateTimeOffset()), new SystemRandom(), SqliteStoreOptions.Default, Cancellation);

    /// <summary>A store of the layout before the newest, out of the oldest.</summary>
    private void WriteOneBefore(int subjects)
    {
        LayoutOne.Write(_folder, subjects);
        Each((database, layout) => Migration.Up(database, layout, 1, Schema.Version - 1, null));
    }

    private void Each(Action<Database, Layout> act)
    {
        foreach (var (name, layout) in Schema.Files)
        {
            using var database = Database.OpenWriter(Path.Combine(_folder, name), 4096, "FULL");
            act(database, layout);
        }
    }

    private void Up(Action? piece = null)
    {
        foreach (var (name, layout) in Schema.Files)
        {
            Schema.Open(Path.Combine(_folder, name), layout, 4096, "FULL", piece).Dispose();
        }
    }

    // The mistake: where it stands is kept in memory, so after a kill it does its first piece twice.
    private void UpCarelessly(Action? piece)
    {
        var cursor = 0;
        var careless = new LayoutStep(
            Schema.Version,
            database =>
            {
                var rows = new List<(long Subject, byte[] Wrapped)>();
                using (var select = database.Prepare("SELECT subject, wrapped FROM keys WHERE subject > ?1 ORDER BY subject LIMIT 10000"))
                {
                    select.Bind(1, cursor);
                    while (select.Step())
                    {
                        rows.Add((select.Long(0), select.Blob(1).ToArray()));
                    }
                }

                using var update = database.Prepare("UPDATE keys SET wrapped = ?2 WHERE subject = ?1");
                foreach (var (subject, wrapped) in rows)
                {
                    update.Bind(1, subject).Bind(2, WrappedKey.Mark(1, wrapped)).Run();
                }

                cursor += 10_000;
                return rows.Count < 10_000;
            },
            _ => true);
        foreach (var (name, layout) in Schema.Files)
        {
            Schema.Open(Path.Combine(_folder, name), name == "keys.db" ? layout with { Steps = [careless] } : layout, 4096, "FULL", name == "keys.db" ? piece : null).Dispose();
        }
    }

    private string Dump() => string.Join(' ', Schema.Files.Select(file =>
    {
        using var database = Database.OpenForeign(Path.Combine(_folder, file.Name));
        return $"{file.Name} {database.ReadLong("PRAGMA user_version")} {LogicalChecksum.Of(database)}";
    }));

    private static Action Die(int atPiece) => () => _ = --atPiece == 0 ? throw new Died() : 0;

    private static bool Dies(Action act)
    {
        try
        {
            act();
            return false;
        }
        catch (Died)
        {
            return true;
        }
    }

    private sealed class Died : Exception;
}
