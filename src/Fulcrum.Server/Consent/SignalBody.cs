using Fulcrum.Consent.Signals;
using Fulcrum.Server.Identity;

namespace Fulcrum.Server.Consent;

/// <summary>What a caller says machines said for a subject.</summary>
internal sealed record SignalBody(IdentifiersBody Identifiers, string Channel, SignalReport Report)
{
    /// <summary>Reads it; a string that is none, or that may not be relied on, is refused with the field and the rule.</summary>
    public static SignalBody Read(ref BodyReader reader)
    {
        IdentifiersBody? identifiers = null;
        var (channel, report) = ("", new SignalReport());
        while (reader.NextMember())
        {
            if (reader.Is("identifiers"u8))
            {
                identifiers = IdentifiersBody.Read(ref reader, "identifiers");
            }
            else if (reader.Is("channel"u8))
            {
                channel = reader.Text("channel", 50);
            }
            else if (reader.Is("gpc"u8))
            {
                report = report with { PrivacyControl = reader.Truth("gpc") };
            }
            else if (reader.Is("att"u8))
            {
                report = report with { Tracking = StatusOf(reader.Text("att", 20)) };
            }
            else if (reader.Is("installation"u8))
            {
                report = report with { Installation = reader.Text("installation", 100) };
            }
            else if (reader.Is("tcf"u8))
            {
                report = WithTcf(report, reader.Text("tcf", TcStringReader.LengthMax));
            }
            else if (reader.Is("gpp"u8))
            {
                report = WithGpp(report, reader.Text("gpp", GppStringReader.LengthMax));
            }
            else
            {
                throw reader.Unknown("the body", "identifiers", "channel", "gpc", "att", "installation", "tcf", "gpp");
            }
        }

        if (report is { Tracking: not null, Installation.Length: 0 })
        {
            throw new ProblemException(Problems.MissingMember("installation"));
        }

        return new SignalBody(identifiers ?? throw new ProblemException(Problems.MissingMember("identifiers")), channel, report);
    }

    private static SignalReport WithTcf(SignalReport report, string text)
    {
        if (!TcStringReader.TryRead(text, out var read, out var fault))
        {
            throw new ProblemException(Problems.BadMember("tcf", $"a TC string: {fault.What.TrimEnd('.')}"));
        }

        return read.Findings.FirstOrDefault(finding => finding.Refuses) is { } refusing
            ? throw new ProblemException(Problems.BadMember("tcf", $"a TC string that may be relied on: {refusing.Why.TrimEnd('.')}"))
            : report with { Tcf = read, TcfText = text };
    }

    private static SignalReport WithGpp(SignalReport report, string text) => GppStringReader.TryRead(text, out var read, out var fault)
        ? report with { Gpp = read, GppText = text }
        : throw new ProblemException(Problems.BadMember("gpp", $"a GPP string: {fault.What.TrimEnd('.')}"));

    private static TrackingStatus StatusOf(string text) => text switch
    {
        "notDetermined" => TrackingStatus.NotDetermined,
        "restricted" => TrackingStatus.Restricted,
        "denied" => TrackingStatus.Denied,
        "authorized" => TrackingStatus.Authorized,
        _ => throw new ProblemException(Problems.BadMember("att", "notDetermined, restricted, denied or authorized")),
    };
}
