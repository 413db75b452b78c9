using Fulcrum.Decisions;
using Fulcrum.Decisions.Accounts;
using Fulcrum.Tests.Workspaces;
using Fulcrum.Workspaces;
using Xunit;

namespace Fulcrum.Tests.Decisions;

/// <summary>The hour of a rule is the one on the wall where the company is, in summer and in winter, now and when a decision is explained.</summary>
public class LocalTimeTests
{
    [Theory]
    [InlineData("UTC", "2026-07-01T00:00Z", 0)]
    [InlineData("Europe/Berlin", "2026-03-29T00:59Z", 60)]
    [InlineData("Europe/Berlin", "2026-03-29T01:00Z", 120)]
    [InlineData("Europe/Berlin", "2026-10-25T00:59Z", 120)]
    [InlineData("Europe/Berlin", "2026-10-25T01:00Z", 60)]
    [InlineData("Europe/Moscow", "2026-07-01T00:00Z", 180)]
    [InlineData("Asia/Kathmandu", "2026-07-01T00:00Z", 345)]
    [InlineData("America/New_York", "2026-07-01T00:00Z", -240)]
    public void A_zone_follows_summer_time(string id, string at, int minutes)
    {
        Assert.True(Zone.TryFind(id, out var zone));
        Assert.Equal(minutes, zone.OffsetMinutes(Parse(at)));
    }

    [Theory]
    [InlineData("", "2026-07-01T15:59Z", true)]
    [InlineData("", "2026-07-01T16:00Z", false)]
    [InlineData("Europe/Berlin", "2026-07-01T06:59Z", false)]
    [InlineData("Europe/Berlin", "2026-07-01T07:00Z", true)]
    [InlineData("Europe/Berlin", "2026-07-01T13:59Z", true)]
    [InlineData("Europe/Berlin", "2026-07-01T14:00Z", false)]
    [InlineData("Europe/Berlin", "2026-12-01T07:59Z", false)]
    [InlineData("Europe/Berlin", "2026-12-01T08:00Z", true)]
    [InlineData("America/New_York", "2026-12-01T13:59Z", false)]
    [InlineData("America/New_York", "2026-12-01T14:00Z", true)]
    public void Hour_is_the_workspaces(string zone, string at, bool shown)
    {
        var made = Decide(Compile(zone), at);

        Assert.Equal(shown, made.Shown.Contains("electric-explained"));
        Assert.True(made.Explain().Agrees);
    }

    [Fact]
    public void A_decision_runs_again_by_the_offset_it_kept_whatever_is_said_of_the_zone_later()
    {
        var made = Decide(Compile("Europe/Berlin"), "2026-07-01T07:00Z");
        var otherwise = made with { Plans = Compile("America/New_York") };

        Assert.Equal(120, RecordReader.Read(made.Bytes.Span).Local!.Value.OffsetMinutes);
        Assert.True(otherwise.Explain().Agrees);
    }

    [Fact]
    public void A_record_from_before_offsets_were_kept_runs_again_by_utc()
    {
        var made = Decide(Compile(""), "2026-07-01T12:00Z");
        var older = RecordReader.Read(made.Bytes.Span) with { Local = null };
        var bytes = RecordWriter.Write(older).ToArray();

        Assert.Null(RecordReader.Read(bytes).Local);
        Assert.True((made with { Bytes = bytes }).Explain().Agrees);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(-570, true)]
    [InlineData(-1, false)]
    [InlineData(840, true)]
    public void A_moment_is_packed_and_unpacked(int offset, bool quiet) =>
        Assert.Equal(new LocalMoment(offset, quiet), LocalMoment.Of(new LocalMoment(offset, quiet).Packed));

    [Fact]
    public void Quiet_hours_without_a_zone_are_in_the_workspaces()
    {
        var files = Spoiled.Files("workspace.yaml", "phone-region: GB", "time-zone: Europe/Berlin\nphone-region: GB");
        var policy = files["contact-policy.yaml"];
        files = files.SetItem("contact-policy.yaml", policy.Replace("    zone: Europe/London\n", "", StringComparison.Ordinal));

        var workspace = WorkspaceReader.Read(files, Numbering.Empty).Workspace!;

        Assert.All(workspace.ContactPolicy.QuietHours, hours => Assert.Equal("Europe/Berlin", hours.Zone));
    }

    [Fact]
    public void A_zone_that_is_none_is_a_fault_where_it_stands() => Assert.Equal(
        ["workspace.yaml:4:12 unknown-zone"],
        Spoiled.Faults("workspace.yaml", "phone-region: GB ", "time-zone: Europe/Nowhere\nphone-region: GB "));

    private static Instant Parse(string at) => Instant.From(DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture));

    private static DecisionPlans Compile(string zone)
    {
        var files = Spoiled.Files(
            "offers/contextual.yaml",
            "    priority: 20\n    rule: context.section = \"electric\"\n",
            "    priority: 99\n    rule: hour >= 9 and hour < 16\n");
        if (zone.Length > 0)
        {
            files = files.SetItem("workspace.yaml", files["workspace.yaml"] + $"time-zone: {zone}\n");
        }

        var reading = WorkspaceReader.Read(files, Numbering.Empty);
        Assert.Empty(reading.Faults);
        return DecisionPlans.Compile(reading.Workspace!);
    }

    private static Made Decide(DecisionPlans plans, string at)
    {
        var plan = plans.Find("home-tiles")!;
        var inputs = new DecisionInputs { At = Parse(at), Personal = false, Why = "unknown-subject" };
        return DecisionSamples.Decide(plans, plan, inputs, KeptConsent.None);
    }
}
