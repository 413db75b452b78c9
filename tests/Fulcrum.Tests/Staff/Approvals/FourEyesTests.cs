using CsCheck;
using Fulcrum.Profiles;
using Fulcrum.Staff;
using Fulcrum.Staff.Approvals;
using Xunit;

namespace Fulcrum.Tests.Staff.Approvals;

/// <summary>Whatever is asked and answered in whatever order, what was done had a second person; a gate that one person opens is noticed.</summary>
public sealed class FourEyesTests
{
    private static readonly string[] Members = ["s-1", "s-2", "s-3"];

    private static readonly StaffChange[] Changes = [StaffChange.Want, StaffChange.Approve, StaffChange.Deny, StaffChange.Spend];

    private static readonly Gen<StaffEntry[]> Rows = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 2], Gen.Int[-1, 5], Gen.Int[0, 40]).Array[0, 30].Select(steps =>
    {
        var hour = 0L;
        return steps.Select(step =>
        {
            var (change, who, number, later) = step;
            hour += later;
            var at = Instant.From(DateTimeOffset.UnixEpoch.AddHours(hour));
            return new StaffEntry(Changes[change], Members[who], $"staff:{Members[who]}", "", at) { Name = "export-acts", Counter = number, Until = at + StaffDesk.ApprovalHolds };
        }).ToArray();
    });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void No_order_of_rows_lets_one_member_do_it_alone() => Rows.Sample(rows => FourEyes(rows, new ApprovalBook()), iter: 5_000);

    [Fact]
    public void A_gate_that_one_person_opens_is_noticed()
    {
        var found = Assert.ThrowsAny<Exception>(() => Rows.Sample(rows => FourEyes(rows, new ApprovalBook(peopleMin: 1)), iter: 20_000));
        Assert.Contains("CsCheck", found.Message + found.GetType().FullName, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_member_in_many_sessions_never_suffices()
    {
        await using var staff = await StaffUnderTest.OpenAsync();
        await ApprovalTests.OpenAsync(staff);
        var sessions = new List<StaffSession>();
        for (var i = 0; i < 3; i++)
        {
            sessions.Add(await staff.SignInAsync("Ida"));
        }

        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[1, 4]).Array[1, 20].Sample(
            steps =>
            {
                foreach (var (who, what, number) in steps)
                {
                    var session = sessions[who];
                    var thrown = Record.ExceptionAsync(() => what switch
                    {
                        0 => ApprovalTests.AskAsync(staff, session),
                        1 => ApprovalTests.DecideAsync(staff, session, number, yes: true),
                        _ => ApprovalTests.ExportAsync(staff, session),
                    }).AsTask().GetAwaiter().GetResult();
                    Assert.True(what == 0 ? thrown is null : thrown is StaffRefusedException { Refusal: StaffRefusal.Self or StaffRefusal.Unknown or StaffRefusal.Approval }, $"{what}: {thrown}");
                }
            },
            iter: 20, threads: 1);
        Assert.DoesNotContain(await staff.Desk.ListApprovalsAsync(sessions[0], Token), one => one.IsApproved || one.SpentAt != Instant.Never);
    }

    /// <summary>Says from the rows alone, without the gate's own code: who did it asked, another said yes after that and in time, and it was done once.</summary>
    private static void FourEyes(StaffEntry[] rows, ApprovalBook book)
    {
        foreach (var row in rows)
        {
            book.Fold(row);
        }

        var asks = rows.Where(row => row.Change == StaffChange.Want).ToArray();
        for (var i = 0; i < book.All.Count; i++)
        {
            var (one, ask) = (book.All[i], asks[i]);
            if (one.SpentAt == Instant.Never)
            {
                continue;
            }

            Assert.Contains(rows, row => row.Change == StaffChange.Approve && row.Counter == i + 1 && row.By != ask.By && row.By == $"staff:{one.DecidedBy}" && row.At >= ask.At && row.At < ask.Until);
            Assert.Contains(rows, row => row.Change == StaffChange.Spend && row.Counter == i + 1 && row.By == ask.By && row.At == one.SpentAt && row.At >= one.DecidedAt && row.At < ask.Until);
        }
    }
}
