using Fulcrum.Cli.Import;
using Fulcrum.Workspaces.Reading;

namespace Fulcrum.Cli.Tests.Import;

/// <summary>Mapping files: what is wrong is said by line, with what and remedy.</summary>
public class MappingTests
{
    private const string Good = """
        source: cdnow-import
        file:
          format: spaced
          columns: [customer, sample, date, units, total]
        event: {type: track, name: Order Completed}
        identifiers:
          customer-number: customer
        time: {column: date, format: yyyyMMdd, zone: UTC}
        properties:
          total: {column: total, type: number}
        """;

    [Fact]
    public void The_sample_mapping_has_no_fault()
    {
        var mapping = MappingReader.Open(Path.Combine(Folder.Repository, "samples", "cdnow", "mapping.yaml"));

        Assert.Equal("cdnow-import", mapping.Source);
        Assert.Equal(["customer-number"], mapping.Identifiers.Select(identifier => identifier.Type));
        Assert.Equal(60, mapping.Synthetic!.GivenPercent);
    }

    [Fact]
    public void A_whole_mapping_has_no_fault() => Assert.Empty(FaultsOf(Good));

    [Theory]
    [InlineData("source: cdnow-import", "sauce: cdnow-import", "m.yaml:1:1", "unknown-key")]
    [InlineData("source: cdnow-import", "", "m.yaml:2", "missing-key")]
    [InlineData("format: spaced", "format: excel", "m.yaml:3", "unknown-word")]
    [InlineData("columns: [customer, sample, date, units, total]", "encoding: utf-8", "m.yaml:3", "missing-key")]
    [InlineData("columns: [customer", "encoding: klingon\n  columns: [customer", "m.yaml:4", "bad-encoding")]
    [InlineData("name: Order Completed", "colour: red", "m.yaml:5", "unknown-key")]
    [InlineData("customer-number: customer", "customer-number: client", "m.yaml:7", "unknown-column")]
    [InlineData("yyyyMMdd", "HHmm", "m.yaml:8", "bad-format")]
    [InlineData("zone: UTC", "zone: Mars/Olympus", "m.yaml:8", "unknown-zone")]
    [InlineData("type: number", "type: money", "m.yaml:10", "unknown-word")]
    [InlineData("total: {column: total", "total: {colum: total", "m.yaml:10", "unknown-key")]
    public void A_mistake_is_named_at_its_line(string good, string bad, string place, string code)
    {
        var faults = FaultsOf(Good.Replace(good, bad, StringComparison.Ordinal));

        Assert.Contains(faults, fault => fault.StartsWith(place, StringComparison.Ordinal) && fault.Contains(code, StringComparison.Ordinal));
    }

    [Fact]
    public void Shares_of_synthetic_consents_cannot_pass_a_hundred() =>
        Assert.Contains(
            FaultsOf(Good + "\nsynthetic-consents: {by: customer-number, purposes: [personalization], given-percent: 80, refused-percent: 30}\n"),
            fault => fault.Contains("out-of-range", StringComparison.Ordinal));

    private static List<string> FaultsOf(string text)
    {
        var faults = new FaultList();
        MappingReader.Read("m.yaml", text, faults);
        return [.. faults.Sorted().Select(fault => fault.ToString())];
    }
}
