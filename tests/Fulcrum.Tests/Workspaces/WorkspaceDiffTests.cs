using System.Collections.Immutable;
using Fulcrum.Workspaces;
using Xunit;

namespace Fulcrum.Tests.Workspaces;

/// <summary>A reviewer reads the diff, not the files: it must say what changes, and warn where protection goes.</summary>
public sealed class WorkspaceDiffTests
{
    [Fact]
    public void Equal_workspaces_differ_in_nothing() => Assert.Empty(WorkspaceDiff.Between(Samples.Motors, Samples.Motors));

    [Fact]
    public void Comments_and_layout_are_no_change() =>
        Assert.Empty(Changes(Samples.MotorsFiles.SetItem("views.yaml", "# reviewed\n" + Samples.MotorsFiles["views.yaml"])));

    [Fact]
    public void The_first_version_is_all_new_and_loosens_nothing()
    {
        var changes = WorkspaceDiff.Between(null, Samples.Motors);

        Assert.Contains("+ purpose service", changes.Select(change => change.ToString()));
        Assert.Contains("+ property web-behaviour/page/path", changes.Select(change => change.ToString()));
        Assert.All(changes, change => Assert.True(change is { Kind: ChangeKind.Added, Loosens: false }));
    }

    [Theory]
    [InlineData("contracts/web-behaviour.yaml", "        purposes: [analytics]\n        reason: {en: The page's", "        purposes: [analytics, personalization]\n        reason: {en: The page's", "~ property web-behaviour/page/title: purposes + personalization (loosens privacy)")]
    [InlineData("contracts/dealer.yaml", "        purposes: [service, sales-assistance]", "        purposes: [service]", "~ property dealer/Test Drive Booked/dealer: purposes - sales-assistance")]
    [InlineData("contracts/app.yaml", "      date:", "      day:", "- property app/Service Booked/date; + property app/Service Booked/day (loosens privacy)")]
    [InlineData("purposes.yaml", "basis: legitimate-interest", "basis: legal-obligation", "~ purpose protection: basis legitimate-interest -> legal-obligation")]
    [InlineData("contact-policy.yaml", "contacts-max: 12", "contacts-max: 20", "~ cap promotion-daily: contacts-max 12 -> 20 (loosens privacy)")]
    [InlineData("contact-policy.yaml", "contacts-max: 12", "contacts-max: 6", "~ cap promotion-daily: contacts-max 12 -> 6")]
    [InlineData("contact-policy.yaml", "    span: 20h", "    span: 10h", "~ cap newsletter-daily: span 20h -> 10h (loosens privacy)")]
    [InlineData("contact-policy.yaml", "until: \"08:00\"", "until: \"07:00\"", "+ quiet hours e-mail 21:00-07:00 Europe/London; - quiet hours e-mail 21:00-08:00 Europe/London (loosens privacy)")]
    [InlineData("contact-policy.yaml", "rule: open-complaints > 0", "rule: open-complaints > 1", "~ suppression open-complaint: rule open-complaints > 0 -> open-complaints > 1 (loosens privacy)")]
    [InlineData("offers/drive.yaml", "priority: 85", "priority: 86", "~ offer how-was-your-drive: priority 85 -> 86")]
    [InlineData("offers/loyalty.yaml", "    kind: offer\n    title: {en: A gift", "    kind: offer\n    promotional: false\n    title: {en: A gift", "~ offer second-order-gift: promotional true -> false (loosens privacy)")]
    [InlineData("placements.yaml", "age-max: 90d", "age-max: 180d", "~ placement configurator-side: age-max 90d -> 180d (loosens privacy)")]
    [InlineData("views.yaml", "      - last-seen\n", "      - last-seen\n      - city\n", "~ view dealer: facts + city (loosens privacy)")]
    [InlineData("identifiers.yaml", "\"guest\", ", "", "~ identifier type user-id: blocked - guest (loosens privacy)")]
    [InlineData("sources.yaml", "    contracts: [dealer, account]", "    contracts: [dealer, account, complaints]", "~ source dealer-crm: contracts + complaints (loosens privacy)")]
    [InlineData("sources.yaml", "sample-key-app-for-development-only", "another-key-app-for-development-only", "~ source app: write-key changed")]
    [InlineData("notices/app-privacy.yaml", "each is off until you turn it on", "each is on until you turn it off", "~ notice app-privacy@2026-11: text changed (loosens privacy)")]
    [InlineData("workspace.yaml", "durability: disk", "durability: memory", "~ workspace Meridian Motors: decisions.durability disk -> memory")]
    [InlineData("facts.yaml", "window: 90d", "window: 60d", "~ fact brochures-90d: window 90d -> 60d")]
    [InlineData("segments.yaml", "rule: spend >= 200", "rule: spend >= 300", "~ segment high-spender: rule spend >= 200 -> spend >= 300")]
    [InlineData("purposes.yaml", "recipients: [cloud-host, mail-sender]", "recipients: [cloud-host, mail-sender, dealers]", "~ purpose marketing-email: recipients + dealers (loosens privacy)")]
    [InlineData("purposes.yaml", "retention: 730d", "retention: 800d", "~ purpose marketing-email: retention 730d -> 800d (loosens privacy)")]
    [InlineData("purposes.yaml", "retention: 730d", "retention: 365d", "~ purpose marketing-email: retention 730d -> 365d")]
    [InlineData("purposes.yaml", "    retention: 730d\n", "", "~ purpose marketing-email: retention 730d -> none (loosens privacy)")]
    [InlineData("purposes.yaml", "retention: 1095d\n    places: [data-hall, help-desk]", "retention: 1095d\n    places: [data-hall]", "~ purpose service: places - help-desk")]
    [InlineData("purposes.yaml", "or tell your dealer.", "or ask your dealer.", "~ purpose sales-assistance: withdrawal changed")]
    [InlineData("disclosures.yaml", "country: IE", "country: US", "~ recipient mail-sender: country IE -> US (loosens privacy)")]
    [InlineData("disclosures.yaml", "role: joint-controller", "role: controller", "~ recipient dealers: role joint-controller -> controller")]
    [InlineData("disclosures.yaml", "use: processing", "use: both", "~ place help-desk: use processing -> both")]
    [InlineData("disclosures.yaml", "  email: privacy@meridian-motors.example", "  email: data@meridian-motors.example", "~ controller Meridian Motors: email changed")]
    public void A_change_is_said_in_words(string file, string find, string replace, string expected) =>
        Assert.Equal(expected.Split("; "), Changes(Spoiled.Files(file, find, replace)));

    [Fact]
    public void Removing_what_protects_loosens()
    {
        var files = Spoiled.Files("contact-policy.yaml", Samples.MotorsFiles["contact-policy.yaml"], "caps:\n  one-a-day: {scope: each-offer, contacts-max: 1, span: 1d}\n");

        Assert.Contains("- suppression open-complaint (loosens privacy)", Changes(files));
        Assert.Contains("- cap promotion-daily (loosens privacy)", Changes(files));
        Assert.Contains("+ cap one-a-day", Changes(files));
    }

    private static IEnumerable<string> Changes(ImmutableSortedDictionary<string, string> files)
    {
        var reading = WorkspaceReader.Read(files, Samples.MotorsReading.Numbering);
        Assert.Equal("", string.Join('\n', reading.Faults));
        return WorkspaceDiff.Between(Samples.Motors, reading.Workspace!).Select(change => change.ToString());
    }
}
