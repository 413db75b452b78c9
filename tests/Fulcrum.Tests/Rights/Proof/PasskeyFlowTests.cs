using System.Collections.Immutable;
using Fulcrum.Collect;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Rights.Access;
using Fulcrum.Rights.Proof;
using Fulcrum.Tests.Collect;
using Fulcrum.Workspaces;
using Xunit;

namespace Fulcrum.Tests.Rights.Proof;

/// <summary>A passkey proves the address it was added under as long as a code to it would, lives and dies with its subject, and counts on.</summary>
public sealed class PasskeyFlowTests
{
    private static readonly Uri Page = new("https://privacy.example.com/en/passkeys");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_kept_through_a_restart_and_found_by_its_handle_alone()
    {
        await using var core = await LivedAsync();
        var handle = await AddAsync(core, "k1");
        await AddAsync(core, "k2");
        await core.Core.WriteSnapshotsAsync(Token);
        await core.RestartAsync();

        var owner = (await core.Core.Passkeys.FindAsync(handle, Token))!;
        Assert.Equal(("ann@example.com", true), (owner.Address.Value, owner.Address.Verified));
        Assert.Equal(["k1", "k2"], owner.Passkeys.Select(passkey => passkey.Id));
        var proved = await core.Core.Passkeys.UseAsync(handle, "k1", 8, Token);
        Assert.NotNull(await core.Core.Access.OpenProvenAsync(proved!, new AccessRequest("self", "test", "data"), Token));
        Assert.Equal([(8u, core.Now), (7u, Instant.Never)], (await core.Core.Passkeys.FindAsync(handle, Token))!.Passkeys.Select(passkey => (passkey.Counter, passkey.UsedAt)));
    }

    [Theory]
    [InlineData(7u, 7u, false)]
    [InlineData(7u, 6u, false)]
    [InlineData(7u, 0u, false)]
    [InlineData(7u, 8u, true)]
    [InlineData(0u, 0u, true)]
    public async Task A_counter_goes_on_or_is_none(uint before, uint now, bool isProof)
    {
        await using var core = await LivedAsync();
        var handle = await AddAsync(core, "k1", before);
        Assert.Equal(isProof, await core.Core.Passkeys.UseAsync(handle, "k1", now, Token) is not null);
    }

    [Fact]
    public async Task One_signature_taken_by_many_at_once_counts_once()
    {
        await using var core = await LivedAsync();
        var handle = await AddAsync(core, "k1");
        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => core.Core.Passkeys.UseAsync(handle, "k1", 8, Token).AsTask()));
        Assert.Single(taken, one => one is not null);
    }

    [Fact]
    public async Task A_changed_handle_and_one_of_another_store_are_nobodys()
    {
        await using var core = await LivedAsync();
        var handle = await AddAsync(core, "k1");
        await using var other = await LivedAsync();
        foreach (var text in new[] { "", "x", "/", handle[1..], handle[..^1] + (handle[^1] == 'A' ? 'B' : 'A'), await AddAsync(other, "k1") + "A", new string('A', 48) })
        {
            Assert.Null(await core.Core.Passkeys.FindAsync(text, Token));
            Assert.Null(await core.Core.Passkeys.UseAsync(text, "k1", 9, Token));
        }

        Assert.Null(await core.Core.Passkeys.UseAsync(handle, "k2", 9, Token));
        Assert.NotNull(await core.Core.Passkeys.UseAsync(handle, "k1", 9, Token));
    }

    [Fact]
    public async Task Once_the_address_is_blocked_or_its_subject_erased_it_proves_nothing()
    {
        await using var core = await LivedAsync();
        var handle = await AddAsync(core, "k1");
        var files = Samples.MotorsFiles.SetItem("identifiers.yaml", Samples.MotorsFiles["identifiers.yaml"].Replace("\"test@example.com\"", "\"ann@example.com\"", StringComparison.Ordinal));
        await ApplyAsync(core, files);
        Assert.Null(await core.Core.Passkeys.FindAsync(handle, Token));
        Assert.Null(await core.Core.Passkeys.UseAsync(handle, "k1", 9, Token));

        await ApplyAsync(core, Samples.MotorsFiles);
        Assert.NotNull(await core.Core.Passkeys.FindAsync(handle, Token));
        await core.Core.Erasures.EraseAsync([core.User("ann")], "anna", "asked", Token);
        Assert.Null(await core.Core.Passkeys.FindAsync(handle, Token));
        await core.RestartAsync();
        Assert.Null(await core.Core.Passkeys.UseAsync(handle, "k1", 9, Token));
        Assert.DoesNotContain(await core.RowsAsync(), row => row.Row.Kind == EntryKind.Passkey);
    }

    [Fact]
    public async Task Cut_from_a_device_that_is_not_theirs_it_opens_the_person_without_that_device_and_no_more()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Page("d-1", "/a", CoreUnderTest.Preferences(("functional", true))), core.Identify("ann", "d-1"));
        await core.SendAsync(core.Dealer, default, core.Identify("ann", "", """{"email":"ann@example.com"}"""));
        var link = Assert.Single(await core.Core.Links.ListAsync([core.User("ann")], Token));
        var handle = await AddAsync(core, "k1");
        Assert.Contains(await EventsAsync(Ann(core)), entry => entry.Type == EventType.Page);

        Assert.True(await core.Core.Links.CutAsync(link.Left, link.Right, "anna", "two people", Token));

        var proved = (await core.Core.Passkeys.UseAsync(handle, "k1", 8, Token))!;
        Assert.Equal("ann@example.com", proved.Value);
        Assert.DoesNotContain(await EventsAsync(proved), entry => entry.Type == EventType.Page);
        await core.RestartAsync();
        Assert.NotNull(await core.Core.Passkeys.UseAsync(handle, "k1", 9, Token));

        async Task<IEnumerable<OwnEvent>> EventsAsync(Fulcrum.Identity.Identifier proven)
        {
            var access = (await core.Core.Access.OpenProvenAsync(proven, new AccessRequest("self", "test", "data"), Token))!;
            return (await access.ReadAsync(OwnKinds.All, 0, 50, false, Token))!.Entries.OfType<OwnEvent>();
        }
    }

    [Fact]
    public async Task After_the_address_was_put_right_it_proves_what_a_code_to_its_own_address_proves_and_nothing_of_the_new_one()
    {
        await using var core = await LivedAsync();
        var handle = await AddAsync(core, "k1");

        var outcome = await core.Core.Rights.CorrectAsync(RightsAsker.Self(Ann(core), "web"), "email", "ann.new@example.com", Token);

        Assert.Equal(RightsResult.Done, outcome.Result);
        var proved = (await core.Core.Passkeys.UseAsync(handle, "k1", 8, Token))!;
        Assert.Equal("ann@example.com", proved.Value);
        Assert.Null(await core.Core.Passkeys.FindAsync(core.Identifier("email", "ann.new@example.com", verified: true), Token));
    }

    [Fact]
    public async Task Removed_its_key_is_deleted_and_the_next_one_has_a_handle_of_its_own()
    {
        await using var core = await LivedAsync();
        var handle = await AddAsync(core, "k1");
        await core.Core.Passkeys.UseAsync(handle, "k1", 8, Token);
        Assert.True(await core.Core.Passkeys.RemoveAsync(Ann(core), "k1", Token));
        Assert.False(await core.Core.Passkeys.RemoveAsync(Ann(core), "k1", Token));
        Assert.Null(await core.Core.Passkeys.UseAsync(handle, "k1", 9, Token));
        Assert.Single(await core.RowsAsync(), row => row.Row.Kind == EntryKind.Passkey);
        Assert.NotEqual(handle, await AddAsync(core, "k1"));
    }

    [Fact]
    public async Task Nothing_is_added_for_nobody_nor_twice_nor_without_end_and_each_is_told_to_the_address()
    {
        await using var core = await LivedAsync();
        Assert.Null(await core.Core.Passkeys.FindAsync(core.Identifier("email", "nobody@example.com", verified: true), Token));
        for (var at = 0; at < PasskeyFlow.PasskeysMax; at++)
        {
            await AddAsync(core, $"k{at}");
        }

        var owner = (await core.Core.Passkeys.FindAsync(Ann(core), Token))!;
        Assert.Equal(PasskeyAdded.Known, await core.Core.Passkeys.AddAsync(owner, Key("k1", 7), Page, "en", Token));
        Assert.Equal(PasskeyAdded.TooMany, await core.Core.Passkeys.AddAsync(owner, Key("more", 7), Page, "en", Token));
        Assert.Equal(PasskeyFlow.PasskeysMax, core.Core.Messages.Count);
        var access = (await core.Core.Access.OpenProvenAsync(Ann(core), new AccessRequest("self", "test", "data"), Token))!;
        Assert.Equal(PasskeyFlow.PasskeysMax, (await access.ReadAsync(OwnKinds.Passkeys, 0, 50, false, Token))!.Entries.Cast<OwnPasskey>().Count(told => told is { Act: PasskeyAct.Add, Name: "phone" }));
    }

    private static Fulcrum.Identity.Identifier Ann(CoreUnderTest core) => core.Identifier("email", "ann@example.com", verified: true);

    private static Passkey Key(string id, uint counter) => new(id, new byte[] { 1, 2, 3 }, counter, false, "phone");

    private static async Task<string> AddAsync(CoreUnderTest core, string id, uint counter = 7)
    {
        var owner = (await core.Core.Passkeys.FindAsync(Ann(core), Token))!;
        Assert.Equal(PasskeyAdded.Done, await core.Core.Passkeys.AddAsync(owner, Key(id, counter), Page, "en", Token));
        return owner.Handle;
    }

    private static async Task<CoreUnderTest> LivedAsync()
    {
        var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Dealer, default, core.Identify("ann", "", """{"email":"ann@example.com"}"""));
        return core;
    }

    private static async Task ApplyAsync(CoreUnderTest core, ImmutableSortedDictionary<string, string> files)
    {
        var flow = new WorkspaceFlow(core.Store.Workspaces, core.Clock);
        var comparison = await flow.DiffAsync(files, Token);
        Assert.Empty(comparison.Reading.Faults);
        await core.Core.ApplyAsync(comparison.Reading, flow.Applied(comparison.Reading.Workspace!, files, "test"), Token);
    }
}
