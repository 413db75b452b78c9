using Fulcrum.Consent;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Tests.Collect;
using Xunit;

namespace Fulcrum.Tests.Permits;

public class DoorTests
{
    private const int RoundsMax = 20_000;

    private static readonly string Yes = CoreUnderTest.Preferences(("functional", true));

    [Fact]
    public async Task Nobody_is_found_where_nobody_is_known()
    {
        await using var core = await CoreUnderTest.OpenAsync();

        Assert.Null(await core.AskAsync(core.User("u-1"), "personalization"));
        Assert.Null(await core.Core.Door.FindAsync([], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_known_subject_in_memory_is_found_without_waiting()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Page("d-1", context: Yes));

        var found = core.Core.Door.FindAsync([core.Device("d-1")], TestContext.Current.CancellationToken).AsTask();

        Assert.True(found.IsCompletedSuccessfully);
        Assert.NotNull(await found);
    }

    [Theory]
    [InlineData(ConsentState.Refused, RefusalReason.ConsentRefused)]
    [InlineData(ConsentState.Withdrawn, RefusalReason.ConsentWithdrawn)]
    [InlineData(ConsentState.Given, null)]
    public async Task What_was_said_decides(ConsentState said, RefusalReason? reason)
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.DecideAsync(core.User("u-1"), "personalization", said);

        Assert.Equal(reason, await core.RefusalAsync(core.User("u-1"), "personalization"));
        Assert.Equal(RefusalReason.ConsentUnknown, await core.RefusalAsync(core.User("u-1"), "analytics"));
        Assert.Null(await core.RefusalAsync(core.User("u-1"), "service"));
    }

    [Theory]
    [InlineData(ConsentState.Refused)]
    [InlineData(ConsentState.Withdrawn)]
    [InlineData(ConsentState.Given)]
    public async Task A_check_says_what_a_permit_would_say_and_allocates_nothing(ConsentState said)
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.DecideAsync(core.User("u-1"), "personalization", said);
        var subject = await core.Core.Door.FindAsync([core.User("u-1")], TestContext.Current.CancellationToken);
        foreach (var purpose in core.Core.Workspace.Current.Purposes.Values)
        {
            var use = new Use("test", purpose, null, [], null);
            Assert.True(subject!.TryCheck(use, core.Now, out var check));
            using (var session = subject.Enter())
            {
                var answer = session!.Ask(use, core.Now);
                Assert.Equal((answer is Permit, (answer as Refusal)?.Reason, check.Standing), (check.IsPermitted, check.Reason, (answer as Permit)?.Basis ?? ((Refusal)answer).Standing));
            }

            // Code that is not optimized yet boxes what optimized code does not: the runtime takes a moment to exchange it.
            var allocated = long.MaxValue;
            for (var round = 0; round < RoundsMax && allocated > 0; round++)
            {
                (var isSame, allocated) = CheckOften(subject, use, core.Now, check);
                Assert.True(isSame);
            }

            Assert.Equal(0, allocated);
        }

        static (bool IsSame, long Allocated) CheckOften(Subject subject, Use use, Instant at, PermitCheck check)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var isSame = true;
            for (var turn = 0; turn < 1_000; turn++)
            {
                isSame &= subject.TryCheck(use, at, out var again) && again.IsPermitted == check.IsPermitted && again.Reason == check.Reason;
            }

            return (isSame, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    [Fact]
    public void A_check_of_nobody_is_no() => Assert.False(default(PermitCheck).IsPermitted);

    [Fact]
    public async Task A_yes_without_its_notice_is_kept_and_enables_nothing()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        var bare = new ConsentRecord("personalization", ConsentState.Given, "", "en", core.Now, core.Now, "web", ConsentMethod.Express, false, "test", [], false);

        var outcome = await core.Core.Consents.RecordAsync(new ConsentRequest([core.User("u-1")], "", [bare]), TestContext.Current.CancellationToken);

        Assert.Equal(1, outcome.Invalid);
        Assert.Single(outcome.Recorded);
        Assert.Equal(RefusalReason.ConsentInvalid, await core.RefusalAsync(core.User("u-1"), "personalization"));
    }

    [Fact]
    public async Task A_fact_not_declared_for_the_purpose_reads_as_not_permitted()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.DecideAsync(core.User("u-1"), "personalization", ConsentState.Given);
        await core.SendAsync(core.Identify("u-1", "", """{"email":"a@b.example","city":"Riga"}"""));

        var permit = Assert.IsType<Permit>(await core.AskAsync(core.User("u-1"), "personalization", "email", "city", "preferred-model"));

        Assert.Equal([Absence.NotPermitted, Absence.None, Absence.NotKnown], Enumerable.Range(0, 3).Select(at => permit.View[at].Absence));
        Assert.Equal("Riga", permit.View[1].Value.Text);
    }

    [Fact]
    public async Task A_fact_older_than_the_use_accepts_is_kept_back()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.DecideAsync(core.User("u-1"), "personalization", ConsentState.Given);
        await core.SendAsync(core.Identify("u-1", "", """{"city":"Riga"}"""));
        core.Clock.Advance(TimeSpan.FromDays(2));
        var subject = await core.Core.Door.FindAsync([core.User("u-1")], TestContext.Current.CancellationToken);
        using var session = subject!.Enter()!;

        PermitAnswer Ask(int days) => session.Ask(
            new Use("test", core.Workspace.Purposes["personalization"], null, [core.Workspace.Facts["city"]], TimeSpan.FromDays(days)), core.Now);

        Assert.Equal(Absence.TooOld, Assert.IsType<Permit>(Ask(1)).View[0].Absence);
        Assert.False(((Permit)Ask(1)).View[0].Value.IsPresent);
        Assert.Equal(Absence.None, Assert.IsType<Permit>(Ask(3)).View[0].Absence);
    }

    [Fact]
    public async Task An_undeclared_or_protective_purpose_opens_no_view()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.DecideAsync(core.User("u-1"), "personalization", ConsentState.Given);
        var subject = await core.Core.Door.FindAsync([core.User("u-1")], TestContext.Current.CancellationToken);
        using var session = subject!.Enter()!;
        var invented = core.Workspace.Purposes["service"] with { Name = "anything" };

        RefusalReason Ask(Purpose purpose) => Assert.IsType<Refusal>(session.Ask(new Use("test", purpose, null, [], null), core.Now)).Reason;

        Assert.Equal(RefusalReason.PurposeUndeclared, Ask(invented));
        Assert.Equal(RefusalReason.PurposeUndeclared, Ask(core.Workspace.Purposes["protection"]));
    }

    [Fact]
    public async Task Protection_reads_protective_facts_and_no_others()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Workspace.Sources["service-desk"], default, core.Track("u-1", "Complaint Opened", """{"caseId":"c-1"}"""));
        await core.SendAsync(core.Identify("u-1", "", """{"city":"Riga"}"""));
        var subject = await core.Core.Door.FindAsync([core.User("u-1")], TestContext.Current.CancellationToken);
        using var session = subject!.Enter()!;

        var view = session.Protect([core.Workspace.Facts["open-complaints"], core.Workspace.Facts["city"]], core.Now);

        Assert.Equal(1, view[0].Value.Number);
        Assert.Equal(Absence.NotPermitted, view[1].Absence);
        Assert.False(view[1].Value.IsPresent);
    }

    [Fact]
    public async Task A_withdrawal_binds_whoever_asks_after_it_was_recorded()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.DecideAsync(core.User("u-1"), "personalization", ConsentState.Given);
        core.Disk.HoldSyncs = true;

        var withdrawal = core.DecideAsync(core.User("u-1"), "personalization", ConsentState.Withdrawn);

        // Not acknowledged yet, and already in force.
        Assert.False(withdrawal.IsCompleted);
        Assert.Equal(RefusalReason.ConsentWithdrawn, await core.RefusalAsync(core.User("u-1"), "personalization"));
        core.Disk.HoldSyncs = false;
        core.Disk.Sync();
        await withdrawal;
    }

    [Fact]
    public async Task No_ask_that_starts_after_a_withdrawal_is_permitted_while_others_ask_at_once()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.DecideAsync(core.User("u-1"), "personalization", ConsentState.Given);
        var isWithdrawn = 0;
        var late = 0;

        var askers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var turn = 0; turn < 500; turn++)
            {
                var startedAfter = Volatile.Read(ref isWithdrawn) == 1;
                if (await core.AskAsync(core.User("u-1"), "personalization") is Permit && startedAfter)
                {
                    Interlocked.Increment(ref late);
                }
            }
        })).ToList();
        await core.DecideAsync(core.User("u-1"), "personalization", ConsentState.Withdrawn);
        Volatile.Write(ref isWithdrawn, 1);
        await Task.WhenAll(askers);

        Assert.Equal(0, late);
    }

    [Fact]
    public async Task A_session_is_not_given_for_a_profile_that_changed_hands()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Page("d-1", context: Yes));
        var subject = await core.Core.Door.FindAsync([core.Device("d-1")], TestContext.Current.CancellationToken);
        await core.SendAsync(core.Page("d-2", context: Yes), core.Identify("u-1", "d-1"), core.Identify("u-1", "d-2"));

        Assert.Null(subject!.Enter());
    }

    [Fact]
    public async Task A_damaged_row_is_named_and_its_subject_becomes_contextual()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Page("d-1", context: Yes), core.Page("d-2", context: Yes));
        var row = (await core.RowsAsync()).First(row => row.Row.Kind == EntryKind.Event);
        Assert.True(core.Disk.Damage(row.Sequence));
        await core.RestartAsync();

        Assert.Equal(RefusalReason.ProfileUnreadable, await core.RefusalAsync(core.Device("d-1"), "personalization"));
        Assert.Null(await core.RefusalAsync(core.Device("d-2"), "personalization"));
        Assert.Contains(new UnreadableSubject(row.Row.Subject, row.Sequence, "row"), core.Unreadable);
        Assert.Equal(1, (await core.SendAsync(core.Page("d-1"))).Quarantined);
    }

    [Fact]
    public async Task A_look_up_is_on_disk_before_its_answer_and_names_who_and_why()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Page("d-1", "/roadster", CoreUnderTest.Preferences(("dealer", true))));
        core.Disk.HoldSyncs = true;

        var asked = core.Core.Views.LookUpAsync(core.Workspace.Views["dealer"], [core.Device("d-1")], "staff:anna", "test drive", TestContext.Current.CancellationToken).AsTask();
        Assert.False(asked.IsCompleted);
        core.Disk.HoldSyncs = false;
        core.Disk.Sync();

        var answer = Assert.IsType<Permit>((await asked)!.Answer);
        Assert.Equal("/roadster", answer.View[1].Value.Reveal());
        var kept = await core.OpenAsync<LookUpEntry>(await core.RowAsync(EntryKind.LookUp));
        Assert.Equal(("staff:anna", "dealer", "sales-assistance", "test drive"), (kept.Who, kept.View, kept.Purpose, kept.Why));
        Assert.Null(await core.Core.Views.LookUpAsync(core.Workspace.Views["dealer"], [core.User("nobody")], "staff:anna", "why", TestContext.Current.CancellationToken));
    }
}
