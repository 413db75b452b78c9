using Fulcrum.Decisions.Accounts;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Xunit;

namespace Fulcrum.Tests.Decisions.Accounts;

public sealed class RecordTests(ITestOutputHelper output)
{
    [Fact]
    public void A_record_is_read_back_as_it_was_written()
    {
        var at = DecisionSamples.At;
        FactReading Of(FactValue value) => new(value, at - TimeSpan.FromDays(400), "web", long.MaxValue, Provenance.Bought, Absence.None);
        var record = new DecisionRecord
        {
            Workspace = "0123456789abcdef",
            Placement = "home-hero",
            At = at,
            Mode = Fulcrum.Decisions.DecisionMode.Suppressed,
            Why = "open-complaint",
            Consent = new KeptConsent(5, at, "web-notice@1", true),
            Facts =
            [
                new(0, Of(FactValue.Of("текст"))), new(1, Of(FactValue.Of(3))), new(2, Of(FactValue.Of(-2.5))), new(3, Of(FactValue.Of(1e300))),
                new(4, Of(FactValue.Of(true))), new(5, Of(FactValue.Of(at))), new(6, Of(FactValue.Of(["a", "b"]))),
                new(7, new FactReading(default, Instant.Never, "", 0, Provenance.Derived, Absence.TooOld)),
            ],
            Protective = [new(9, Of(FactValue.Of(1)) with { Source = "crm" })],
            Context = [new("page", FactValue.Of("/offers"))],
            Counts = [new(new Fulcrum.Decisions.CapGroup(2, -1), 4), new(new Fulcrum.Decisions.CapGroup(0, 17), 1)],
            Removals = [default, .. Enumerable.Repeat(new Fulcrum.Decisions.Removal(Fulcrum.Decisions.RemovalKind.Eligibility), 80), new(Fulcrum.Decisions.RemovalKind.Cap, 2, 4)],
            Chosen = ["a", "b"],
        };
        var bytes = RecordWriter.Write(record).ToArray();
        Assert.Equal(bytes, RecordWriter.Write(RecordReader.Read(bytes)).ToArray());
        Assert.Equal(record.Facts.AsEnumerable(), RecordReader.Read(bytes).Facts);
    }

    [Fact]
    public void Bytes_that_are_no_record_are_told_so()
    {
        var bytes = DecisionSamples.Decide("home-tiles", DecisionSamples.Roadster).Bytes.ToArray();
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => RecordReader.Read(bytes.AsSpan(0, length)));
        }
    }

    [Fact]
    public void A_typical_record_is_small()
    {
        var motors = DecisionSamples.Decide("home-tiles", DecisionSamples.Roadster).Bytes.Length;
        var hundred = HundredOffers.Decide().Bytes.Length;
        output.WriteLine($"record: motors home-tiles {motors} bytes, 100 offers of 10 terms {hundred} bytes");
        Assert.InRange(motors, 1, 1_024);
        Assert.InRange(hundred, 1, 1_024);
    }
}
