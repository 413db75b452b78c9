using CsCheck;
using Fulcrum.Consent;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Tests.Collect;
using Fulcrum.Tests.Consent.Laws;
using Fulcrum.Tests.Profiles;
using Xunit;
using static Fulcrum.Tests.Profiles.FoldWorkspace;

namespace Fulcrum.Tests.Rights;

/// <summary>What was kept for a purpose goes when the purpose's own retention is over, from disk and from memory; and a no deletes by the law of who said it.</summary>
public sealed class LapsedRowsTests
{
    private static readonly string Yes = CoreUnderTest.Preferences(("functional", true));
    private static readonly string Both = CoreUnderTest.Preferences(("functional", true), ("analytics", true));

    private static readonly Gen<(Row[] Rows, Instant Due, PurposeSet Lapsing)> GenLapsed = Gen.Select(
        Histories.Gen_, Gen.Int[0, 100], Gen.Int[1, 31], (rows, share, bits) => (rows, Start + ((Histories.EndOf(rows) - Start) * (share / 100.0)), new PurposeSet((ulong)bits)));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Nothing_that_only_lapsed_purposes_justified_is_left_and_a_second_look_finds_nothing() =>
        GenLapsed.Sample((rows, due, lapsing) =>
        {
            var left = Lapse(rows, due, lapsing);
            Assert.DoesNotContain(left, row => row?.Entry is AcceptedEvent happened && happened.ReceivedAt <= due
                && (!(happened.Kept & lapsing).IsEmpty || happened.Properties.Any(property => !(property.Kept & lapsing).IsEmpty)));
            Assert.Equal(left, Lapse(left, due, lapsing));
        }, iter: 1_000);

    [Fact]
    public void Every_other_purpose_reads_the_same_and_every_consent_and_identifier_stays() =>
        Gen.Select(GenLapsed, Gen.Int[0, 24 * 10]).Sample((lapsed, hours) =>
        {
            var (rows, due, lapsing) = lapsed;
            var (before, after, at) = (Histories.Fold(rows), Fold(Lapse(rows, due, lapsing)), Histories.EndOf(rows) + TimeSpan.FromHours(hours));
            for (var subject = 0; subject < before.Length; subject++)
            {
                var (one, other) = (new Profile([before[subject]]), new Profile([after[subject]]));
                Assert.Equal(before[subject].Identifiers.Order(Comparer), after[subject].Identifiers.Order(Comparer));
                Assert.Equal(before[subject].Linked, after[subject].Linked);
                foreach (var purpose in Purposes)
                {
                    Assert.Equal(one.StandingOf(purpose, at, Workspace), other.StandingOf(purpose, at, Workspace));
                    // An open case is shown as open again when what closed it was kept for a lapsed purpose alone.
                    foreach (var fact in lapsing.Contains(purpose) ? [] : Facts.Where(fact => fact.Computed is not { Kind: ComputationKind.OpenCases or ComputationKind.Score }))
                    {
                        Assert.Equal(Said(fact, one.Read(fact, purpose, at, Workspace)), Said(fact, other.Read(fact, purpose, at, Workspace)));
                    }
                }
            }
        }, iter: 1_000);

    [Fact]
    public async Task What_was_kept_for_a_purpose_goes_when_its_retention_is_over_and_not_before()
    {
        await using var core = await OpenAsync(personalization: "60d", analytics: "90d");
        await core.SendAsync(core.Page("d-1", "/first", Both), core.Page("d-1", "/second", Both));
        await core.Core.WriteSnapshotsAsync(Cancellation);

        core.Clock.Advance(TimeSpan.FromDays(59));
        Assert.Equal(new SweepOutcome(0, 0, 0, 0, true), await core.Core.SweepAsync(Cancellation));
        await core.SendAsync(core.Page("d-1", "/third"));
        core.Clock.Advance(TimeSpan.FromHours(23));
        Assert.Equal(new SweepOutcome(1, 0, 2, 0, true), await core.Core.SweepAsync(Cancellation));
        Assert.Equal(["/first", "/second", "/third"], await PathsAsync(core)); // Analytics keeps them for a month more.
        Assert.Equal([false, false, true], (await EventsAsync(core)).Select(happened => happened.Kept.Contains(core.Workspace.Purposes["personalization"])));

        core.Clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal(new SweepOutcome(1, 2, 0, 0, true), await core.Core.SweepAsync(Cancellation)); // The third tells whose they were.
        Assert.Equal(["/third"], await PathsAsync(core));
        Assert.Equal(new SweepOutcome(0, 0, 0, 0, true), await core.Core.SweepAsync(Cancellation));
    }

    [Fact]
    public async Task Memory_and_snapshots_forget_it_with_the_disk()
    {
        await using var core = await OpenAsync(personalization: "60d", analytics: "60d", service: "60d");
        await core.DecideAsync(core.User("u-1"), "personalization", ConsentState.Given);
        await core.SendAsync(core.Identify("u-1", "", """{"city":"Riga"}"""));
        Assert.Equal("Riga", await core.ReadAsync(core.User("u-1"), "personalization", "city"));
        await core.Core.WriteSnapshotsAsync(Cancellation);

        core.Clock.Advance(TimeSpan.FromDays(60));
        await core.Core.SweepAsync(Cancellation);

        Assert.Equal(Absence.NotKnown, await AbsenceAsync(core, "city"));
        await core.Core.WriteSnapshotsAsync(Cancellation);
        await core.RestartAsync();
        Assert.Equal(Absence.NotKnown, await AbsenceAsync(core, "city"));
        Assert.Null(await core.RefusalAsync(core.User("u-1"), "personalization")); // The consent outlives the data.
        await core.SendAsync(core.Identify("u-1", "", """{"city":"Oslo"}"""));
        Assert.Equal("Oslo", await core.ReadAsync(core.User("u-1"), "personalization", "city"));
    }

    [Fact]
    public async Task Who_is_asked_for_while_it_is_deleted_is_read_as_before_or_as_after_and_never_loses_what_comes_in()
    {
        await using var core = await OpenAsync(personalization: "60d", analytics: "60d", service: "60d");
        for (var user = 0; user < 40; user++)
        {
            await core.DecideAsync(core.User($"u-{user}"), "personalization", ConsentState.Given);
            await core.SendAsync(core.Identify($"u-{user}", "", """{"city":"Riga"}"""));
        }

        core.Clock.Advance(TimeSpan.FromDays(60));
        using var stop = new CancellationTokenSource();
        var asking = Task.Run(async () =>
        {
            for (var turn = 0; !stop.IsCancellationRequested; turn++)
            {
                var user = $"u-{turn % 40}";
                await core.SendAsync(core.Identify(user, "", $$"""{"city":"Oslo"}"""));
                Assert.Equal("Oslo", await core.ReadAsync(core.User(user), "personalization", "city"));
            }
        }, Cancellation);
        await core.Core.SweepAsync(Cancellation);
        await stop.CancelAsync();
        await asking;

        Assert.DoesNotContain(await EventsAsync(core), happened => happened.Properties.Any(property => property.Value.Reveal() == "Riga"));
        await core.RestartAsync();
        for (var user = 0; user < 40; user++)
        {
            Assert.IsType<Permit>(await core.AskAsync(core.User($"u-{user}"), "personalization", "city"));
        }
    }

    [Fact]
    public async Task A_crash_before_the_rows_are_gone_leaves_them_for_the_next_sweep()
    {
        await using var core = await OpenAsync(personalization: "60d", analytics: "60d", service: "60d");
        await core.DecideAsync(core.User("u-1"), "personalization", ConsentState.Given);
        await core.SendAsync(core.Identify("u-1", "", """{"city":"Riga"}"""));
        await core.Core.WriteSnapshotsAsync(Cancellation);
        core.Clock.Advance(TimeSpan.FromDays(60));

        core.Disk.HoldSyncs = true;
        var lost = core.Core.SweepAsync(Cancellation).AsTask();
        while (core.Disk.PendingCount == 0 && !lost.IsCompleted)
        {
            await Task.Yield();
        }

        core.Disk.Crash(1);
        core.Disk.HoldSyncs = false;
        await core.RestartAsync();
        await core.Core.SweepAsync(Cancellation);

        Assert.Empty(await PathsAsync(core));
        Assert.Equal(Absence.NotKnown, await AbsenceAsync(core, "city"));
    }

    [Theory]
    [InlineData("GB", 0)]
    [InlineData("SG", 0)]
    [InlineData("IN", 2)]
    public async Task A_no_deletes_by_the_law_of_who_said_it(string country, int left)
    {
        // Analytics rests on consent, in Singapore on a legitimate interest, in India on a contract.
        await using var core = await CoreUnderTest.OpenAsync(files: LawfulMotors.Files());
        await core.SendAsync(core.Identify("u-1", "", $$"""{"country":"{{country}}"}"""));
        await core.DecideAsync(core.User("u-1"), "analytics", ConsentState.Given);
        await core.SendAsync(core.Page("", "/first", user: "u-1"), core.Page("", "/second", user: "u-1"));
        await core.DecideAsync(core.User("u-1"), "analytics", ConsentState.Withdrawn);
        Assert.Equal(2, (await PathsAsync(core)).Count);

        core.Clock.Advance(TimeSpan.FromDays(30));
        await core.Core.SweepAsync(Cancellation);

        Assert.Equal(left, (await PathsAsync(core)).Count);
        await core.DecideAsync(core.User("u-1"), "analytics", ConsentState.Given);
        Assert.Null(await core.RefusalAsync(core.User("u-1"), "analytics"));
    }

    [Fact]
    public async Task Where_somebody_lives_unknown_the_strictest_law_deletes()
    {
        await using var core = await CoreUnderTest.OpenAsync(files: LawfulMotors.Files(defaultResidence: "ZZ"));
        await core.SendAsync(core.Page("d-1", "/first", CoreUnderTest.Preferences(("analytics", true))));
        await core.DecideAsync(core.Device("d-1"), "analytics", ConsentState.Withdrawn);

        core.Clock.Advance(TimeSpan.FromDays(30));
        await core.Core.SweepAsync(Cancellation);

        Assert.Empty(await PathsAsync(core));
    }

    private static readonly Comparer<Fulcrum.Identity.HeldIdentifier> Comparer =
        Comparer<Fulcrum.Identity.HeldIdentifier>.Create((one, other) => (one.Hash, one.Type).CompareTo((other.Hash, other.Type)));

    /// <summary>None and nothing known are the same of what is computed: which it reads as hangs on events of other purposes too.</summary>
    private static string Said(FactDefinition fact, FactReading reading) =>
        fact.Computed is not null && reading.Value.Reveal() is "0" ? "" : reading.Value.Reveal();

    private static Task<CoreUnderTest> OpenAsync(string personalization, string analytics, string service = "3650d")
    {
        var files = Samples.MotorsFiles.ToBuilder();
        foreach (var path in files.Keys.Where(path => path.StartsWith("notices/built", StringComparison.Ordinal)).ToArray())
        {
            files.Remove(path); // What is built would tell other spans.
        }

        var (lines, purpose) = (files["purposes.yaml"].Split('\n'), "");
        var spans = new Dictionary<string, string> { ["personalization"] = personalization, ["analytics"] = analytics, ["service"] = service, ["sales-assistance"] = personalization };
        for (var at = 0; at < lines.Length; at++)
        {
            purpose = lines[at].StartsWith("  ", StringComparison.Ordinal) && lines[at].Length > 2 && lines[at][2] != ' ' ? lines[at].Trim().TrimEnd(':') : purpose;
            lines[at] = lines[at].TrimStart().StartsWith("retention:", StringComparison.Ordinal) && spans.TryGetValue(purpose, out var span) ? $"    retention: {span}" : lines[at];
        }

        files["purposes.yaml"] = string.Join('\n', lines);
        return CoreUnderTest.OpenAsync(files: files.ToImmutable());
    }

    private static async Task<Absence> AbsenceAsync(CoreUnderTest core, string fact) =>
        Assert.IsType<Permit>(await core.AskAsync(core.User("u-1"), "personalization", fact)).View[0].Absence;

    private static async Task<List<string>> PathsAsync(CoreUnderTest core) =>
        [.. (await EventsAsync(core)).SelectMany(happened => happened.Properties).Where(property => property.Path is "path" or "city").Select(property => property.Value.Reveal())];

    private static async Task<List<AcceptedEvent>> EventsAsync(CoreUnderTest core)
    {
        var opened = new List<AcceptedEvent>();
        foreach (var row in (await core.RowsAsync()).Where(row => row.Row.Kind == EntryKind.Event))
        {
            opened.Add(await core.OpenAsync<AcceptedEvent>(row));
        }

        return opened;
    }

    private static Row?[] Lapse(Row?[] rows, Instant due, PurposeSet lapsing)
    {
        var left = rows.ToArray();
        for (var subject = 0; subject < Histories.Subjects; subject++)
        {
            var opened = rows.Index().Where(row => row.Item?.Subject == subject)
                .Select(row => new OpenedRow(row.Index + 1, row.Item!.Entry is AcceptedEvent happened ? happened.ReceivedAt : Start, false, row.Item.Entry)).ToList();
            foreach (var (row, what) in Unjustified.Find(opened, (_, _) => PurposeSet.Empty, at => at <= due ? lapsing : PurposeSet.Empty))
            {
                left[row.Sequence - 1] = what is null ? null : new Row(subject, what);
            }
        }

        return left;
    }

    private static ProfilePart[] Fold(Row?[] rows)
    {
        var parts = Enumerable.Range(1, Histories.Subjects).Select(id => new ProfilePart(new SubjectId(id))).ToArray();
        foreach (var (at, row) in rows.Index())
        {
            if (row is not null)
            {
                parts[row.Subject].Apply(at + 1, row.Entry, Workspace);
            }
        }

        return parts;
    }
}
