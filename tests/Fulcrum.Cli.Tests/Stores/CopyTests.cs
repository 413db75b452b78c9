using System.Collections.Immutable;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;
using Fulcrum.Cli.Stores.Copying;
using Fulcrum.Collect;
using Fulcrum.Contracts;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Workspaces;
using Microsoft.Extensions.Time.Testing;

namespace Fulcrum.Cli.Tests.Stores;

/// <summary>A company moves from one kind of store to the other and back; both are equal, or the difference is named.</summary>
[Collection(SharedPostgres.Name)]
public sealed class CopyTests(SharedCluster shared)
{
    // Of the day of the rows, whose message ids would be forgotten else.
    private static readonly FakeTimeProvider Clock = new(Rows.Noon.ToDateTimeOffset());

    private static readonly string[] Versions = ["aaaa", "bbbb"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task There_and_back_everything_is_equal_and_behaves_the_same()
    {
        using var folder = new Folder();
        var (postgres, _) = shared.MakeFolder(folder, "pg");
        await FillAsync(folder["from"]);

        Assert.Equal(0, (await RunAsync("store", "copy", "--from", folder["from"], "--to", postgres)).Exit);
        Assert.Equal(0, (await RunAsync("store", "copy", "--from", postgres, "--to", folder["back"])).Exit);

        Assert.Equal(Checksum(folder["from"]), Checksum(postgres));
        Assert.Equal(Checksum(folder["from"]), Checksum(folder["back"]));
        foreach (var place in new[] { postgres, folder["back"] })
        {
            await using var store = await StorePlace.Parse(place).OpenAsync(Around(), Token);
            Assert.False(store.Dedupe.TryTake(Rows.Hash(1), Rows.Noon, out _), "A message of an erased subject must stay known.");
            Assert.False(store.Dedupe.TryTake(Rows.Hash(901), Rows.Noon, out _));
            Assert.True(store.Dedupe.TryTake(Rows.Hash(5_000), Rows.Noon, out _));
            Assert.Equal(SubjectId.None, await store.Identifiers.FindAsync(Rows.Key(1), Token));
            Assert.Equal(2, (await store.Identifiers.FindAsync(Rows.Key(2), Token)).Value);
            Assert.Equal(Rows.Noon, store.Eraser.FindTombstone(Rows.Key(1)));
            Assert.Null(await store.Keys.FindAsync(new SubjectId(1), Token));
            Assert.Equal((600L, 40L), (store.Eraser.SweptThrough, store.SubjectsMax));
            Assert.Equal("bbbb", (await store.Workspaces.CurrentAsync(Token))!.Version);
            Assert.Equal(await CountAsync(folder["from"], 7), (await store.Journal.ReadSubjectAsync(new SubjectId(7), 0, Token)).Count);
        }
    }

    [Fact]
    public async Task A_copy_stopped_anywhere_goes_on_and_is_not_served_before_it_is_whole()
    {
        using var folder = new Folder();
        await FillAsync(folder["from"]);
        foreach (var (what, at) in new[] { ("keys", 0L), ("rows", 1_000L), ("rows", 2_000L) })
        {
            var (store, _) = shared.MakeFolder(folder, $"pg-{what}-{at}");
            await StopAtAsync(folder["from"], store, what, at);

            Assert.Contains("store-copy-unfinished", (await RunAsync("workspace", "history", "--store", store)).Notes, StringComparison.Ordinal);
            Assert.Equal(5, (await RunAsync("store", "copy", "--from", store, "--to", folder["never"])).Exit);
            Assert.Equal(0, (await RunAsync("store", "copy", "--from", folder["from"], "--to", store)).Exit);
            Assert.Equal(Checksum(folder["from"]), Checksum(store));
            Assert.Equal(0, (await RunAsync("workspace", "history", "--store", store)).Exit);
        }
    }

    [Fact]
    public async Task A_copy_killed_with_SIGKILL_goes_on()
    {
        using var folder = new Folder();
        var (postgres, _) = shared.MakeFolder(folder, "pg");
        await FillAsync(folder["from"]);
        using (var copy = CliProcess.Start("store", "copy", "--from", folder["from"], "--to", postgres))
        {
            while (!CopyMark.IsSet(folder["pg"]) && !copy.HasEnded)
            {
                await Task.Delay(1, Token);
            }

            copy.Kill();
            await copy.EndAsync();
        }

        Assert.Equal(0, (await RunAsync("store", "copy", "--from", folder["from"], "--to", postgres)).Exit);
        Assert.Equal(Checksum(folder["from"]), Checksum(postgres));
    }

    [Theory]
    [InlineData("UPDATE {0}.journal SET sealed = set_byte(sealed, 3, get_byte(sealed, 3) # 1) WHERE sequence = 700", 6, "journal rows 1 to ")]
    [InlineData("UPDATE {0}.journal SET at = at + 1 WHERE sequence = 700", 75, "Row 700 of the journal is damaged")]
    [InlineData("DELETE FROM {0}.journal WHERE sequence = 700", 75, "Row 700 of the journal is missing")]
    [InlineData("UPDATE {0}_keys.subject_keys SET wrapped = set_byte(wrapped, 3, get_byte(wrapped, 3) # 1) WHERE subject = 7", 6, "subject keys: different contents")]
    [InlineData("DELETE FROM {0}.tombstones", 6, "tombstones: 1 in the source, 0 in the target")]
    [InlineData("UPDATE {0}.counts SET stored = stored + 1", 6, "counts: different contents")]
    [InlineData("UPDATE {0}.quarantine SET reason = 'other' WHERE number = (SELECT max(number) FROM {0}.quarantine)", 6, "quarantine: different contents")]
    [InlineData("UPDATE {0}.workspace_files SET content = 'other'", 6, "workspaces: different contents")]
    [InlineData("UPDATE {0}.numbering SET number = 9 WHERE name = 'web'", 6, "numbering: different contents")]
    [InlineData("UPDATE {0}.owner SET swept_through = 601", 6, "retention's mark: different contents")]
    public async Task Whatever_is_changed_in_the_copy_is_noticed_and_named(string change, int exit, string named)
    {
        using var folder = new Folder();
        var (postgres, schema) = shared.MakeFolder(folder, "pg");
        await FillAsync(folder["from"]);
        Assert.Equal(0, (await RunAsync("store", "copy", "--from", folder["from"], "--to", postgres)).Exit);

        await shared.Cluster.ScalarAsync(change.Replace("{0}", schema, StringComparison.Ordinal));
        using (var source = StorePlace.Parse(folder["from"]).OpenContents(Around()))
        {
            CopyMark.Set(folder["pg"], source.Secrets);
        }

        var again = await RunAsync("store", "copy", "--from", folder["from"], "--to", postgres);
        Assert.Equal(exit, again.Exit);
        Assert.Contains(named, again.Notes, StringComparison.Ordinal);
        Assert.True(CopyMark.IsSet(folder["pg"]));
    }

    [Fact]
    public async Task A_target_that_holds_anything_is_refused_and_stays_as_it_is()
    {
        using var folder = new Folder();
        var (postgres, _) = shared.MakeFolder(folder, "pg");
        await FillAsync(folder["from"]);
        await using (var store = await StorePlace.Parse(postgres).OpenAsync(Around(), Token))
        {
            await store.Journal.Append(JournalBatch.Of(Rows.Event(1, 1))).Durable;
        }

        var before = Checksum(postgres);
        Assert.Equal(5, (await RunAsync("store", "copy", "--from", folder["from"], "--to", postgres)).Exit);
        Assert.Equal(5, (await RunAsync("store", "copy", "--from", postgres, "--to", folder["from"])).Exit);
        Assert.Equal(5, (await RunAsync("store", "copy", "--from", folder["from"], "--to", folder["from"])).Exit);
        Assert.Equal(before, Checksum(postgres));
    }

    [Fact]
    public async Task A_store_is_copied_while_its_owner_writes_on_and_the_copy_is_of_one_moment()
    {
        using var folder = new Folder();
        var (postgres, _) = shared.MakeFolder(folder, "pg");
        await FillAsync(folder["from"]);
        await using var owner = await StorePlace.Parse(folder["from"]).OpenAsync(Around(), Token);
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(
            async () =>
            {
                for (var number = 10_000; !stop.IsCancellationRequested; number++)
                {
                    await owner.Journal.Append(Rows.WithKeys(Rows.Event(number, number))).Durable;
                }
            },
            Token);

        var copied = await RunAsync("store", "copy", "--from", folder["from"], "--to", postgres);
        await stop.CancelAsync();
        await writing;

        Assert.True(copied.Exit == 0, copied.Notes);
        using var contents = StorePlace.Parse(postgres).OpenContents(Around());
        Assert.InRange(contents.Head, 3_001, owner.Journal.Head);
    }

    private static Surroundings Around(TextWriter? data = null, TextWriter? notes = null) => new(
        new Screen(data ?? TextWriter.Null, notes ?? TextWriter.Null, isTerminal: false, Clock), Clock, new OperatingSystemRandom());

    private static async Task<(int Exit, string Data, string Notes)> RunAsync(params string[] arguments)
    {
        var (data, notes) = (new StringWriter(), new StringWriter());
        var exit = await FulcrumProgram.RunAsync(arguments, Around(data, notes), Token);
        return (exit, data.ToString(), notes.ToString());
    }

    private static string Checksum(string store)
    {
        using var contents = StorePlace.Parse(store).OpenContents(Around());
        return ContentsChecksum.Of(contents, _ => { }, Token).Text;
    }

    private static async Task<int> CountAsync(string folder, long subject)
    {
        await using var store = await StorePlace.Parse(folder).OpenAsync(Around(), Token);
        return (await store.Journal.ReadSubjectAsync(new SubjectId(subject), 0, Token)).Count;
    }

    private static async Task StopAtAsync(string from, string to, string what, long at)
    {
        using var source = StorePlace.Parse(from).OpenContents(Around());
        var place = StorePlace.Parse(to);
        CopyMark.Set(place.Folder, source.Secrets);
        Directory.CreateDirectory(Path.Combine(place.Folder, "keys"));
        PrivateFile.Write(Path.Combine(place.Folder, "keys", "kek"), source.Secrets.Kek.Span);
        PrivateFile.Write(Path.Combine(place.Folder, "keys", "look-up"), source.Secrets.LookUp.Span);
        await using var target = await place.OpenAsync(Around(), Token);
        await Assert.ThrowsAsync<OperationCanceledException>(() => new StoreCopy(
            source, target, progress => { if (progress.What == what && progress.Reached >= at) { throw new OperationCanceledException(); } }).RunAsync(Token));
    }

    /// <summary>Rows with keys, identifiers and message ids, on two days; one subject erased, rows swept, counts, quarantine, two workspaces.</summary>
    private static async Task FillAsync(string folder)
    {
        await using var store = await StorePlace.Parse(folder).OpenAsync(Around(), Token);
        for (var number = 1; number <= 40; number++)
        {
            _ = store.Journal.Append(Rows.WithKeys(Rows.Event(number, number, dedupe: Rows.Hash(number), binds: [Rows.Key(number)])));
        }

        for (var number = 41; number <= 1_500; number++)
        {
            _ = store.Journal.Append(JournalBatch.Of(Rows.Event(number % 40, number, Rows.Noon + TimeSpan.FromMinutes(number), number % 3 == 0 ? 0 : Rows.Hash(number))));
        }

        await store.Eraser.EraseAsync(Rows.Tombstone(Rows.Noon, Rows.Key(1)), [new SubjectId(1)], Token);
        await store.Eraser.RewriteAsync([new RowRewrite(new SubjectId(2), 82, default), new RowRewrite(new SubjectId(3), 83, new byte[] { 1, 2 })], 600, Token);
        await store.Journal.Append(new JournalBatch(
            [.. Enumerable.Range(1_501, 1_500).Select(number => Rows.Event(2 + (number % 39), number))],
            [],
            [new CollectCount(1, 5, 10, 4, 3, 2, 1), new CollectCount(2, 6, 1, 1, 0, 0, 0)],
            [.. Enumerable.Range(1, 30).Select(number => Rows.Quarantined(number, Rows.Noon, subject: number % 3 == 0 ? 7 : 0))])).Durable;
        var numbering = Numbering.Empty with { Sources = Numbering.Empty.Sources.Add("web", 1), Purposes = Numbering.Empty.Purposes.Add("service", 0) };
        foreach (var (index, version) in Versions.Index())
        {
            await store.Workspaces.ApplyAsync(
                new AppliedWorkspace(version, Rows.Noon + TimeSpan.FromHours(index), "cli:test", ImmutableSortedDictionary<string, string>.Empty.Add("workspace.yaml", $"name: {version}")), numbering, Token);
        }
    }
}
