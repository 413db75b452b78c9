using System.Globalization;
using Fulcrum.Cli.Import;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;
using Fulcrum.Permits;
using Fulcrum.Sqlite;

namespace Fulcrum.Cli.Tests.Import;

/// <summary>Real purchases into profiles: exact sums, nothing written by a dry run, nothing lost or doubled by kills.</summary>
public class ImportTests
{
    private static readonly string Motors = Path.Combine(Folder.Repository, "samples", "motors");
    private static readonly string Cdnow = Path.Combine(Folder.Repository, "samples", "cdnow");

    [Fact]
    public async Task The_sums_of_the_profiles_are_the_sums_of_the_file()
    {
        using var folder = new Folder();
        var file = await PrepareAsync(folder);
        Assert.Equal(ExitCode.Ok, (await RunAsync("import", file, "--mapping", Path.Combine(Cdnow, "mapping.yaml"), "--store", folder["store"])).Exit);

        var rows = File.ReadLines(file).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        var around = Surroundings(new StringWriter());
        await using var store = await OpenStore.OpenAsync(folder["store"], around, Token);
        var view = store.Core.Workspace.Current.Views["service-desk"];
        (double purchases, double units, double spend) = (0, 0, 0);
        var customers = rows.Select(row => row[0]).Distinct().ToList();
        foreach (var number in customers)
        {
            Assert.True(store.Core.Identifiers.TryRead("customer-number", number, verified: false, out var identifier, out _));
            var outcome = await store.Core.Views.LookUpAsync(view, [identifier], "test", "counting", Token);
            var permit = Assert.IsType<Permit>(outcome!.Answer);
            purchases += permit.View[0].Value.Number;
            units += permit.View[1].Value.Number;
            spend += permit.View[2].Value.Number;
        }

        Assert.Equal(2_357, customers.Count);
        Assert.Equal(6_919, purchases);
        Assert.Equal(rows.Sum(row => long.Parse(row[3], CultureInfo.InvariantCulture)), (long)units);
        Assert.Equal(rows.Sum(row => decimal.Parse(row[4], CultureInfo.InvariantCulture)), Math.Round((decimal)spend, 2));
        Assert.Equal(2_357, store.Core.Store.SubjectsMax);
    }

    [Fact]
    public async Task A_dry_run_judges_every_row_and_writes_nothing()
    {
        using var folder = new Folder();
        var file = await PrepareAsync(folder);
        var (exit, data, _) = await RunAsync("import", file, "--mapping", Path.Combine(Cdnow, "mapping.yaml"), "--store", folder["store"], "--dry-run");

        Assert.Equal(ExitCode.Ok, exit);
        Assert.Contains("6919\t6919\t0\t0\t0\t0", data, StringComparison.Ordinal);
        await using var store = await SqliteStore.OpenAsync(folder["store"], TimeProvider.System, new OperatingSystemRandom(), SqliteStoreOptions.Default, Token);
        Assert.Equal((0, 0), (store.Journal.Head, store.SubjectsMax));
        Assert.False(Directory.Exists(folder["store/imports"]));
        Assert.False(File.Exists(file + ".errors.csv"));
    }

    [Fact]
    public async Task A_finished_import_given_again_does_nothing()
    {
        using var folder = new Folder();
        var file = await PrepareAsync(folder);
        string[] import = ["import", file, "--mapping", Path.Combine(Cdnow, "mapping.yaml"), "--store", folder["store"]];
        await RunAsync(import);
        var head = await StoredAsync(folder);

        Assert.Contains("imported already", (await RunAsync(import)).Data, StringComparison.Ordinal);
        Assert.Equal(head, await StoredAsync(folder));
    }

    [Fact]
    public async Task Bad_rows_are_named_by_line_and_the_good_ones_are_stored()
    {
        using var folder = new Folder();
        await PrepareAsync(folder);
        var file = folder.Write("bad.csv", "nr;day;sum\n1;20260101;5,50\n2;20261399;1,00\n3;20260101;much\n4;20260101\n;20260101;1,00\n\"6;20260101;1,00\n7;20260102;=1\n8;20260103;2,00\n");
        var mapping = folder.Write("bad.yaml", """
            source: cdnow-import
            file: {format: csv, delimiter: ";", header: true}
            event: {type: track, name: Order Completed}
            identifiers: {customer-number: nr}
            time: {column: day, format: yyyyMMdd, zone: UTC}
            properties:
              total: {column: sum, type: number, decimal: comma}
            """);
        var (exit, data, _) = await RunAsync("import", file, "--mapping", mapping, "--store", folder["store"]);

        Assert.Equal(ExitCode.Failure, exit);
        Assert.Contains("8\t2\t0\t0\t0\t6", data, StringComparison.Ordinal);
        Assert.Equal(
            ["3 bad-time", "4 bad-number", "5 column-count", "6 no-identifier", "7 open-quote", "8 bad-number"],
            File.ReadLines(file + ".errors.csv").Skip(1).Select(line => line.Split(',')).Select(cells => $"{cells[0]} {cells[1]}"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task An_import_killed_at_any_moment_goes_on_without_loss_or_repetition(int seed)
    {
        const int Rows = 24_000;
        using var folder = new Folder();
        await PrepareAsync(folder);
        var file = folder.Write("orders.txt", string.Concat(Enumerable.Range(1, Rows).Select(row => $"{row % 700 + 1} x 20260101 1 {row % 90}.50\n")));
        string[] import = ["import", file, "--mapping", Path.Combine(Cdnow, "mapping.yaml"), "--store", folder["store"]];
        var chance = new Random(seed);
        var kills = 0;
        for (var turn = 0; turn < 3; turn++)
        {
            using var process = CliProcess.Start(import);
            var line = SentThrough(folder) + chance.Next(1, 6_000);
            while (!process.HasEnded && SentThrough(folder) < line)
            {
                await Task.Yield();
            }

            kills += process.HasEnded ? 0 : 1;
            process.Kill();
            await process.EndAsync();
        }

        var (exit, data, notes) = await RunAsync(import);

        Assert.True(kills > 0, "No run was killed half-way.");
        Assert.True(exit == ExitCode.Ok, notes);
        Assert.Contains($"{Rows}\t", data, StringComparison.Ordinal);
        Assert.Equal(Rows, await StoredAsync(folder));
    }

    [Fact]
    public async Task An_answer_written_down_before_it_came_loses_rows_and_their_number_shows_it()
    {
        const int Rows = 2_000;
        using var folder = new Folder();
        await PrepareAsync(folder);
        var file = folder.Write("orders.txt", string.Concat(Enumerable.Range(1, Rows).Select(row => $"{row} x 20260101 1 1.50\n")));

        // As a wrong import would after a kill: the checkpoint already holds rows whose answer never came.
        var wrong = Stopped(folder, file, line: 500, sentThrough: 500, TimeProvider.System.GetUtcNow());
        wrong.Save(folder["store"]);
        var (exit, _, notes) = await RunAsync(Import(folder, file));

        Assert.True(exit == ExitCode.Ok, notes);
        Assert.Equal(Rows - 500, await StoredAsync(folder));
    }

    [Theory]
    [InlineData("ask", ExitCode.Conflict, 0)]
    [InlineData("send", ExitCode.Ok, 2_000)]
    [InlineData("skip", ExitCode.Ok, 1_500)]
    public async Task Rows_whose_answer_was_not_seen_long_ago_are_sent_or_skipped_as_a_person_says(string unsure, int exit, int stored)
    {
        using var folder = new Folder();
        await PrepareAsync(folder);
        var file = folder.Write("orders.txt", string.Concat(Enumerable.Range(1, 2_000).Select(row => $"{row} x 20260101 1 1.50\n")));
        Stopped(folder, file, line: 0, sentThrough: 500, TimeProvider.System.GetUtcNow().AddDays(-8)).Save(folder["store"]);

        var run = await RunAsync([.. Import(folder, file), "--unsure", unsure]);

        Assert.True(exit == run.Exit, run.Notes);
        Assert.Equal(exit == ExitCode.Conflict, run.Notes.Contains("[unsure-rows]", StringComparison.Ordinal));
        Assert.Equal(stored, await StoredAsync(folder));
    }

    private static string[] Import(Folder folder, string file) =>
        ["import", file, "--mapping", Path.Combine(Cdnow, "mapping.yaml"), "--store", folder["store"]];

    /// <summary>The checkpoint of an import that stopped.</summary>
    private static ImportCheckpoint Stopped(Folder folder, string file, int line, int sentThrough, DateTimeOffset at)
    {
        Directory.CreateDirectory(folder["store"]);
        var digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)));
        var mapping = MappingReader.Open(Path.Combine(Cdnow, "mapping.yaml"));
        var begun = ImportCheckpoint.Begin(digest, mapping.Digest, Instant.From(at));
        return begun with { Line = line, End = EndOf(line), SentThrough = sentThrough, SentEnd = EndOf(sentThrough) };

        long EndOf(int row) => File.ReadLines(file).Take(row).Sum(text => text.Length + 1L);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Surroundings Surroundings(TextWriter data) =>
        new(new Screen(data, TextWriter.Null, isTerminal: false, TimeProvider.System), TimeProvider.System, new OperatingSystemRandom());

    private static async Task<(int Exit, string Data, string Notes)> RunAsync(params string[] arguments)
    {
        var (data, notes) = (new StringWriter(), new StringWriter());
        var around = new Surroundings(new Screen(data, notes, isTerminal: false, TimeProvider.System), TimeProvider.System, new OperatingSystemRandom());
        var exit = await FulcrumProgram.RunAsync(arguments, around, Token);
        return (exit, data.ToString(), notes.ToString());
    }

    /// <summary>A store with the sample workspace, and a copy of the purchases beside it.</summary>
    private static async Task<string> PrepareAsync(Folder folder)
    {
        Assert.Equal(ExitCode.Ok, (await RunAsync("workspace", "apply", Motors, "--store", folder["store"])).Exit);
        File.Copy(Path.Combine(Cdnow, "CDNOW_sample.txt"), folder["cdnow.txt"]);
        return folder["cdnow.txt"];
    }

    /// <summary>Events in the journal, counted row by row.</summary>
    private static async Task<long> StoredAsync(Folder folder)
    {
        await using var store = await SqliteStore.OpenAsync(folder["store"], TimeProvider.System, new OperatingSystemRandom(), SqliteStoreOptions.Default, Token);
        long stored = 0;
        await foreach (var (_, row) in store.Journal.ReadAllAsync(0, Token))
        {
            stored += row.Kind == Profiles.EntryKind.Event ? 1 : 0;
        }

        return stored;
    }

    private static long SentThrough(Folder folder)
    {
        try
        {
            var path = Directory.Exists(folder["store/imports"]) ? Directory.EnumerateFiles(folder["store/imports"], "*.json").FirstOrDefault() : null;
            return path is null ? 0 : System.Text.Json.JsonDocument.Parse(File.ReadAllText(path)).RootElement.GetProperty("sentThrough").GetInt64();
        }
        catch (IOException)
        {
            return 0; // Renamed over just now.
        }
    }
}
