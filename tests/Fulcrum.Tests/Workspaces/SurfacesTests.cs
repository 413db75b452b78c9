using Fulcrum.Consent.Capture;
using Fulcrum.Workspaces;
using Xunit;

namespace Fulcrum.Tests.Workspaces;

/// <summary>What can be said of surfaces, and what is named and placed when it is wrong.</summary>
public sealed class SurfacesTests
{
    [Theory]
    [InlineData("kind: call-centre", "kind: call-center", "unknown-word proof-unfit")]
    [InlineData("    kind: call-centre\n", "", "missing-key proof-unfit")]
    [InlineData("channel: phone", "chanel: phone", "missing-key unknown-key")]
    [InlineData("notices: [app-privacy@2026-11]", "notices: [app-privacy@2026-10]", "unknown-name")]
    [InlineData("purposes: [sales-assistance, marketing-email]", "purposes: [sales-assistance, service]", "purpose-not-asked")]
    [InlineData("purposes: [sales-assistance, marketing-email]", "purposes: [sales-assistence]", "unknown-name")]
    [InlineData("sources: [app]", "sources: [dealer-crm]", "surface-source-unfit")]
    [InlineData("sources: [app]", "sources: [ap]", "unknown-name")]
    [InlineData("life: 1h", "life: 8d", "out-of-range")]
    [InlineData("life: 1h", "life: soon", "bad-span")]
    [InlineData("channel: phone", "channel: phone\n    life: 30m", "out-of-range")]
    [InlineData("channel: phone", "channel: phone\n    proof: page-nonce", "proof-unfit")]
    [InlineData("channel: app", "channel: app\n    proof: operator", "proof-unfit out-of-range")]
    [InlineData("channel: app", "channel: app\n    evidence: [recording]", "proof-unfit")]
    [InlineData("evidence: [recording]", "evidence: [recordings]", "unknown-word")]
    [InlineData("  app-settings:", "  App:", "bad-name")]
    public void What_is_wrong_is_named(string find, string replace, string codes) =>
        Assert.Equal(codes.Split(' ').Order(), Spoiled.Faults("surfaces.yaml", find, replace).Select(fault => fault.Split(' ')[1]).Distinct().Order());

    [Fact]
    public void A_surface_asks_for_what_its_notices_ask_for_unless_it_says_less()
    {
        var (surfaces, purposes) = (Samples.Motors.Surfaces, Samples.Motors.Purposes);
        Assert.True(surfaces["web-banner"].Purposes.Contains(purposes["analytics"]));
        Assert.False(surfaces["call-centre"].Purposes.Contains(purposes["analytics"]));
        Assert.Equal((CaptureProof.PageNonce, CaptureProof.SubjectToken, CaptureProof.Operator), (surfaces["web-banner"].Proof, surfaces["my-privacy"].Proof, surfaces["dealer-desk"].Proof));
    }

    [Fact]
    public void Sources_whose_yes_is_not_proved_or_is_always_refused_are_warned_of()
    {
        Assert.DoesNotContain(Samples.MotorsReading.Warnings, warning => warning.Fault.Code == "yes-unproved");
        Assert.Equal(3, Warnings(Samples.MotorsFiles.Remove("surfaces.yaml")));
        Assert.Equal(1, Warnings(Spoiled.Files("surfaces.yaml", "    sources: [app]\n", "")));

        static int Warnings(System.Collections.Immutable.ImmutableSortedDictionary<string, string> files) =>
            WorkspaceReader.Read(files, Numbering.Empty).Warnings.Count(warning => warning.Fault.Code == "yes-unproved");
    }

    [Theory]
    [InlineData("life: 1h", "life: 2h", true)]
    [InlineData("life: 1h", "life: 10m", false)]
    [InlineData("sources: [app]", "sources: [app, web]", true)]
    [InlineData("channel: app", "channel: app\n    proof: subject-token", false)]
    [InlineData("evidence: [recording]", "evidence: [recording, document]", true)]
    [InlineData("purposes: [sales-assistance, marketing-email]", "purposes: [sales-assistance]", false)]
    public void What_takes_protection_away_is_marked(string find, string replace, bool loosens)
    {
        var after = WorkspaceReader.Read(Spoiled.Files("surfaces.yaml", find, replace), Samples.MotorsReading.Numbering).Workspace!;
        var change = Assert.Single(WorkspaceDiff.Between(Samples.Motors, after));
        Assert.Equal(("surface", loosens), (change.What, change.Loosens));
    }

    [Fact]
    public void Removing_the_surfaces_takes_protection_away()
    {
        var without = WorkspaceReader.Read(Samples.MotorsFiles.Remove("surfaces.yaml"), Samples.MotorsReading.Numbering).Workspace!;
        Assert.All(WorkspaceDiff.Between(Samples.Motors, without), change => Assert.True(change.Loosens));
        Assert.All(WorkspaceDiff.Between(without, Samples.Motors), change => Assert.False(change.Loosens));
    }
}
