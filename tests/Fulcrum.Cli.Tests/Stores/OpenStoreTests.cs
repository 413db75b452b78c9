using System.Text;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;
using Fulcrum.Collect;
using Fulcrum.Profiles;
using Microsoft.Extensions.Time.Testing;

namespace Fulcrum.Cli.Tests.Stores;

/// <summary>A store that is open writes snapshots behind, so that after a crash only the rows since then are read again.</summary>
public class OpenStoreTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Snapshots_are_written_while_the_store_is_open_and_only_when_it_is_time()
    {
        using var folder = new Folder();
        await CliProcess.RunAsync("workspace", "apply", Path.Combine(Folder.Repository, "samples", "motors"), "--store", folder["store"]);
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var around = new Surroundings(new Screen(TextWriter.Null, TextWriter.Null, isTerminal: false, clock), clock, new OperatingSystemRandom());
        await using var store = await OpenStore.OpenAsync(folder["store"], around, Token);
        var source = store.Core.Workspace.Current.Sources["web"];
        var outcome = await store.Core.Collect.CollectAsync(source, [Booked(around.Now)], default, Token);
        var subject = new SubjectId(store.Core.Store.SubjectsMax);
        var early = await store.Core.Store.Snapshots.FindAsync(subject, Token);

        clock.Advance(CoreOptions.Default.SnapshotEvery);
        Snapshot? written;
        while ((written = await store.Core.Store.Snapshots.FindAsync(subject, Token)) is null)
        {
            await Task.Yield();
        }

        Assert.Equal(1, outcome.Stored);
        Assert.Null(early);
        Assert.True(written.Sequence > 0);
        Assert.Empty(await store.Core.Store.Journal.ReadSubjectAsync(subject, written.Sequence, Token));
    }

    [Fact]
    public async Task A_server_killed_without_warning_left_snapshots_of_what_it_had_taken_in()
    {
        using var folder = new Folder();
        await CliProcess.RunAsync("workspace", "apply", Path.Combine(Folder.Repository, "samples", "motors"), "--store", folder["store"]);
        using var server = await ServedStore.StartAsync(folder["store"]);
        var before = SnapshotBytes();
        for (var at = 0; at < 5; at++)
        {
            await BookAsync(at);
        }

        // The file of snapshots grows when they are written behind; a process that is killed has no chance to write them.
        while (SnapshotBytes() == before)
        {
            await Task.Delay(50, Token);
        }

        await BookAsync(5);
        server.Process.Kill();
        await server.Process.EndAsync();
        await using var store = await OpenAsync(folder["store"]);
        var subject = new SubjectId(store.Core.Store.SubjectsMax);
        var snapshot = await store.Core.Store.Snapshots.FindAsync(subject, Token);

        Assert.NotNull(snapshot);
        var all = await store.Core.Store.Journal.ReadSubjectAsync(subject, 0, Token);
        var tail = await store.Core.Store.Journal.ReadSubjectAsync(subject, snapshot.Sequence, Token);
        Assert.Equal(6, all.Count(row => row.Row.Kind == EntryKind.Event));
        Assert.True(tail.Count < all.Count, $"{tail.Count} of {all.Count} rows are behind the snapshot.");

        long SnapshotBytes() => new DirectoryInfo(folder["store"]).EnumerateFiles("snapshots*").Sum(file => file.Length);

        Task BookAsync(int at) => server.PostAsync(
            "/v1/track", $$$"""{"event":"Test Drive Booked","userId":"u-1","messageId":"m-{{{at}}}","properties":{"model":"roadster"}}""", ServedStore.WebKey);
    }

    [Fact]
    public async Task A_server_says_by_id_whose_data_it_cannot_open()
    {
        using var folder = new Folder();
        await CliProcess.RunAsync("workspace", "apply", Path.Combine(Folder.Repository, "samples", "motors"), "--store", folder["store"]);
        byte[] wrapped;
        await using (var store = await OpenAsync(folder["store"]))
        {
            await store.Core.Collect.CollectAsync(store.Core.Workspace.Current.Sources["web"], [Booked(Instant.From(DateTimeOffset.UtcNow))], default, Token);
            wrapped = (await store.Core.Store.Keys.FindAsync(new SubjectId(1), Token))!.Value.ToArray();
        }

        var found = 0;
        foreach (var file in Directory.EnumerateFiles(folder["store"], "*", SearchOption.AllDirectories))
        {
            var bytes = await File.ReadAllBytesAsync(file, Token);
            if (bytes.AsSpan().IndexOf(wrapped) is var at and >= 0)
            {
                bytes[at + wrapped.Length - 1] ^= 1;
                await File.WriteAllBytesAsync(file, bytes, Token);
                found++;
            }
        }

        using var server = await ServedStore.StartAsync(folder["store"]);
        var (status, answer) = await server.PostAsync(
            "/v1/decide", """{"placements":["home-hero"],"subject":{"userId":"u-1"}}""", server.DecideKey);
        await server.StopAsync();

        Assert.Equal(1, found);
        Assert.True(status == 200, answer.ToString());
        Assert.Contains("\"mode\":\"contextual\"", answer.ToString(), StringComparison.Ordinal);
        Assert.Contains("subject s-1 cannot be opened", server.Process.Notes, StringComparison.Ordinal);
        Assert.DoesNotContain("u-1", server.Process.Notes, StringComparison.Ordinal);
    }

    private static Task<OpenStore> OpenAsync(string folder) => OpenStore.OpenAsync(
        folder,
        new Surroundings(new Screen(TextWriter.Null, TextWriter.Null, isTerminal: false, TimeProvider.System), TimeProvider.System, new OperatingSystemRandom()),
        Token);

    private static Event Booked(Instant at) => new()
    {
        Type = EventType.Track,
        Name = "Test Drive Booked",
        UserId = "u-1",
        AnonymousId = "",
        MessageId = "m-1",
        Properties = Encoding.UTF8.GetBytes("""{"model":"roadster"}"""),
        Context = Encoding.UTF8.GetBytes("{}"),
        Raw = Encoding.UTF8.GetBytes("""{"event":"Test Drive Booked"}"""),
        OccurredAt = at,
        ReceivedAt = at,
    };
}
