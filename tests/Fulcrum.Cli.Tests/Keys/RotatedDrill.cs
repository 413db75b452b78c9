using System.Text;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;
using Fulcrum.Cli.Stores.Copying;
using Fulcrum.Cli.Tests.Backups;
using Fulcrum.Collect;
using Fulcrum.Decisions;
using Fulcrum.Profiles;

namespace Fulcrum.Cli.Tests.Keys;

/// <summary>A drill's store with people in it who agreed, withdrew and were erased, and what a rotation of its look-up key is asked afterwards.</summary>
internal sealed class RotatedDrill(DrillFolder drill)
{
    /// <summary>Agreed and stayed.</summary>
    public static int[] Others { get; } = [.. Enumerable.Range(0, 30)];

    /// <summary>Agreed and withdrew.</summary>
    public static int[] Withdrawn { get; } = [.. Enumerable.Range(30, 10)];

    /// <summary>Agreed and were erased.</summary>
    public static int[] Erased { get; } = [.. Enumerable.Range(40, 10)];

    /// <summary>All of them.</summary>
    public static int[] All { get; } = [.. Others, .. Withdrawn, .. Erased];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Makes <c>store</c>.</summary>
    public async Task MakeAsync()
    {
        await drill.MakeAsync();
        await using var store = await drill.OpenAsync();
        await drill.AgreeAsync(store, All);
        await drill.WithdrawAsync(store, Withdrawn);
        await drill.EraseAsync(store, Erased);
        Assert.Equal(1, (await SendAsync(store, Others[0], "kept")).Stored);
        Shown = await ShowAsync(store);
        drill.Clock.Advance(TimeSpan.FromMinutes(1));
    }

    /// <summary>The id of a decision that was answered before the rotation.</summary>
    public string Shown { get; private set; } = "";

    /// <summary>Rotates the look-up key of <c>store</c>, or of another.</summary>
    public Task<(int Exit, string Data, string Notes)> RotateAsync(string to = "turned", string from = "store") =>
        RunAsync("keys", "rotate", "look-up", "--store", drill.Place(from).ToString(), "--to", drill.Place(to).ToString());

    /// <summary>Rotates, and it works.</summary>
    public async Task RotatedAsync(string to = "turned", string from = "store")
    {
        var (exit, _, notes) = await RotateAsync(to, from);
        Assert.True(exit == 0, notes);
    }

    /// <summary>Runs a command under the drill's clock.</summary>
    public async Task<(int Exit, string Data, string Notes)> RunAsync(params string[] arguments)
    {
        var (data, notes) = (new StringWriter(), new StringWriter());
        var around = drill.Around with { Screen = new Screen(data, notes, isTerminal: false, drill.Clock) };
        return (await FulcrumProgram.RunAsync(arguments, around, Token), data.ToString(), notes.ToString());
    }

    /// <summary>Answers, identifiers, tombstones, message ids and old decisions of a store are as <c>store</c> had them.</summary>
    public async Task AssertAsBeforeAsync(string name = "turned")
    {
        await using var store = await drill.OpenAsync(name);
        var answers = await drill.DecideAsync(store, All);
        Assert.All(Others, customer => Assert.Equal("personal", answers[customer]));
        Assert.All(Withdrawn, customer => Assert.Equal("consent-withdrawn", answers[customer]));
        Assert.All(Erased, customer => Assert.Equal("unknown-subject", answers[customer]));
        foreach (var customer in Erased)
        {
            var key = store.Core.Identifiers.KeyOf(DrillFolder.User(store, customer));
            Assert.NotNull(store.Core.Store.Eraser.FindTombstone(key));
            Assert.True((await store.Core.Store.Identifiers.FindAsync(key, Token)).IsNone);
        }

        // Sent again it is known; what happened before the erasure, imported, brings nobody back.
        Assert.Equal(1, (await SendAsync(store, Others[0], "kept")).Duplicate);
        Assert.Equal(0, (await SendAsync(store, Erased[0], "late", TimeSpan.FromHours(-1))).Stored);
        Assert.Equal("unknown-subject", (await drill.DecideAsync(store, [Erased[0]]))[Erased[0]]);

        Assert.NotNull(await store.Core.Decisions.ExplainAsync(Shown, Token));
        Assert.NotNull(await store.Core.Decisions.ExplainAsync(await ShowAsync(store), Token));
    }

    /// <summary>The keyed hashes of a store: of identifiers that rows bind, and of the erased.</summary>
    public HashSet<Identity.IdentifierKey> Hashes(string name)
    {
        using var contents = drill.Place(name).OpenContents(drill.Around);
        return
        [
            .. contents.ReadRows(0).SelectMany(entry => entry.Row.Identifiers.ToArray().Chunk(Identity.IdentifierTurn.PackedLength)).Select(Identity.IdentifierTurn.Unpack),
            .. contents.ReadTombstones().Select(tombstone => tombstone.Key),
        ];
    }

    /// <summary>Everything in a store, in one number.</summary>
    public string Checksum(string name)
    {
        using var contents = drill.Place(name).OpenContents(drill.Around);
        return ContentsChecksum.Of(contents, _ => { }, Token).Text;
    }

    /// <summary>The code a store is refused with; empty when it opens.</summary>
    public async Task<string> RefusalAsync(string name)
    {
        try
        {
            await using var store = await drill.OpenAsync(name);
            return "";
        }
        catch (StoreStartException refused)
        {
            return refused.Fault.Code;
        }
        catch (CommandFault refused)
        {
            return refused.Faults[0].Fault.Code;
        }
    }

    /// <summary>The file of a later look-up key.</summary>
    public string KeyFile(string name, int generation = 2) => Path.Combine(drill.Path(name), "keys", LaterLookUp.NameOf(generation));

    private static async Task<string> ShowAsync(OpenStore store)
    {
        var placement = store.Core.Workspace.Current.Placements["home-hero"];
        return (await store.Core.Decisions.DecideAsync(new Question([placement], [DrillFolder.User(store, Others[0])], [], "", Signals: false), Token))[0].Id;
    }

    private async Task<CollectOutcome> SendAsync(OpenStore store, int customer, string id, TimeSpan ago = default)
    {
        var at = Instant.From(drill.Clock.GetUtcNow());
        var sent = new Event
        {
            Type = EventType.Track,
            Name = "Test Drive Booked",
            UserId = $"u-{customer}",
            AnonymousId = "",
            MessageId = id,
            Properties = Encoding.UTF8.GetBytes("""{"model":"roadster"}"""),
            Context = Encoding.UTF8.GetBytes("{}"),
            Raw = Encoding.UTF8.GetBytes("{}"),
            OccurredAt = at + ago,
            ReceivedAt = at,
        };
        return await store.Core.Collect.CollectAsync(store.Core.Workspace.Current.Sources["web"], [sent], default, Token);
    }
}
